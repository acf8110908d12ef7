import type { ReportComparison } from '../../../../bindings/api';
import { letter } from './run-list';

/** What differs between the questions, and what of the answers therefore cannot be compared. */
export function Context({ comparison }: { comparison: ReportComparison }) {
  const { labels, context, marks } = comparison;
  const different = context.filter(({ differs }) => differs);
  return (
    <div class="compare-context">
      {marks.map(({ reason, withheld }) => (
        <p key={reason} class={`compare-mark ${withheld.length > 0 ? 'bad' : 'warn'}`} role="note">
          {reason}
          {withheld.length > 0 && <b> Differences of {withheld.map(nameOf).join(' and ')} are left out.</b>}
        </p>
      ))}
      {different.length === 0 ? (
        <p class="note">The runs are of the same question: same model, workload, GPU and settings.</p>
      ) : (
        <div class="table-scroll" tabIndex={0} role="group" aria-label="Settings that differ">
          <table class="grid compact" aria-label="What differs between the runs">
            <thead>
              <tr>
                <th scope="col">Differs</th>
                {labels.map((label, run) => (
                  <th key={run} scope="col" title={label}>
                    <span class="run-letter">{letter(run)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {different.map((row) => (
                <tr key={row.key}>
                  <th scope="row">{row.label}</th>
                  {row.values.map((value, run) => (
                    <td key={run} class={run > 0 && value !== row.values[0] ? 'differs' : ''}>
                      {value === '' ? <span class="note">not said</span> : value}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

const NAMES: Record<string, string> = {
  time: 'times',
  flops: 'FLOPs',
  io: 'traffic',
  memory: 'memory',
  kernels: 'kernels',
  count: 'counts',
};
const nameOf = (group: string): string => NAMES[group] ?? group;
