import type { AnalyticModelReport, MetricsDetail, ModuleMetricsSnapshot } from '../../../../bindings/api';
import * as format from '../../format';
import type { Loaded } from '../../state/types';
import type { ModuleExplanation, ModuleKernels } from '../../../../bindings/api';
import { Delta, type Better } from '../common/delta';
import { Icon } from '../common/icons';
import { Copyable, Dot, EmptyState, ShareBar } from '../common/parts';
import { shortClass } from '../tree/columns';
import { Why } from '../common/why';
import { ancestors, treeOf } from '../tree/model';
import { Origin } from './origin';
import { Explanation } from './explanation';
import { Kernels } from './kernels';

interface Props {
  report: AnalyticModelReport;
  baseline: AnalyticModelReport | null;
  selectedId: string;
  explanation: Loaded<ModuleExplanation>;
  kernels: Loaded<ModuleKernels>;
  byteUnits: format.ByteUnits;
  onSelect(moduleId: string | null): void;
  onDocument(path: string): void;
  onKernels(moduleId: string): void;
}

/** All that is known of one module. */
export function Detail(props: Props) {
  const { report, baseline, selectedId, explanation, byteUnits, onSelect, onDocument } = props;
  const tree = treeOf(report);
  const node = tree.byId.get(selectedId);
  if (!node) {
    return (
      <aside class="detail" aria-label="Module">
        <EmptyState title="This module is not in the report">
          The settings have changed the tree. Pick another row.
        </EmptyState>
      </aside>
    );
  }
  const { module, metrics } = node;
  const pinnedTree = baseline && treeOf(baseline);
  const pinned = pinnedTree && ((node.parent ? pinnedTree.byId.get(selectedId) : pinnedTree.root)?.metrics ?? null);
  /** Of the pinned run: undefined where none is, null where it has no such figure. */
  const base = (of: (metrics: ModuleMetricsSnapshot) => number | undefined): number | null | undefined =>
    pinnedTree ? ((pinned && of(pinned)) ?? null) : undefined;
  const params = Object.entries(module.constructor_params);
  const name = shortClass(module.qualified_class_name);
  return (
    <aside class="detail" aria-label={`Module ${module.name}`}>
      <header class="detail-head">
        <nav class="crumbs" aria-label="Where it sits">
          {ancestors(node)
            .reverse()
            .map((above) => (
              <button key={above.id} type="button" onClick={() => onSelect(above.id)}>
                {above.module.name}
              </button>
            ))}
        </nav>
        <button
          type="button"
          class="icon-button close"
          onClick={() => onSelect(null)}
          aria-label="Close the module panel"
          title="Close (Esc)"
        >
          <Icon name="close" />
        </button>
        <h2>
          <Dot name={`stage-${module.stage}`} />
          {module.name}
          {module.repetition !== 'none' && module.repetition_count !== null && (
            <span class="times">×{module.repetition_count}</span>
          )}
        </h2>
        <p class="detail-class">
          <code title={module.qualified_class_name}>{name}</code>
          <span>{module.stage}</span>
          <button type="button" class="link" onClick={() => onDocument(`layers/${name}.md`)}>
            layer doc
          </button>
        </p>
        <Copyable text={module.module_id} class="id">
          <code>{module.module_id}</code>
        </Copyable>
        {module.instance && (
          <Copyable text={module.instance} class="id">
            <code>{module.instance}</code>
          </Copyable>
        )}
        {module.repetition !== 'none' && module.repetition_count !== null && (
          <p class="note">
            {format.integer(module.repetition_count)}{' '}
            {module.repetition === 'for' ? 'times, one after the other' : 'times, independent of each other'}; figures
            are of all calls.
          </p>
        )}
      </header>
      <Origin node={node} />
      {metrics && (
        <section>
          <h3>Cost</h3>
          <dl class="facts">
            <Fact
              label="Time"
              subject={module.module_id}
              now={metrics.total_time_ms}
              base={base((one) => one.total_time_ms)}
              show={format.time}
              unit="ms"
              better="less"
              note={metrics.detail && format.timeRange(metrics.detail.time_low_ms, metrics.detail.time_high_ms)}
            />
            {metrics.detail && <IdealFact detail={metrics.detail} base={base((one) => one.detail?.ideal_time_ms)} />}
            <Fact
              label="Share of model"
              now={metrics.share_of_model_time}
              base={base((one) => one.share_of_model_time)}
              show={format.percent}
            />
            <Fact label="Calls" now={metrics.calls} base={base((one) => one.calls)} show={format.integer} />
            {metrics.detail && (
              <ExactFacts moduleId={module.module_id} detail={metrics.detail} base={base} byteUnits={byteUnits} />
            )}
            {HELD.map(({ label, key }) => (
              <Fact
                key={key}
                label={label}
                now={metrics[key]}
                base={base((one) => one[key])}
                show={(value) => format.bytesIn(byteUnits, format.bytesOfGigabytes(value))}
                unit="GB"
              />
            ))}
          </dl>
        </section>
      )}
      <Explanation
        rows={metrics?.own_operators ?? []}
        explanation={explanation}
        moduleId={module.module_id}
        childCount={node.children.length}
      />
      <Kernels
        kernels={props.kernels}
        moduleId={module.module_id}
        byteUnits={byteUnits}
        onOpen={() => props.onKernels(module.module_id)}
      />
      {metrics && metrics.operator_breakdown.length > 0 && (
        <section>
          <h3>By operator category</h3>
          <table class="grid compact">
            <thead>
              <tr>
                <th scope="col">Category</th>
                <th scope="col" class="num">
                  Calls
                </th>
                <th scope="col" class="num">
                  FLOPs
                </th>
                <th scope="col" class="num">
                  Share
                </th>
                <th scope="col" class="num">
                  I/O
                </th>
              </tr>
            </thead>
            <tbody>
              {metrics.operator_breakdown.map((row) => (
                <tr key={row.category_id}>
                  <th scope="row">
                    <Dot name={`category-${row.category_id}`} />
                    {row.category_id}
                  </th>
                  <td class="num" title={format.full(row.calls)}>
                    {format.count(row.calls)}
                  </td>
                  <td class="num" title={format.full(row.flops_tflops, 'TFLOP')}>
                    {format.flops(format.flopsOfTeraflops(row.flops_tflops))}
                  </td>
                  <td class="num share-cell" title={format.full(row.share_of_module_flops)}>
                    <ShareBar share={row.share_of_module_flops} tone={`category-${row.category_id}`} />
                    {format.percent(row.share_of_module_flops)}
                  </td>
                  <td class="num" title={format.full(Math.round(format.bytesOfTerabits(row.io_tb)), 'B')}>
                    {format.bytesIn(byteUnits, format.bytesOfTerabits(row.io_tb))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {params.length > 0 && (
        <section>
          <h3>Constructor parameters</h3>
          <dl class="params">
            {params.map(([key, value]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{typeof value === 'number' ? format.full(value) : String(value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </aside>
  );
}

const HELD = [
  { label: 'Weights held', key: 'memory_weights_gb' },
  { label: 'Activation peak', key: 'memory_activations_gb' },
  { label: 'KV cache', key: 'memory_kvcache_gb' },
] as const;

interface FactProps {
  label: string;
  now: number;
  base: number | null | undefined;
  show(value: number): string;
  unit?: string;
  better?: Better;
  note?: string | undefined;
  /** What explains it. */
  subject?: string;
}

function Fact({ label, now, base, show, unit, better, note, subject }: FactProps) {
  return (
    <div class="fact">
      <dt>{label}</dt>
      <dd>
        {subject && <Why subject={subject} label={label} />}
        <Copyable text={format.full(now, unit)}>{show(now)}</Copyable>
        {note && <span class="fact-note">{note}</span>}
        <Delta now={now} base={base} show={show} {...(better ? { better } : {})} />
      </dd>
    </div>
  );
}

const COUNTED: {
  label: string;
  key: Exclude<
    keyof MetricsDetail,
    'bound' | 'time_high_ms' | 'io_bytes' | 'ideal_time_ms' | 'fusing_gain_ms' | 'kernel_bytes'
  >;
  unit: string;
}[] = [
  { label: 'Matrix FLOPs', key: 'matrix_flops', unit: 'FLOP' },
  { label: 'Vector FLOPs', key: 'vector_flops', unit: 'FLOP' },
  { label: 'Parameters', key: 'parameters', unit: '' },
  { label: 'Weights read', key: 'read_weight_bytes', unit: 'B' },
  { label: 'Activations read', key: 'read_activation_bytes', unit: 'B' },
  { label: 'Activations written', key: 'written_activation_bytes', unit: 'B' },
  { label: 'KV read', key: 'read_kv_bytes', unit: 'B' },
  { label: 'KV written', key: 'written_kv_bytes', unit: 'B' },
  { label: 'Kernels', key: 'kernels', unit: '' },
];

/** How far the runtime is from one kernel per operator, and what fusing would win. */
function IdealFact({ detail, base }: { detail: MetricsDetail; base: number | null | undefined }) {
  const { ideal_time_ms: ideal, fusing_gain_ms: gain } = detail;
  if (ideal === undefined) return null;
  return (
    <Fact
      label="Ideal time"
      now={ideal}
      base={base ?? null}
      show={format.time}
      unit="ms"
      better="less"
      note={gain === undefined ? undefined : `fusing would win ${format.time(gain)}`}
    />
  );
}

/** Counts to the last FLOP and byte. */
function ExactFacts({
  moduleId,
  detail,
  base,
  byteUnits,
}: {
  moduleId: string;
  detail: MetricsDetail;
  base(of: (metrics: ModuleMetricsSnapshot) => number | undefined): number | null | undefined;
  byteUnits: format.ByteUnits;
}) {
  const short = (unit: string, value: number): string =>
    unit === 'B' ? format.bytesIn(byteUnits, value) : unit === 'FLOP' ? format.flops(value) : format.count(value);
  return (
    <>
      <div class="fact">
        <dt>Bound by</dt>
        <dd>
          <span>
            <Dot name={`bound-${detail.bound}`} />
            {detail.bound}
          </span>
        </dd>
      </div>
      {COUNTED.map(({ label, key, unit }) => (
        <Fact
          key={key}
          label={key === 'matrix_flops' ? format.matrixName() : label}
          subject={`${moduleId}:${key}`}
          now={detail[key]}
          base={base((one) => one.detail?.[key])}
          show={key === 'matrix_flops' ? format.matrixInteger : format.integer}
          unit={unit}
          note={
            key === 'matrix_flops'
              ? format.matrixWork(detail[key])
              : key === 'kernels'
                ? undefined
                : short(unit, detail[key])
          }
        />
      ))}
    </>
  );
}
