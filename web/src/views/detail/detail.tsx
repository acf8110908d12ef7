import type { AnalyticModelReport, MetricsDetail } from '../../../../bindings/api';
import * as format from '../../format';
import type { Loaded } from '../../state/types';
import type { ModuleExplanation } from '../../../../bindings/api';
import { Icon } from '../common/icons';
import { Copyable, Dot, EmptyState, ShareBar } from '../common/parts';
import { shortClass } from '../tree/columns';
import { ancestors, treeOf } from '../tree/model';
import { Origin } from './origin';
import { Explanation } from './explanation';

interface Props {
  report: AnalyticModelReport;
  selectedId: string;
  explanation: Loaded<ModuleExplanation>;
  byteUnits: format.ByteUnits;
  onSelect(moduleId: string | null): void;
  onDocument(path: string): void;
}

/** All that is known of one module. */
export function Detail({ report, selectedId, explanation, byteUnits, onSelect, onDocument }: Props) {
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
              value={format.time(metrics.total_time_ms)}
              exact={format.full(metrics.total_time_ms, 'ms')}
              note={metrics.detail && format.timeRange(metrics.detail.time_low_ms, metrics.detail.time_high_ms)}
            />
            <Fact
              label="Share of model"
              value={format.percent(metrics.share_of_model_time)}
              exact={format.full(metrics.share_of_model_time)}
            />
            <Fact label="Calls" value={format.integer(metrics.calls)} exact={format.full(metrics.calls)} />
            {metrics.detail && <ExactFacts detail={metrics.detail} byteUnits={byteUnits} />}
            <Fact
              label="Weights held"
              value={format.bytesIn(byteUnits, format.bytesOfGigabytes(metrics.memory_weights_gb))}
              exact={format.full(metrics.memory_weights_gb, 'GB')}
            />
            <Fact
              label="Activation peak"
              value={format.bytesIn(byteUnits, format.bytesOfGigabytes(metrics.memory_activations_gb))}
              exact={format.full(metrics.memory_activations_gb, 'GB')}
            />
            <Fact
              label="KV cache"
              value={format.bytesIn(byteUnits, format.bytesOfGigabytes(metrics.memory_kvcache_gb))}
              exact={format.full(metrics.memory_kvcache_gb, 'GB')}
            />
          </dl>
        </section>
      )}
      <Explanation
        rows={metrics?.own_operators ?? []}
        explanation={explanation}
        moduleId={module.module_id}
        childCount={node.children.length}
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

function Fact({
  label,
  value,
  exact,
  note,
}: {
  label: string;
  value: string;
  exact: string;
  note?: string | undefined;
}) {
  return (
    <div class="fact">
      <dt>{label}</dt>
      <dd>
        <Copyable text={exact}>{value}</Copyable>
        {note && <span class="fact-note">{note}</span>}
      </dd>
    </div>
  );
}

/** Counts to the last FLOP and byte. */
function ExactFacts({ detail, byteUnits }: { detail: MetricsDetail; byteUnits: format.ByteUnits }) {
  const sized = (value: number): string => format.bytesIn(byteUnits, value);
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
      <Fact
        label="Matrix FLOPs"
        value={format.integer(detail.matrix_flops)}
        exact={format.full(detail.matrix_flops, 'FLOP')}
        note={format.flops(detail.matrix_flops)}
      />
      <Fact
        label="Vector FLOPs"
        value={format.integer(detail.vector_flops)}
        exact={format.full(detail.vector_flops, 'FLOP')}
        note={format.flops(detail.vector_flops)}
      />
      <Fact
        label="Parameters"
        value={format.integer(detail.parameters)}
        exact={format.full(detail.parameters)}
        note={format.count(detail.parameters)}
      />
      <Fact
        label="Weights read"
        value={format.integer(detail.read_weight_bytes)}
        exact={format.full(detail.read_weight_bytes, 'B')}
        note={sized(detail.read_weight_bytes)}
      />
      <Fact
        label="Activations read"
        value={format.integer(detail.read_activation_bytes)}
        exact={format.full(detail.read_activation_bytes, 'B')}
        note={sized(detail.read_activation_bytes)}
      />
      <Fact
        label="Activations written"
        value={format.integer(detail.written_activation_bytes)}
        exact={format.full(detail.written_activation_bytes, 'B')}
        note={sized(detail.written_activation_bytes)}
      />
      <Fact
        label="KV read"
        value={format.integer(detail.read_kv_bytes)}
        exact={format.full(detail.read_kv_bytes, 'B')}
        note={sized(detail.read_kv_bytes)}
      />
      <Fact
        label="KV written"
        value={format.integer(detail.written_kv_bytes)}
        exact={format.full(detail.written_kv_bytes, 'B')}
        note={sized(detail.written_kv_bytes)}
      />
      <Fact label="Kernels" value={format.integer(detail.kernels)} exact={format.full(detail.kernels)} />
    </>
  );
}
