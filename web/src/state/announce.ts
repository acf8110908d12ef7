import type { AnalyticModelReport } from '../../../bindings/api';
import { time } from '../format';

/** What a screen reader hears when a new answer is there. */
export function headline(report: AnalyticModelReport): string {
  const { totals } = report;
  const parts = [`Total time ${time(report.predicted_total_time_ms)}`];
  if (totals)
    parts.push(
      `time to first token ${time(totals.ttft_ms)}`,
      `per output token ${time(totals.tpot_ms)}`,
      totals.fits ? 'fits in memory' : 'does not fit in memory',
    );
  return parts.join(', ').replaceAll('\u00a0', ' ');
}
