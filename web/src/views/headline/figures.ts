/** The figures that answer for the run as a whole: where each stands in the report, how it reads, what it means. */
import type { AnalyticModelReport } from '../../../../bindings/api';
import * as format from '../../format';
import type { Better } from '../common/delta';
import { treeOf } from '../tree/model';

export interface Figure {
  label: string;
  /** What explains it; null for what was measured. */
  subject: string | null;
  amount: number | null;
  show(value: number | null): string;
  /** Of the full value, as copied and shown on hover. */
  unit: string;
  note?: string | undefined;
  help: string;
  main?: boolean;
  better: Better;
}

const milliseconds = { show: format.time, unit: 'ms', better: 'less', main: true } as const;

/** What only a model that generates text has. */
const generating = ({ totals }: AnalyticModelReport): Figure[] => [
  {
    ...milliseconds,
    label: 'TTFT',
    subject: 'ttft_ms',
    amount: totals?.ttft_ms ?? null,
    note: 'to the first token',
    help: 'Time to first token: vision, projector and prefill.',
  },
  {
    ...milliseconds,
    label: 'TPOT',
    subject: 'tpot_ms',
    amount: totals?.tpot_ms ?? null,
    note: 'per output token',
    help: 'Time per output token after the first, for the whole batch.',
  },
  {
    label: 'Throughput',
    subject: 'throughput_tokens_per_s',
    main: true,
    amount: totals?.throughput_tokens_per_s ?? null,
    show: (value) => format.rate(value, 'token'),
    unit: 'token/s',
    better: 'more',
    note: format.rate(totals?.throughput_pages_per_s, 'page'),
    help: 'Generated tokens and finished pages per second of the total time.',
  },
];

/** A recorded forward pass generates nothing: it has no first token. */
const generates = ({ totals, not_modeled: notModeled }: AnalyticModelReport): boolean =>
  notModeled === undefined || (totals?.tpot_ms ?? 0) > 0;

export function figuresOf(report: AnalyticModelReport, byteUnits: format.ByteUnits): Figure[] {
  const { totals } = report;
  const root = treeOf(report).root?.metrics;
  const detail = root?.detail;
  const intensity = totals?.arithmetic_intensity_flops_per_byte;
  return [
    {
      ...milliseconds,
      label: 'Total time',
      subject: 'total_ms',
      amount: report.predicted_total_time_ms,
      note: detail ? format.timeRange(detail.time_low_ms, detail.time_high_ms) : undefined,
      help: generates(report)
        ? 'Vision, projector, prefill and decode of all pages, one after the other. Below it the range that the time model allows.'
        : 'One run of the whole batch, module after module. Below it the range that the time model allows.',
    },
    ...(report.measured_total_time_ms === null
      ? []
      : [
          {
            ...milliseconds,
            label: 'Measured',
            subject: null,
            amount: report.measured_total_time_ms,
            note: `predicted / measured ${format.ratio(report.predicted_vs_measured_ratio)}`,
            help: `The median of the measured runs${report.profile_run_id ? `, run ${report.profile_run_id}` : ''}.`,
          },
        ]),
    ...(generates(report)
      ? generating(report)
      : [
          {
            label: 'Throughput',
            subject: 'throughput_pages_per_s',
            main: true,
            amount: totals?.throughput_pages_per_s ?? null,
            show: (value: number | null) => format.rate(value, 'sample'),
            unit: 'sample/s',
            better: 'more' as const,
            note: 'elements of the batch',
            help: 'Elements of the batch per second of the total time.',
          },
        ]),
    {
      label: format.matrixName(),
      subject: 'matrix_flops',
      amount: detail?.matrix_flops ?? null,
      show: format.matrixWork,
      unit: 'FLOP',
      better: 'neither',
      help: 'Work of matrix units. One multiply-add (MAC) is 2 FLOPs; counted as PyTorch’s FlopCounterMode counts.',
    },
    {
      label: 'Vector FLOPs',
      subject: 'vector_flops',
      amount: detail?.vector_flops ?? null,
      show: format.flops,
      unit: 'FLOP',
      better: 'neither',
      help: 'Work of vector units: softmax, norms, activations, rotary positions, element-wise.',
    },
    {
      label: 'Memory traffic',
      subject: 'io_bytes',
      amount: root ? Math.round(format.bytesOfTerabits(root.total_io_tb)) : null,
      show: (value) => format.bytesIn(byteUnits, value),
      unit: 'B',
      better: 'neither',
      help: 'Bytes that cross device memory: weights, activations and KV cache, read and written.',
    },
    ...(intensity === undefined
      ? []
      : [
          {
            label: 'Intensity',
            subject: 'arithmetic_intensity_flops_per_byte',
            amount: intensity,
            show: format.intensity,
            unit: 'FLOP/B',
            better: 'neither' as const,
            help: 'Arithmetic intensity: FLOPs per byte of memory traffic.',
          },
        ]),
    {
      label: 'Parameters',
      subject: 'parameters',
      amount: totals?.parameters ?? null,
      show: format.count,
      unit: '',
      better: 'neither',
      help: 'Learned parameters of the model, language head included.',
    },
  ];
}
