import { useState } from 'preact/hooks';
import type { GpuAnswers } from '../../../../bindings/api';
import type { ByteUnits } from '../../format';
import * as format from '../../format';
import { sentence } from '../../state/sentence';
import { CsvButton, csvOf } from '../common/csv';
import { Diagnostics, EmptyState } from '../common/parts';
import type { Answer } from '../lab/answer';
import { figureText, metricName } from '../lab/figure-text';

interface Props {
  answer: Answer<GpuAnswers>;
  current: string;
  price: string;
  byteUnits: ByteUnits;
  onPrice(key: string): void;
  onPick(gpu: string): void;
}

const SHOWN = [
  'ttft_ms',
  'tpot_ms',
  'total_ms',
  'throughput_pages_per_s',
  'memory_needed_bytes',
  'memory_margin_bytes',
];
const PRICES = [
  { key: 'price_usd_per_h', label: 'per hour' },
  { key: 'usd_per_1000_pages', label: 'per 1000 pages' },
  { key: 'usd_per_million_tokens', label: 'per million tokens' },
];

/** Every GPU against the targets: those that meet them first, the cheapest before the dearer. */
export function GpusThatMeet({ answer, current, price, byteUnits, onPrice, onPick }: Props) {
  const [missing, setMissing] = useState(true);
  const { value } = answer;
  const meeting = value?.gpus.filter(({ meets }) => meets).length ?? 0;
  const metrics = value ? [price, ...SHOWN].flatMap((key) => value.metrics.find((one) => one.key === key) ?? []) : [];
  const cheapest = value?.gpus[0]?.meets ? value.gpus[0] : null;
  const priceAt = value ? value.metrics.findIndex(({ key }) => key === price) : -1;
  const csv = (): string =>
    csvOf(
      ['gpu', 'name', 'meets', 'misses', ...(value?.metrics.map(({ key }) => key) ?? [])],
      (value?.gpus ?? []).map((one) => [
        one.gpu,
        one.name,
        one.meets,
        (one.errors ? one.errors.map(sentence) : one.misses).join('; '),
        ...one.figures,
      ]),
    );
  return (
    <section
      class={`solve-part ${answer.busy ? 'waiting' : ''}`}
      aria-label="GPUs that meet the targets"
      aria-busy={answer.busy}
    >
      <div class="part-head">
        <div>
          <h2>Which GPU</h2>
          <p class="answer" role="status">
            {value === null
              ? ''
              : meeting === 0
                ? `None of ${value.gpus.length} GPUs meets this.`
                : `${meeting} of ${value.gpus.length} GPUs meet this${
                    cheapest && typeof cheapest.figures[priceAt] === 'number'
                      ? `; the cheapest is ${cheapest.name}, ${figureText(cheapest.figures[priceAt], value.metrics[priceAt]!, byteUnits)}`
                      : ''
                  }.`}
          </p>
        </div>
        <div class="toolbar">
          <label class="choice">
            <span class="choice-label">Cheapest</span>
            <select value={price} onChange={(event) => onPrice(event.currentTarget.value)}>
              {PRICES.map(({ key, label }) => (
                <option key={key} value={key}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <label class="check">
            <input type="checkbox" checked={missing} onChange={(event) => setMissing(event.currentTarget.checked)} />
            Show those that miss
          </label>
          {value && <CsvButton name="gpus" csv={csv} />}
        </div>
      </div>
      {answer.errors.length > 0 && <Diagnostics errors={answer.errors} label="Why there is no answer" />}
      {value ? (
        <div class="table-scroll gpus-scroll" tabIndex={0} role="group" aria-label="GPUs">
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">GPU</th>
                {metrics.map((one) => (
                  <th key={one.key} scope="col" class="num" title={one.help}>
                    {metricName(one)}
                  </th>
                ))}
                <th scope="col">Misses</th>
              </tr>
            </thead>
            <tbody>
              {value.gpus
                .filter(({ meets }) => meets || missing)
                .map((one) => (
                  <tr key={one.gpu} class={`${one.meets ? '' : 'missed'} ${one.gpu === current ? 'selected' : ''}`}>
                    <th scope="row">
                      <button
                        type="button"
                        class="link"
                        aria-current={one.gpu === current}
                        title={one.gpu === current ? 'This GPU is picked' : 'Pick this GPU'}
                        onClick={() => onPick(one.gpu)}
                      >
                        {one.name}
                      </button>{' '}
                      {one.meets && <span class="tag good">meets</span>}
                    </th>
                    {one.errors ? (
                      <td colSpan={metrics.length}>–</td>
                    ) : (
                      metrics.map((metric) => {
                        const figure = one.figures[value.metrics.indexOf(metric)];
                        return (
                          <td
                            key={metric.key}
                            class="num"
                            title={typeof figure === 'number' ? format.full(figure, metric.unit) : undefined}
                          >
                            {figureText(figure, metric, byteUnits)}
                          </td>
                        );
                      })
                    )}
                    <td class="words">{(one.errors ? one.errors.map(sentence) : one.misses).join('; ')}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      ) : (
        answer.busy && <EmptyState title="Trying every GPU …" />
      )}
      <p class="note">
        Prices are indicative hourly ones; the GPU view says where each is from. A price per page counts a GPU that is
        always busy.
      </p>
    </section>
  );
}
