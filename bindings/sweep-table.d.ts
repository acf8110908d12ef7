import type { SweepPlan, SweepRow } from './api';

export function sweepCsvHeader(plan: Pick<SweepPlan, 'axes' | 'metrics'>): string;
export function sweepCsvRow(plan: Pick<SweepPlan, 'axes' | 'metrics'>, row: SweepRow): string;
/** `{at: {batch_size: 2}, figures: {ttft_ms: …}}`, or `{at, errors}`. */
export function sweepJsonRow(plan: Pick<SweepPlan, 'axes' | 'metrics'>, row: SweepRow): Record<string, unknown>;
