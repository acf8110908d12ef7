import { useRef } from 'preact/hooks';
import type { SettingField } from '../../../../bindings/api';
import * as format from '../../format';
import { dragged, isWide, POSITIONS, positionOf, valueAt } from './scale';

interface Props {
  field: SettingField;
  value: number | null;
  onSet(value: number): void;
  /** A drag begins: what follows is one step of undo. */
  onBegin(): void;
}

/** So many pixels are a click with a trembling hand. */
const SLACK_PX = 3;

/** The label of a number: dragged sideways it changes the number, clicked it goes to the field. */
export function ScrubLabel({ field, value, onSet, onBegin, id, title }: Props & { id: string; title: string }) {
  const drag = useRef<{ x: number; from: number; moved: boolean; last: number } | null>(null);
  return (
    <label
      for={id}
      title={`${title}\nDrag to change; Shift for single steps.`}
      class="scrub"
      onPointerDown={(event) => {
        if (event.button !== 0 || value === null) return;
        drag.current = { x: event.clientX, from: value, moved: false, last: value };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const held = drag.current;
        if (!held) return;
        const pixels = event.clientX - held.x;
        if (!held.moved) {
          if (Math.abs(pixels) < SLACK_PX) return;
          held.moved = true;
          onBegin();
        }
        const next = dragged(held.from, pixels, field, event.shiftKey);
        if (next === held.last) return;
        held.last = next;
        onSet(next);
      }}
      onPointerUp={() => {
        // The click that follows a drag must not move the focus: it looks at `moved` and forgets it.
        if (drag.current && !drag.current.moved) drag.current = null;
      }}
      onPointerCancel={() => (drag.current = null)}
      onClick={(event) => {
        if (drag.current?.moved) event.preventDefault();
        drag.current = null;
      }}
    >
      {field.label}
    </label>
  );
}

/** A slim slider below the number, for the mouse: keys and screen readers have the number itself. */
export function Slider({ field, value, onSet, onBegin }: Props) {
  return (
    <input
      type="range"
      class="slider"
      aria-hidden="true"
      tabIndex={-1}
      min={0}
      max={POSITIONS}
      value={value === null ? 0 : positionOf(value, field)}
      style={{ '--at': `${value === null ? 0 : positionOf(value, field) / (POSITIONS / 100)}%` }}
      title={`${format.integer(field.minimum)} to ${format.integer(field.maximum)}${isWide(field) ? ', logarithmic' : ''}`}
      onPointerDown={onBegin}
      onInput={(event) => onSet(valueAt(Number(event.currentTarget.value), field))}
    />
  );
}
