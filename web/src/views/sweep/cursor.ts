import { useState } from 'preact/hooks';

/** Attributes of SVG keep their case: only this one is the browser's. */
export const FOCUSABLE = { tabindex: 0 };

export interface Place {
  line: number;
  step: number;
}

/** The point that is pointed at, by pointer or by arrow keys: left and right along a line, up and down between lines. */
export function useCursor(lines: readonly { points: readonly unknown[] }[], onOpen: (place: Place) => void) {
  const [place, setPlace] = useState<Place | null>(null);
  const inside = (at: Place): Place => {
    const line = Math.max(0, Math.min(lines.length - 1, at.line));
    const last = (lines[line]?.points.length ?? 1) - 1;
    return { line, step: Math.max(0, Math.min(last, at.step)) };
  };
  const current = place && lines[place.line]?.points[place.step] !== undefined ? place : null;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = current ?? { line: 0, step: -1 };
    const moves: Record<string, Place | undefined> = {
      ArrowRight: { ...at, step: at.step + 1 },
      ArrowLeft: { ...at, step: at.step - 1 },
      ArrowUp: { ...at, line: at.line - 1 },
      ArrowDown: { ...at, line: at.line + 1 },
      Home: { ...at, step: 0 },
      End: { ...at, step: Infinity },
    };
    const next = moves[event.key];
    if (next) {
      event.preventDefault();
      setPlace(inside(next));
    } else if (event.key === 'Enter' && current) {
      event.preventDefault();
      onOpen(current);
    } else if (event.key === 'Escape' && current) {
      event.stopPropagation();
      setPlace(null);
    }
  };
  return { place: current, setPlace, onKeyDown };
}
