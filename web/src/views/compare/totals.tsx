import type { ComparedFigure, ComparedMetric, ReportComparison } from '../../../../bindings/api';
import type { ByteUnits } from '../../format';
import * as format from '../../format';
import { metricName, numberText } from '../lab/figure-text';
import { letter } from './run-list';

/** Less is better for all but these; of counts and capacities neither is. */
const MORE = new Set(['throughput_tokens_per_s', 'throughput_pages_per_s']);

/** Whole runs side by side. */
export function Totals({ comparison, byteUnits }: { comparison: ReportComparison; byteUnits: ByteUnits }) {
  const { labels, total_metrics: metrics, totals } = comparison;
  const rows = metrics
    .map((metric, at) => ({ metric, figure: totals.figures[at]! }))
    .filter(({ figure }) => figure.values.some((value) => value !== null));
  return (
    <div class="table-scroll totals" tabIndex={0} role="group" aria-label="Totals">
      <table class="grid compact" aria-label="Whole runs">
        <thead>
          <tr>
            <th scope="col">Whole run</th>
            {labels.map((label, run) => (
              <th key={run} scope="col" class="num" colSpan={run === 0 ? 1 : 2} title={label}>
                <span class="run-letter">{letter(run)}</span> <span class="column-label">{label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ metric, figure }) => (
            <tr key={metric.key}>
              <th scope="row">{metricName(metric)}</th>
              {labels.map((_, run) => (
                <Cells
                  key={run}
                  metric={metric}
                  figure={figure}
                  run={run}
                  byteUnits={byteUnits}
                  tone={toneOf(metric, figure, run)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function toneOf(metric: ComparedMetric, figure: ComparedFigure, run: number): string {
  const difference = figure.differences[run] ?? 0;
  if (
    difference === 0 ||
    (metric.group !== 'time' && metric.group !== 'memory') ||
    metric.key === 'memory_capacity_bytes'
  )
    return '';
  return difference > 0 === MORE.has(metric.key) ? 'good' : 'bad';
}

/** A value; of all but the first run also its difference and ratio to the first. */
export function Cells({
  metric,
  figure,
  run,
  byteUnits,
  tone,
}: {
  metric: ComparedMetric;
  figure: ComparedFigure;
  run: number;
  byteUnits: ByteUnits;
  tone: string;
}) {
  const value = figure.values[run] ?? null;
  const difference = figure.differences[run] ?? null;
  const ratio = figure.ratios[run] ?? null;
  return (
    <>
      <td class="num" title={value === null ? 'not in this run' : format.full(value, metric.unit)}>
        {value === null ? format.MISSING : numberText(value, metric, byteUnits)}
      </td>
      {run > 0 && (
        <td class="num difference" title={difference === null ? 'not compared' : format.full(difference, metric.unit)}>
          {difference === null ? (
            <span class="note">{value === null ? '' : '≠'}</span>
          ) : (
            <span class={`delta ${tone}`}>
              {difference === 0
                ? 'equal'
                : `${difference > 0 ? '+' : '\u2212'}${numberText(Math.abs(difference), metric, byteUnits)}`}
              {ratio !== null && difference !== 0 && <span class="delta-ratio"> {format.factor(ratio)}</span>}
            </span>
          )}
        </td>
      )}
    </>
  );
}
