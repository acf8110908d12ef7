import { useState } from 'preact/hooks';
import type { AnalyticModelReport, NotModeled, RuleInfo } from '../../../../bindings/api';
import * as format from '../../format';
import { CsvButton, csvOf } from '../common/csv';
import { shortClass } from '../tree/columns';
import { TREATMENT, treeOf } from '../tree/model';
import { recognisedBy, type Recognised } from './recognised';

interface Props {
  report: AnalyticModelReport;
  rules: readonly RuleInfo[];
  onSelectModule(moduleId: string): void;
}

/** What of the model is costed exactly, by which rule, and what only by a bound or not at all. */
export function Coverage({ report, rules, onSelectModule }: Props) {
  const { not_modeled: notModeled } = report;
  const recognised = recognisedBy(report);
  return (
    <section class="coverage" aria-label="Coverage">
      {notModeled === undefined ? (
        <section class="card">
          <h3>Modeled</h3>
          <p class="note">
            This model is built in: every module is written out, none is recognised by a rule. Rules say what modules of
            your own artifacts compute.
          </p>
        </section>
      ) : (
        <NotModeledList rows={notModeled} modules={treeOf(report).byId.size} onSelectModule={onSelectModule} />
      )}
      <Rules rules={rules} recognised={recognised} onSelectModule={onSelectModule} />
    </section>
  );
}

function NotModeledList({
  rows,
  modules,
  onSelectModule,
}: {
  rows: readonly NotModeled[];
  modules: number;
  onSelectModule(moduleId: string): void;
}) {
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const shown = rows.filter((row) =>
    [row.instance, row.qualified_class_name, row.reason].some((text) => text.toLowerCase().includes(wanted)),
  );
  const instances = rows.reduce((sum, row) => sum + row.instances, 0);
  return (
    <section class="card" aria-label="Not modeled">
      <div class="toolbar">
        <h3>Not modeled</h3>
        <span class={`tag ${rows.length === 0 ? 'good' : 'warn'}`}>
          {rows.length === 0 ? 'none' : `${format.integer(rows.length)} of ${format.integer(modules)} modules`}
        </span>
        {rows.length > 0 && <span class="note">{format.integer(instances)} instances</span>}
        {rows.length > 8 && (
          <label class="search">
            <span class="visually-hidden">Filter modules that are not modeled</span>
            <input
              type="search"
              placeholder="Filter"
              value={query}
              onInput={(event) => setQuery(event.currentTarget.value)}
            />
          </label>
        )}
        {rows.length > 0 && (
          <CsvButton
            name="not-modeled"
            csv={() =>
              csvOf(
                ['module', 'instance', 'class', 'instances', 'in the report', 'why'],
                shown.map((row) => [
                  row.module_id,
                  row.instance,
                  row.qualified_class_name,
                  row.instances,
                  TREATMENT[row.treatment].label,
                  row.reason,
                ]),
              )
            }
          />
        )}
      </div>
      {rows.length === 0 ? (
        <p class="note">Every module of the artifacts is costed by what it computes.</p>
      ) : (
        <div class="table-scroll short" tabIndex={0} role="region" aria-label="Modules that are not modeled">
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">Module</th>
                <th scope="col">Class</th>
                <th scope="col" class="num">
                  Instances
                </th>
                <th scope="col">In the report</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.module_id}>
                  <th scope="row">
                    <button type="button" class="link" onClick={() => onSelectModule(row.module_id)}>
                      {row.instance || shortClass(row.qualified_class_name)}
                    </button>
                  </th>
                  <td title={row.qualified_class_name}>{shortClass(row.qualified_class_name)}</td>
                  <td class="num">{format.integer(row.instances)}</td>
                  <td>
                    <span class={`tag ${TREATMENT[row.treatment].tone}`} title={TREATMENT[row.treatment].meaning}>
                      {TREATMENT[row.treatment].label}
                    </span>
                  </td>
                  <td class="words">{row.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const FAMILIES: readonly { id: RuleInfo['family']; title: string }[] = [
  { id: 'attention', title: 'Attention' },
  { id: 'experts', title: 'Experts' },
  { id: 'block', title: 'Blocks' },
  { id: 'layer', title: 'Layers' },
];

/** The rules that recognised modules of this model, with where; then all others. */
function Rules({
  rules,
  recognised,
  onSelectModule,
}: {
  rules: readonly RuleInfo[];
  recognised: ReadonlyMap<string, readonly Recognised[]>;
  onSelectModule(moduleId: string): void;
}) {
  if (rules.length === 0) return null;
  const used = rules.filter((rule) => recognised.has(rule.id));
  const others = rules.filter((rule) => !recognised.has(rule.id));
  const list = (members: readonly RuleInfo[]) => (
    <Families rules={members} recognised={recognised} onSelectModule={onSelectModule} />
  );
  return (
    <section class="card" aria-label="Rules">
      <div class="toolbar">
        <h3>Rules</h3>
        <span class="note">
          {used.length === 0
            ? `${format.integer(rules.length)} known`
            : `${format.integer(used.length)} of ${format.integer(rules.length)} recognised modules of this model`}
        </span>
      </div>
      {list(used)}
      {others.length > 0 && (
        <details class="more-rules" open={used.length === 0}>
          <summary>
            {used.length === 0
              ? 'All rules'
              : `${format.integer(others.length)} ${others.length === 1 ? 'rule' : 'rules'} more`}
          </summary>
          {list(others)}
        </details>
      )}
    </section>
  );
}

function Families({
  rules,
  recognised,
  onSelectModule,
}: {
  rules: readonly RuleInfo[];
  recognised: ReadonlyMap<string, readonly Recognised[]>;
  onSelectModule(moduleId: string): void;
}) {
  return (
    <>
      {FAMILIES.map(({ id, title }) => {
        const members = rules.filter((rule) => rule.family === id);
        if (members.length === 0) return null;
        return (
          <div key={id} class="rule-family">
            <h4>{title}</h4>
            <ul class="rules">
              {members.map((rule) => (
                <Rule key={rule.id} rule={rule} found={recognised.get(rule.id) ?? []} onSelectModule={onSelectModule} />
              ))}
            </ul>
          </div>
        );
      })}
    </>
  );
}

function Rule({
  rule,
  found,
  onSelectModule,
}: {
  rule: RuleInfo;
  found: readonly Recognised[];
  onSelectModule(moduleId: string): void;
}) {
  const instances = found.reduce((sum, one) => sum + one.instances, 0);
  return (
    <li>
      <details>
        <summary>
          <span class="rule-title">{rule.title}</span>
          {found.length > 0 && (
            <span class="tag info">
              {format.integer(instances)} {instances === 1 ? 'module' : 'modules'}
            </span>
          )}
        </summary>
        <p>
          {rule.description} <code class="note">{rule.id}</code>
        </p>
        {found.length > 0 && (
          <ul class="rule-modules" aria-label={`Recognised by ${rule.title}`}>
            {found.slice(0, 60).map((one) => (
              <li key={one.moduleId}>
                <button type="button" class="link" onClick={() => onSelectModule(one.moduleId)}>
                  {one.instance}
                </button>
                {one.instances > 1 && <span class="times">×{format.integer(one.instances)}</span>}
              </li>
            ))}
            {found.length > 60 && <li>… and {format.integer(found.length - 60)} more</li>}
          </ul>
        )}
      </details>
    </li>
  );
}
