import { Hatching, hatchFill } from './hatching';
import { shapePath, type Tone } from './tones';

interface Props {
  tones: readonly Tone[];
  label: string;
  /** Points have shapes, areas are filled. */
  mark?: 'shape' | 'area';
  hatched?: boolean;
  /** Dims the others while one is pointed at. */
  onPoint?(id: string | null): void;
}

/** What the colours stand for. Its marks are SVG, so that an export of the chart can take them along. */
export function Legend({ tones, label, mark = 'area', hatched = false, onPoint }: Props) {
  return (
    <ul class="chart-legend" aria-label={label}>
      {tones.map((tone) => (
        <li
          key={tone.id}
          class="legend-item"
          onMouseEnter={() => onPoint?.(tone.id)}
          onMouseLeave={() => onPoint?.(null)}
        >
          <svg class={`legend-mark ${tone.class}`} width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">
            {hatched && mark === 'area' && <Hatching prefix={`legend-${tone.class}`} only={tone.hatch} />}
            {mark === 'shape' ? (
              <path class="mark-fill" d={shapePath(tone.shape, 4.5)} transform="translate(7,6)" />
            ) : (
              <>
                <rect class="mark-fill" x="1" y="1" width="12" height="10" rx="2" />
                {hatched && tone.hatch > 0 && (
                  <rect
                    x="1"
                    y="1"
                    width="12"
                    height="10"
                    rx="2"
                    fill={hatchFill(`legend-${tone.class}`, tone.hatch)}
                  />
                )}
              </>
            )}
          </svg>
          <span>{tone.label}</span>
        </li>
      ))}
    </ul>
  );
}
