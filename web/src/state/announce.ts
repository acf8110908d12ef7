import type { AnalyticModelReport } from '../../../bindings/api';
import { time } from '../format';

/** What a screen reader hears when a new answer is there. */
export function headline(report: AnalyticModelReport): string {
  const { totals } = report;
  const parts = [`Total time ${time(report.predicted_total_time_ms)}`];
  if (totals && totals.tpot_ms > 0)
    parts.push(`time to first token ${time(totals.ttft_ms)}`, `per output token ${time(totals.tpot_ms)}`);
  if (totals) parts.push(totals.fits ? 'fits in memory' : 'does not fit in memory');
  const missing = report.not_modeled?.length ?? 0;
  if (missing > 0) parts.push(`${missing} ${missing === 1 ? 'module' : 'modules'} not modeled`);
  return parts.join(', ').replaceAll('\u00a0', ' ');
}
