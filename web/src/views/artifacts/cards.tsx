/** What the artifacts were found to hold: forensics, parameters against the model, classes. */
import type { ArtifactSummary, Finding } from '../../../../bindings/api';
import * as format from '../../format';
import { CsvButton, csvOf } from '../common/csv';
import { Dot } from '../common/parts';

const SEVERITY = { error: 'bad', warning: 'warn', info: 'info' } as const;
const ORDER = { error: 0, warning: 1, info: 2 } as const;

export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const sorted = [...findings].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  return (
    <section class="card">
      <h3>Forensics</h3>
      <ul class="findings">
        {sorted.map((finding) => (
          <li key={finding.id}>
            <details>
              <summary>
                <span class={`tag ${SEVERITY[finding.severity]}`}>{finding.severity}</span>
                <span class="finding-title">{finding.title}</span>
                <span class="finding-count">{format.integer(finding.count)}×</span>
              </summary>
              <p>{finding.detail}</p>
              <ul class="plain-list">
                {finding.examples.map((example) => (
                  <li key={example}>
                    <code>{example}</code>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ParameterChecks({ summary }: { summary: ArtifactSummary }) {
  const checks = summary.parameter_checks;
  if (checks.length === 0) return null;
  const wrong = checks.filter((row) => !row.equal);
  const shown = [...wrong, ...checks.filter((row) => row.equal)];
  return (
    <section class="card">
      <details open={wrong.length > 0}>
        <summary>
          <h3>Parameters</h3>
          <span class={`tag ${wrong.length === 0 ? 'good' : 'bad'}`}>
            {wrong.length === 0
              ? `all ${format.integer(checks.length)} equal`
              : `${format.integer(wrong.length)} of ${format.integer(checks.length)} differ`}
          </span>
        </summary>
        <CsvButton
          name="artifact-parameters"
          csv={() =>
            csvOf(
              ['module', 'artifact_parameters', 'model_parameters', 'equal'],
              shown.map((row) => [row.name, row.artifact_parameters, row.model_parameters, row.equal]),
            )
          }
        />
        <div class="table-scroll short">
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">Module</th>
                <th scope="col" class="num">
                  In the artifact
                </th>
                <th scope="col" class="num">
                  In the model
                </th>
                <th scope="col">Verdict</th>
              </tr>
            </thead>
            <tbody>
              {shown.slice(0, 300).map((row) => (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  <td class="num">{format.integer(row.artifact_parameters)}</td>
                  <td class="num">{format.integer(row.model_parameters)}</td>
                  <td>{row.equal ? 'equal' : <span class="tag bad">differs</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

export function Classes({
  summary,
  onSelectModule,
}: {
  summary: ArtifactSummary;
  onSelectModule(moduleId: string): void;
}) {
  const rows = summary.coverage;
  if (rows.length === 0) return null;
  const missing = rows.filter((row) => !row.covered);
  // Classes are covered or not by a model that was written for them.
  const builtIn = summary.model_id !== null;
  return (
    <section class="card">
      <details open={builtIn}>
        <summary>
          <h3>Classes</h3>
          {builtIn ? (
            <span class={`tag ${missing.length === 0 ? 'good' : 'warn'}`}>
              {missing.length === 0 ? `all ${rows.length} covered` : `${missing.length} of ${rows.length} not covered`}
            </span>
          ) : (
            <span class="tag">{format.integer(rows.length)}</span>
          )}
        </summary>
        <CsvButton
          name="artifact-classes"
          csv={() =>
            csvOf(
              ['class', 'instances', 'category', 'covered'],
              rows.map((row) => [row.class_name_qualified, row.instances, row.category_id, row.covered]),
            )
          }
        />
        <div class="table-scroll">
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">Class</th>
                <th scope="col" class="num">
                  Instances
                </th>
                <th scope="col">Category</th>
                {builtIn && <th scope="col">In the built-in model</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.class_name_qualified}>
                  <th scope="row">{row.class_name_qualified}</th>
                  <td class="num">{format.integer(row.instances)}</td>
                  <td>
                    <Dot name={`category-${row.category_id}`} />
                    {row.category_id}
                  </td>
                  {builtIn && (
                    <td>
                      {row.covered ? (
                        row.module_ids[0] ? (
                          <button
                            type="button"
                            class="link"
                            title={row.module_ids[0]}
                            onClick={() => onSelectModule(row.module_ids[0]!)}
                          >
                            {row.module_ids.length === 1 ? '1 module' : `${row.module_ids.length} modules`}
                          </button>
                        ) : (
                          'covered'
                        )
                      ) : (
                        <span class="tag warn">not covered</span>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
