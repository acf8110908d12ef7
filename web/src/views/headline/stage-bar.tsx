import { useState } from 'preact/hooks';
import type { AnalyticModelReport, ModuleMetricsSnapshot } from '../../../../bindings/api';
import * as format from '../../format';
import type { Preferences } from '../../state/types';
import { Delta } from '../common/delta';
import { Icon } from '../common/icons';
import { Dot } from '../common/parts';
import { UnitSwitches } from '../settings/unit-switches';
import { treeOf } from '../tree/model';
import { partsOf } from './parts';

type Measure = 'time' | 'flops' | 'io';
const MEASURES: {
  id: Measure;
  label: string;
  value(metrics: ModuleMetricsSnapshot): number;
  text(value: number, units: format.ByteUnits): string;
  unit: string;
}[] = [
  { id: 'time', label: 'Time', value: (m) => m.total_time_ms, text: (value) => format.time(value), unit: 'ms' },
  {
    id: 'flops',
    label: 'FLOPs',
    value: (m) => format.flopsOfTeraflops(m.total_flops_tflops),
    text: (value) => format.flops(value),
    unit: 'FLOP',
  },
  {
    id: 'io',
    label: 'Bytes',
    value: (m) => format.bytesOfTerabits(m.total_io_tb),
    text: (value, units) => format.bytesIn(units, value),
    unit: 'B',
  },
];

interface Props {
  report: AnalyticModelReport;
  baseline: AnalyticModelReport | null;
  selectedId: string | null;
  preferences: Preferences;
  onPrefer(change: Partial<Preferences>): void;
  onSelect(moduleId: string): void;
  onPin(): void;
}

/** The parts of the model to scale, by time, work or traffic. A click selects the part in the tree. */
export function StageBar({ report, baseline, selectedId, preferences, onPrefer, onSelect, onPin }: Props) {
  const { byteUnits } = preferences;
  const [measure, setMeasure] = useState<Measure>('time');
  const by = MEASURES.find((one) => one.id === measure)!;
  const { parts: listed, rest } = partsOf(treeOf(report));
  const pinned = baseline && treeOf(baseline).byId;
  const parts = listed.map(({ node, metrics, tone }) => ({
    id: node.id,
    module: node.module,
    metrics,
    tone,
    value: by.value(metrics),
    pinned: pinned?.get(node.id)?.metrics ?? null,
  }));
  // Shares of the longest: grow factors that add up to less than 1 would leave the bar short.
  const longest = Math.max(0, ...parts.map((part) => part.value));
  if (parts.length === 0) return null;
  // With a baseline both bars are to one scale: the longer run is as wide as there is room.
  const sum = parts.reduce((all, part) => all + part.value, 0);
  const pinnedSum = baseline
    ? partsOf(treeOf(baseline)).parts.reduce((all, { metrics }) => all + by.value(metrics), 0)
    : 0;
  const scale = Math.max(sum, pinnedSum) || 1;
  const inside = (id: string): boolean => selectedId === id || (selectedId?.startsWith(`${id}/`) ?? false);
  return (
    <section class="stages" aria-label="Stages">
      <div class="stages-head">
        <h2>Where it goes</h2>
        {!baseline && (
          <button
            type="button"
            class="quiet pin"
            onClick={onPin}
            title="Later numbers show their difference to this run (B)"
          >
            <Icon name="pin" /> Pin as baseline
          </button>
        )}
        <div class="segmented" role="group" aria-label="Measure">
          {MEASURES.map((one) => (
            <button key={one.id} type="button" aria-pressed={one.id === measure} onClick={() => setMeasure(one.id)}>
              {one.label}
            </button>
          ))}
        </div>
        <UnitSwitches preferences={preferences} onPrefer={onPrefer} />
      </div>
      {pinned && (
        <div class="stage-bar pinned-bar" aria-hidden="true" title="The pinned run, to the same scale">
          {partsOf(treeOf(baseline!)).parts.map(({ node, metrics, tone }) => (
            <span
              key={node.id}
              class={tone}
              style={{ width: `${(by.value(metrics) / scale) * 100}%` }}
              title={`${node.module.name}, pinned: ${by.text(by.value(metrics), byteUnits)}`}
            />
          ))}
        </div>
      )}
      <div class="stage-bar" aria-hidden="true" style={pinned ? { width: `${(sum / scale) * 100}%` } : undefined}>
        {parts.map((part) => (
          <span
            key={part.id}
            class={`${part.tone} ${inside(part.id) ? 'selected' : ''}`}
            style={{ flexGrow: longest > 0 ? part.value / longest : 1 }}
            title={`${part.module.name}: ${format.full(measure === 'io' ? Math.round(part.value) : part.value, by.unit)}`}
            onClick={() => onSelect(part.id)}
          />
        ))}
      </div>
      <ul class="stage-legend">
        {parts.map((part) => (
          <li key={part.id}>
            <button type="button" aria-pressed={inside(part.id)} onClick={() => onSelect(part.id)}>
              <Dot name={part.tone} />
              <span class="stage-name" title={part.module.instance}>
                {part.module.name}
              </span>
              {part.tone.startsWith('category') && part.metrics.calls > 1 && (
                <span class="times">×{format.count(part.metrics.calls)}</span>
              )}
              <span class="stage-value">{by.text(part.value, byteUnits)}</span>
              {pinned && (
                <Delta
                  now={part.value}
                  base={part.pinned && by.value(part.pinned)}
                  show={(value) => by.text(value, byteUnits)}
                  better={measure === 'time' ? 'less' : 'neither'}
                />
              )}
              {measure === 'time' && (
                <span class="stage-share">{format.percent(part.metrics.share_of_model_time)}</span>
              )}
              {part.metrics.detail && <span class="stage-bound">{part.metrics.detail.bound}-bound</span>}
            </button>
          </li>
        ))}
        {rest > 0 && <li class="note">and {rest} smaller</li>}
      </ul>
    </section>
  );
}
