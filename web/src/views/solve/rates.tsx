import { useState } from 'preact/hooks';
import type { EstimateRequest, Reply, RequiredRates, RequiredRatesRequest } from '../../../../bindings/api';
import * as format from '../../format';
import { requestKey } from '../../state/request';
import { Choice } from '../charts/common/frame';
import { CsvButton, csvOf } from '../common/csv';
import { Diagnostics } from '../common/parts';
import { useAnswer } from '../lab/answer';
import type { Targets } from '../sweep/model';

interface Props {
  request: EstimateRequest;
  metric: 'ttft_ms' | 'tpot_ms';
  generates: boolean;
  targets: Targets;
  onMetric(metric: 'ttft_ms' | 'tpot_ms'): void;
  ask(request: RequiredRatesRequest): Promise<Reply<RequiredRates>>;
  onPick(gpu: string): void;
}

const METRICS = [
  { id: 'tpot_ms', label: 'TPOT' },
  { id: 'ttft_ms', label: 'TTFT' },
] as const;
const PARTS = [
  { key: 'matrix', label: 'matrix', tone: 'bound-matrix' },
  { key: 'vector', label: 'vector', tone: 'bound-vector' },
  { key: 'bandwidth', label: 'bandwidth', tone: 'bound-memory' },
  { key: 'launch', label: 'launches', tone: 'bound-launch' },
] as const;
type Part = (typeof PARTS)[number]['key'];

/** Where no time is asked for above: a target that many look for. */
const USUAL = { ttft_ms: 200, tpot_ms: 10 };

/** What a GPU must do per second for the target: all of it at once, for a low need of one says nothing where another binds. */
export function Rates({ request, metric, generates, targets, onMetric, ask, onPick }: Props) {
  const given = metric === 'ttft_ms' ? targets.ttftMs : targets.tpotMs;
  const target = given ?? USUAL[metric];
  const asked: RequiredRatesRequest = { ...request, metric, target_ms: target };
  const { value, errors, busy } = useAnswer(JSON.stringify([requestKey(request), metric, target]), () => ask(asked));
  const [all, setAll] = useState(false);
  const gpus = value ? [...value.gpus].sort((a, b) => lowest(b) - lowest(a)) : [];
  const csv = (): string =>
    csvOf(
      ['gpu', 'name', ...PARTS.map(({ key }) => `${key}_ratio`), 'predicted_ms', 'meets'],
      gpus.map((one) => [one.gpu, one.name, ...PARTS.map(({ key }) => one[key]), one.predicted_ms, one.meets]),
    );
  return (
    <section class={`solve-part ${busy ? 'waiting' : ''}`} aria-label="Required rates" aria-busy={busy}>
      <div class="part-head">
        <div>
          <h2>Which rates</h2>
          <p class="answer">
            For {metric === 'ttft_ms' ? 'a TTFT' : 'a TPOT'} of {format.time(target)}
            {given === null ? ' (no target is set above)' : ''} a GPU has to reach all of these at once.
          </p>
        </div>
        <div class="toolbar">
          {generates && <Choice label="For" options={METRICS} value={metric} onChange={onMetric} />}
          {value && <CsvButton name="rates" csv={csv} />}
        </div>
      </div>
      {errors.length > 0 && <Diagnostics errors={errors} label="Why there is no answer" />}
      {value && (
        <>
          <dl class="rates">
            <Rate
              label="Matrix"
              value={format.flopsPerSecond(value.matrix_flops_per_s)}
              of={format.flops(value.work.matrix_flops)}
            />
            <Rate
              label="Vector"
              value={format.flopsPerSecond(value.vector_flops_per_s)}
              of={format.flops(value.work.vector_flops)}
            />
            <Rate
              label="Bandwidth"
              value={format.bytesPerSecond(value.bytes_per_s)}
              of={format.bytes(value.work.io_bytes)}
            />
            <Rate
              label="Launches"
              value={format.rate(value.launches_per_s, 'launch')}
              of={`${format.count(value.work.launches)} launches`}
            />
            <div class="rate">
              <dt>This GPU</dt>
              <dd>
                <b>{value.speed_up <= 1 ? 'meets it' : `${format.digits(value.speed_up)}× too slow`}</b>
                <span class="note">predicted {format.time(value.work.predicted_ms)}</span>
              </dd>
            </div>
          </dl>
          <div class="table-scroll gpus-scroll" tabIndex={0} role="group" aria-label="Rates of GPUs">
            <table class="grid compact">
              <thead>
                <tr>
                  <th scope="col">GPU</th>
                  {PARTS.map(({ key, label }) => (
                    <th key={key} scope="col" title="What its data sheet gives, as a multiple of what is needed">
                      {label}
                    </th>
                  ))}
                  <th scope="col" class="num">
                    Predicted
                  </th>
                </tr>
              </thead>
              <tbody>
                {gpus.slice(0, all ? undefined : 12).map((one) => (
                  <tr key={one.gpu} class={one.meets ? '' : 'missed'}>
                    <th scope="row">
                      <button type="button" class="link" title="Pick this GPU" onClick={() => onPick(one.gpu)}>
                        {one.name}
                      </button>{' '}
                      {one.meets && <span class="tag good">meets</span>}
                    </th>
                    {PARTS.map(({ key, tone }) => (
                      <td key={key} class="sensitivity-cell">
                        <Ratio ratio={one[key]} tone={tone} />
                      </td>
                    ))}
                    <td class="num">{format.time(one.predicted_ms)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {gpus.length > 12 && (
            <button type="button" class="quiet" onClick={() => setAll(!all)}>
              {all ? 'Only the first 12' : `All ${gpus.length}`}
            </button>
          )}
          <p class="note">
            Each rate is as if it alone took the whole time: reaching every one is necessary, not sufficient. Bars are
            full at what is needed.
          </p>
        </>
      )}
    </section>
  );
}

/** The smallest of its ratios: how near a GPU comes. */
const lowest = (one: RequiredRates['gpus'][number]): number =>
  Math.min(...PARTS.map(({ key }: { key: Part }) => one[key] ?? Infinity).filter((ratio) => ratio > 0), 1e9);

function Rate({ label, value, of }: { label: string; value: string; of: string }) {
  return (
    <div class="rate">
      <dt>{label}</dt>
      <dd>
        <b>{value}</b>
        <span class="note">{of}</span>
      </dd>
    </div>
  );
}

function Ratio({ ratio, tone }: { ratio: number | null; tone: string }) {
  if (ratio === null) return <span class="note">–</span>;
  return (
    <>
      <span class="sensitivity-bar" aria-hidden="true">
        <span class={tone} style={{ width: `${Math.min(1, ratio) * 100}%` }} />
      </span>
      <span class={ratio < 1 ? 'bad' : ''}>{format.factor(ratio)}</span>
    </>
  );
}
