import type { Resource, Sensitivity } from '../../../../bindings/api';
import { CsvButton, csvOf } from '../common/csv';
import type { ByteUnits } from '../../format';
import * as format from '../../format';
import { Diagnostics } from '../common/parts';
import type { Answer } from '../lab/answer';

const RESOURCES: Record<Resource, { label: string; tone: string }> = {
  matrix: { label: 'Matrix FLOP/s', tone: 'bound-matrix' },
  vector: { label: 'Vector FLOP/s', tone: 'bound-vector' },
  bandwidth: { label: 'Memory bandwidth', tone: 'bound-memory' },
  launch: { label: 'Launches/s', tone: 'bound-launch' },
  capacity: { label: 'Memory capacity', tone: '' },
};
const TIMES = [
  { key: 'ttft_percent', label: 'TTFT', best: 'best_for_ttft' },
  { key: 'tpot_percent', label: 'TPOT', best: 'best_for_tpot' },
  { key: 'total_percent', label: 'Total', best: 'best_for_total' },
] as const;

interface Props {
  answer: Answer<Sensitivity>;
  generates: boolean;
  byteUnits: ByteUnits;
}

const change = (percent: number | null): string =>
  percent === null
    ? format.MISSING
    : percent === 0
      ? '0\u00a0%'
      : `${percent > 0 ? '+' : '\u2212'}${Math.abs(percent).toFixed(3)}\u00a0%`;

/** One percent more of each resource, and what it makes of the times: the longest bar is the resource to buy. */
export function SensitivityBars({ answer, generates, byteUnits }: Props) {
  const { value, errors, busy } = answer;
  const times = TIMES.filter(({ key }) => generates || key === 'total_percent');
  const longest = value
    ? Math.max(1e-9, ...value.rows.flatMap((row) => times.map(({ key }) => Math.abs(row[key] ?? 0))))
    : 1;
  const best = value && RESOURCES[value.best_for_total ?? 'capacity'];
  return (
    <section class={`solve-part ${busy ? 'waiting' : ''}`} aria-label="Sensitivity" aria-busy={busy}>
      <div class="part-head">
        <div>
          <h2>What helps most</h2>
          <p class="answer">
            {value &&
              (value.best_for_total === null
                ? 'No single resource shortens this run.'
                : `1 % more ${best!.label.replace(/^./, (first) => first.toLowerCase())} shortens the run most.`)}
          </p>
        </div>
        {value && (
          <CsvButton
            name="sensitivity"
            csv={() =>
              csvOf(
                ['1 % more of', 'ttft_percent', 'tpot_percent', 'total_percent', 'throughput_percent', 'margin_bytes'],
                value.rows.map((row) => [
                  ...[row.resource, row.ttft_percent, row.tpot_percent, row.total_percent],
                  ...[row.throughput_percent, row.margin_bytes],
                ]),
              )
            }
          />
        )}
      </div>
      {errors.length > 0 && <Diagnostics errors={errors} label="Why there is no answer" />}
      {value && (
        <div class="table-scroll" tabIndex={0} role="group" aria-label="Sensitivity of the times">
          <table class="grid compact sensitivity">
            <thead>
              <tr>
                <th scope="col">1 % more of</th>
                {times.map(({ key, label }) => (
                  <th key={key} scope="col">
                    {label}
                  </th>
                ))}
                <th scope="col" class="num">
                  Free memory
                </th>
              </tr>
            </thead>
            <tbody>
              {value.rows.map((row) => (
                <tr key={row.resource}>
                  <th scope="row">{RESOURCES[row.resource].label}</th>
                  {times.map(({ key, best: bestKey }) => (
                    <td key={key} class="sensitivity-cell">
                      <span class="sensitivity-bar" aria-hidden="true">
                        {(row[key] ?? 0) !== 0 && (
                          <span
                            class={RESOURCES[row.resource].tone}
                            style={{ width: `${(Math.abs(row[key] ?? 0) / longest) * 100}%` }}
                          />
                        )}
                      </span>
                      <span class={value[bestKey] === row.resource ? 'best' : ''}>{change(row[key])}</span>
                    </td>
                  ))}
                  <td class="num">
                    {row.margin_bytes === 0 ? '0' : `+${format.bytesIn(byteUnits, row.margin_bytes)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
