import { useState } from 'preact/hooks';
import type { AnalyticModelReport, ModuleMetricsSnapshot } from '../../../../bindings/api';
import * as format from '../../format';
import { Dot } from '../common/parts';
import { treeOf } from '../tree/model';

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
  const { root } = treeOf(report);
  const by = MEASURES.find((one) => one.id === measure)!;
  const parts = (root?.children ?? []).flatMap(({ id, module, metrics }) =>
    metrics ? [{ id, module, metrics, value: by.value(metrics) }] : [],
  );
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
            class={`stage-${part.module.stage} ${inside(part.id) ? 'selected' : ''}`}
            style={{ flexGrow: part.value }}
            title={`${part.module.name}: ${format.full(measure === 'io' ? Math.round(part.value) : part.value, by.unit)}`}
            onClick={() => onSelect(part.id)}
          />
        ))}
      </div>
      <ul class="stage-legend">
        {parts.map((part) => (
          <li key={part.id}>
            <button type="button" aria-pressed={inside(part.id)} onClick={() => onSelect(part.id)}>
              <Dot name={`stage-${part.module.stage}`} />
              <span class="stage-name">{part.module.name}</span>
              <span class="stage-value">{by.text(part.value, byteUnits)}</span>
              {measure === 'time' && (
                <span class="stage-share">{format.percent(part.metrics.share_of_model_time)}</span>
              )}
              {part.metrics.detail && <span class="stage-bound">{part.metrics.detail.bound}-bound</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
