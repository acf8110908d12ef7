import type { AnalyticModelReport } from '../../../../bindings/api';
import * as format from '../../format';
import { Copyable } from '../common/parts';
import { treeOf } from '../tree/model';

interface Figure {
  label: string;
  value: string;
  /** Copied and shown on hover: every digit. */
  exact: string;
  note?: string | undefined;
  help: string;
  main?: boolean;
}

/** What only a model that generates text has. */
const generating = ({ totals }: AnalyticModelReport): Figure[] => [
  {
    label: 'TTFT',
    main: true,
    value: format.time(totals?.ttft_ms),
    exact: format.full(totals?.ttft_ms, 'ms'),
    note: 'to the first token',
    help: 'Time to first token: vision, projector and prefill.',
  },
  {
    label: 'TPOT',
    main: true,
    value: format.time(totals?.tpot_ms),
    exact: format.full(totals?.tpot_ms, 'ms'),
    note: 'per output token',
    help: 'Time per output token after the first, for the whole batch.',
  },
  {
    label: 'Throughput',
    main: true,
    value: format.rate(totals?.throughput_tokens_per_s, 'token'),
    exact: format.full(totals?.throughput_tokens_per_s, 'token/s'),
    note: format.rate(totals?.throughput_pages_per_s, 'page'),
    help: 'Generated tokens and finished pages per second of the total time.',
  },
];

/** The answer in one row of figures; each says on hover what it means, and a click copies it in full. */
export function Headline({
  report,
  byteUnits,
  onCoverage,
}: {
  report: AnalyticModelReport;
  byteUnits: format.ByteUnits;
  onCoverage(): void;
}) {
  const { totals, not_modeled: notModeled } = report;
  // A recorded forward pass generates nothing: it has no first token.
  const generates = notModeled === undefined || (totals?.tpot_ms ?? 0) > 0;
  const root = treeOf(report).root?.metrics;
  const detail = root?.detail;
  const io = root ? Math.round(format.bytesOfTerabits(root.total_io_tb)) : null;
  const figures: Figure[] = [
    {
      label: 'Total time',
      main: true,
      value: format.time(report.predicted_total_time_ms),
      exact: format.full(report.predicted_total_time_ms, 'ms'),
      note: detail ? format.timeRange(detail.time_low_ms, detail.time_high_ms) : undefined,
      help: generates
        ? 'Vision, projector, prefill and decode of all pages, one after the other. Below it the range that the time model allows.'
        : 'One run of the whole batch, module after module. Below it the range that the time model allows.',
    },
    ...(generates
      ? generating(report)
      : [
          {
            label: 'Throughput',
            main: true,
            value: format.rate(totals?.throughput_pages_per_s, 'sample'),
            exact: format.full(totals?.throughput_pages_per_s, 'sample/s'),
            note: 'elements of the batch',
            help: 'Elements of the batch per second of the total time.',
          },
        ]),
    {
      label: 'Matrix FLOPs',
      value: format.flops(detail?.matrix_flops),
      exact: format.full(detail?.matrix_flops, 'FLOP'),
      help: 'Work of matrix units. One multiply-add is 2 FLOPs; counted as PyTorch’s FlopCounterMode counts.',
    },
    {
      label: 'Vector FLOPs',
      value: format.flops(detail?.vector_flops),
      exact: format.full(detail?.vector_flops, 'FLOP'),
      help: 'Work of vector units: softmax, norms, activations, rotary positions, element-wise.',
    },
    {
      label: 'Memory traffic',
      value: format.bytesIn(byteUnits, io),
      exact: format.full(io, 'B'),
      help: 'Bytes that cross device memory: weights, activations and KV cache, read and written.',
    },
    ...(totals?.arithmetic_intensity_flops_per_byte === undefined
      ? []
      : [
          {
            label: 'Intensity',
            value: format.intensity(totals.arithmetic_intensity_flops_per_byte),
            exact: format.full(totals.arithmetic_intensity_flops_per_byte, 'FLOP/B'),
            help: 'Arithmetic intensity: FLOPs per byte of memory traffic.',
          },
        ]),
    {
      label: 'Parameters',
      value: format.count(totals?.parameters),
      exact: format.full(totals?.parameters),
      help: 'Learned parameters of the model, language head included.',
    },
  ];
  const rows = [figures.filter((figure) => figure.main), figures.filter((figure) => !figure.main)];
  return (
    <div class="figures">
      {rows.map((row, index) => (
        <div key={index} class="figure-row">
          {row.map((figure) => (
            <Copyable
              key={figure.label}
              text={figure.exact}
              title={`${figure.help}\n${figure.exact} (click to copy)`}
              class={figure.main ? 'figure main' : 'figure'}
            >
              <span class="figure-label">{figure.label}</span>
              <span class="figure-value">{figure.value}</span>
              {figure.note && <span class="figure-note">{figure.note}</span>}
            </Copyable>
          ))}
          {index === 0 && notModeled && (
            <CoverageFigure notModeled={notModeled.length} modules={treeOf(report).byId.size} onOpen={onCoverage} />
          )}
        </div>
      ))}
      {totals && <MemoryFigure report={report} byteUnits={byteUnits} />}
    </div>
  );
}

function CoverageFigure({ notModeled, modules, onOpen }: { notModeled: number; modules: number; onOpen(): void }) {
  return (
    <button
      type="button"
      class="figure main"
      title="What is costed by a bound only, or left out; and by which rule modules were recognised"
      onClick={onOpen}
    >
      <span class="figure-label">Coverage</span>
      <span class={`figure-value ${notModeled === 0 ? 'good' : 'warn'}`}>
        {notModeled === 0
          ? 'everything modeled'
          : `${format.integer(notModeled)} ${notModeled === 1 ? 'module' : 'modules'} not modeled`}
      </span>
      <span class="figure-note">of {format.integer(modules)} modules</span>
    </button>
  );
}

const MIB = 1024 * 1024;

/** Peak memory against capacity; the parts' lengths are to scale. */
function MemoryFigure({ report, byteUnits }: { report: AnalyticModelReport; byteUnits: format.ByteUnits }) {
  const totals = report.totals!;
  const show = (value: number): string => format.bytesIn(byteUnits, value);
  const parts = [
    { id: 'weights', label: 'weights', bytes: totals.weight_bytes },
    { id: 'kv', label: 'KV cache', bytes: totals.kv_cache_bytes },
    { id: 'activations', label: 'activation peak', bytes: totals.activation_peak_bytes },
    ...(report.estimate ? [{ id: 'reserve', label: 'reserve', bytes: report.estimate.memory_reserve_mib * MIB }] : []),
  ];
  const scale = Math.max(totals.memory_capacity_bytes, totals.memory_needed_bytes);
  const verdict = totals.fits ? 'fits' : 'does not fit';
  return (
    <div
      class="figure memory"
      title="Weights, KV cache at the end, the activation peak and the reserve, against the capacity that the driver reports."
    >
      <span class="figure-label">Peak memory</span>
      <Copyable text={format.full(totals.memory_needed_bytes, 'B')} class="figure-inline">
        <span class="figure-value">{show(totals.memory_needed_bytes)}</span>
        <span class="of"> of {show(totals.memory_capacity_bytes)}</span>
      </Copyable>
      <span class={`verdict ${totals.fits ? 'good' : 'bad'}`}>
        {verdict}
        {totals.memory_margin_bytes !== undefined &&
          `, ${show(Math.abs(totals.memory_margin_bytes))} ${totals.fits ? 'free' : 'too much'}`}
      </span>
      <span
        class="memory-bar"
        role="img"
        aria-label={`${show(totals.memory_needed_bytes)} of ${show(totals.memory_capacity_bytes)}, ${verdict}`}
      >
        {parts.map((part) => (
          <span
            key={part.id}
            class={`memory-${part.id}`}
            style={{ width: `${(part.bytes / scale) * 100}%` }}
            title={`${part.label}: ${format.full(part.bytes, 'B')}`}
          />
        ))}
      </span>
      <span class="memory-legend">
        {parts.map((part) => (
          <span key={part.id}>
            <span class={`dot memory-${part.id}`} aria-hidden="true" />
            {part.label} {show(part.bytes)}
          </span>
        ))}
      </span>
    </div>
  );
}
