import { useMemo } from 'preact/hooks';
import type { Metric, SweepRow } from '../../../../bindings/api';
import type { ByteUnits } from '../../format';
import { labValue, type LabForm } from '../../state/lab-form';
import type { SweepResult } from '../../worker/pool';
import { ChartFrame, Choice } from '../charts/common/frame';
import { EmptyState } from '../common/parts';
import { metricName } from '../lab/figure-text';
import { Bars } from './bars';
import { HeatMap } from './heat-map';
import { LineChart } from './line-chart';
import { SeriesLegend } from './legend';
import { linesOf, multiplies, type Targets } from './model';
import { SweepTable } from './table';

export interface DrawingProps {
  result: SweepResult;
  metric: Metric;
  targets: Targets;
  byteUnits: ByteUnits;
  logX: boolean;
  logY: boolean;
  onOpen(row: SweepRow): void;
}

interface Props {
  result: SweepResult;
  form: LabForm;
  targets: Targets;
  subtitle: string;
  stale: boolean;
  byteUnits: ByteUnits;
  onChange(change: LabForm): void;
  onOpen(row: SweepRow): void;
  csv(): string;
}

const SCALES = [
  { id: 'linear', label: 'linear' },
  { id: 'log', label: 'log' },
] as const;

/** What came of a sweep, as lines or bars, as a map, or as the table of all its figures. */
export function SweepView({ result, form, targets, subtitle, stale, byteUnits, onChange, onOpen, csv }: Props) {
  const { axes, metrics } = result.plan;
  const two = axes.length === 2;
  const numeric = metrics.filter(({ kind }) => kind === 'count' || kind === 'number');
  const metric = numeric.find(({ key }) => key === labValue(form, 'sweep.metric')) ?? numeric[0];
  const wanted = labValue(form, 'sweep.view');
  const view = wanted === 'map' && !two ? 'chart' : wanted;
  const alongNumbers = axes[0]?.numeric ?? false;
  const scaleX = labValue(form, 'sweep.scale.x');
  const logX = scaleX === 'log' || (scaleX === 'auto' && multiplies(axes[0]?.values ?? []));
  const logY = labValue(form, 'sweep.scale.y') === 'log';
  const lines = useMemo(
    () => (metric ? linesOf(result, metric.key, targets) : []),
    [result, metric?.key, targets.ttftMs, targets.tpotMs, targets.fit],
  );
  if (!metric) return <EmptyState title="The sweep has no figures" />;
  const faulty = result.rows.filter((row) => row?.errors).length;
  const title = `${metricName(metric)} by ${axes.map(({ label }) => label.toLowerCase().replace(/^gpu$/, 'GPU')).join(' and ')}`;
  const drawing = { result, metric, targets, byteUnits, logX, logY, onOpen };
  const tools = (
    <>
      {view !== 'table' && (
        <label class="choice">
          <span class="choice-label">Show</span>
          <select value={metric.key} onChange={(event) => onChange({ 'sweep.metric': event.currentTarget.value })}>
            {numeric.map((one) => (
              <option key={one.key} value={one.key} title={one.help}>
                {metricName(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      {view === 'chart' && alongNumbers && (
        <Choice
          label={axes[0]!.label}
          options={SCALES}
          value={logX ? 'log' : 'linear'}
          onChange={(id) => onChange({ 'sweep.scale.x': id })}
        />
      )}
      {view !== 'table' && (
        <Choice
          label={view === 'map' ? 'Colour' : 'Figure'}
          options={SCALES}
          value={logY ? 'log' : 'linear'}
          onChange={(id) => onChange({ 'sweep.scale.y': id })}
        />
      )}
      <Choice
        label="As"
        options={[
          { id: 'chart', label: alongNumbers ? 'lines' : 'bars' },
          ...(two ? [{ id: 'map', label: 'map' }] : []),
          { id: 'table', label: 'table' },
        ]}
        value={view}
        onChange={(id) => onChange({ 'sweep.view': id })}
      />
    </>
  );
  return (
    <div class={`sweep-view ${stale ? 'stale-part' : ''}`}>
      {view === 'table' ? (
        <SweepTable result={result} targets={targets} byteUnits={byteUnits} tools={tools} csv={csv} onOpen={onOpen} />
      ) : (
        <ChartFrame
          file="sweep"
          title={title}
          subtitle={subtitle}
          tools={tools}
          csv={csv}
          legend={view === 'map' ? undefined : <SeriesLegend lines={lines} unit={axes[1]} />}
        >
          {view === 'map' ? (
            <HeatMap {...drawing} lines={lines} />
          ) : alongNumbers ? (
            <LineChart {...drawing} lines={lines} />
          ) : (
            <Bars {...drawing} lines={lines} />
          )}
        </ChartFrame>
      )}
      {faulty > 0 && (
        <p class="note">
          {faulty} of {result.plan.points} points cannot be: the table says why.
        </p>
      )}
    </div>
  );
}
