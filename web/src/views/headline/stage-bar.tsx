import { useState } from 'preact/hooks';
import type { AnalyticModelReport, ModuleMetricsSnapshot } from '../../../../bindings/api';
import * as format from '../../format';
import { Dot } from '../common/parts';
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
  selectedId: string | null;
  byteUnits: format.ByteUnits;
  onSelect(moduleId: string): void;
}

/** The parts of the model to scale, by time, work or traffic. A click selects the part in the tree. */
export function StageBar({ report, selectedId, byteUnits, onSelect }: Props) {
  const [measure, setMeasure] = useState<Measure>('time');
  const by = MEASURES.find((one) => one.id === measure)!;
  const { parts: listed, rest } = partsOf(treeOf(report));
  const parts = listed.map(({ node, metrics, tone }) => ({
    id: node.id,
    module: node.module,
    metrics,
    tone,
    value: by.value(metrics),
  }));
  // Shares of the longest: grow factors that add up to less than 1 would leave the bar short.
  const longest = Math.max(0, ...parts.map((part) => part.value));
  if (parts.length === 0) return null;
  const inside = (id: string): boolean => selectedId === id || (selectedId?.startsWith(`${id}/`) ?? false);
  return (
    <section class="stages" aria-label="Stages">
      <div class="stages-head">
        <h2>Where it goes</h2>
        <div class="segmented" role="group" aria-label="Measure">
          {MEASURES.map((one) => (
            <button key={one.id} type="button" aria-pressed={one.id === measure} onClick={() => setMeasure(one.id)}>
              {one.label}
            </button>
          ))}
        </div>
      </div>
      <div class="stage-bar" aria-hidden="true">
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
