import { Hatching, hatchFill } from '../common/hatching';
import { toneOf, type ColourBy, type Tone } from '../common/tones';
import type { Cell, Part } from './layout';

export const ROW = 24;
/** Width of a letter, on the wide side: names end before their box does. */
const LETTER = 7.2;

/** What a part is coloured by; containers have no category of their own. */
export function toneOfPart(part: Part, by: ColourBy): Tone | null {
  if (by === 'stage') return toneOf('stage', part.node.module.stage);
  if (by === 'bound') {
    const bound = part.operator ? part.operator.detail.bound : part.node.metrics?.detail?.bound;
    return bound ? toneOf('bound', bound) : null;
  }
  if (part.operator) return toneOf('category', part.operator.category_id);
  // A module of one category is of that category.
  const rows = part.node.metrics?.operator_breakdown ?? [];
  const busy = rows.filter((row) => row.share_of_module_flops > 0.9 || rows.length === 1);
  return busy[0] ? toneOf('category', busy[0].category_id) : null;
}

export const labelOf = (part: Part): string => {
  const { repetition, repetition_count: count } = part.node.module;
  return part.operator || repetition === 'none' || count === null ? part.name : `${part.name} ×${count}`;
};

function fitted(text: string, width: number): string {
  const room = Math.floor((width - 12) / LETTER);
  if (room < 3) return '';
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

interface Props {
  cells: readonly Cell[];
  colour: ColourBy;
  hatched: boolean;
  selectedId: string | null;
  currentId: string;
  matches: ReadonlySet<string> | null;
  /** The figure that widths stand for, as text. */
  valueText(part: Part): string;
}

/** The rectangles. Names stand on a tint of their colour, so that they can be read on every hue. */
export function Cells({ cells, colour, hatched, selectedId, currentId, matches, valueText }: Props) {
  return (
    <>
      {hatched && <Hatching prefix="icicle" />}
      {cells.map((cell) => {
        if (cell.kind === 'rest') {
          const label = fitted(`${cell.parts.length} more`, cell.width);
          return (
            <g
              key={cell.id}
              class="cell rest"
              data-cell={cell.id}
              transform={`translate(${cell.x.toFixed(2)},${cell.depth * ROW})`}
            >
              <rect class="cell-box" width={cell.width.toFixed(2)} height={ROW - 1} />
              {label && (
                <text x={6} y={ROW / 2}>
                  {label}
                </text>
              )}
            </g>
          );
        }
        const { part, x, width } = cell;
        const tone = toneOfPart(part, colour);
        const label = fitted(labelOf(part), width);
        const value = valueText(part);
        const room = width - 24 - labelOf(part).length * LETTER - value.length * LETTER;
        const states = [
          part.operator ? 'operator' : 'module',
          tone?.class ?? 'container',
          matches && !matches.has(part.id) ? 'dimmed' : '',
          matches?.has(part.id) ? 'match' : '',
          part.id === selectedId ? 'selected' : '',
          part.id === currentId ? 'current' : '',
        ];
        return (
          <g
            key={cell.id}
            id={`cell-${part.id}`}
            role="treeitem"
            aria-level={part.depth + 1}
            aria-selected={part.id === selectedId}
            aria-label={`${labelOf(part)}, ${value}`}
            class={`cell ${states.filter(Boolean).join(' ')}`}
            data-cell={part.id}
            transform={`translate(${x.toFixed(2)},${part.depth * ROW})`}
          >
            <rect class="cell-box" width={width.toFixed(2)} height={ROW - 1} />
            {hatched && tone && tone.hatch > 0 && (
              <rect width={width.toFixed(2)} height={ROW - 1} fill={hatchFill('icicle', tone.hatch)} />
            )}
            {width > 8 && <rect class="cell-edge" width={3} height={ROW - 1} />}
            {label && (
              <text x={8} y={ROW / 2}>
                {label}
              </text>
            )}
            {room > 0 && (
              <text class="cell-value" x={width - 7} y={ROW / 2} text-anchor="end">
                {value}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}
