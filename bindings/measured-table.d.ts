import type { MeasuredComparison } from './api';

export const BAND_WORDS: Record<'inside' | 'below' | 'above', string>;
/** The header, then every row: total, stages, modules, families, unmatched. */
export function measuredTable(comparison: MeasuredComparison): (string | number | null)[][];
