/** What a key does in the icicle. Pure: the view carries it out. */
import { neighbour, type Direction, type Part } from './layout';

export type KeyAction =
  | { kind: 'go'; to: Part }
  | { kind: 'select' }
  | { kind: 'zoom' }
  | { kind: 'out' }
  | { kind: 'reset' }
  | { kind: 'scale'; factor: number }
  | { kind: 'pan'; share: number };

const DIRECTIONS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  a: 'left',
  d: 'right',
  w: 'up',
  s: 'down',
};

export function keyAction(key: string, shift: boolean, root: Part, current: Part): KeyAction | null {
  const direction = DIRECTIONS[key.length === 1 ? key.toLowerCase() : key];
  if (direction) {
    if (shift && (direction === 'left' || direction === 'right'))
      return { kind: 'pan', share: direction === 'right' ? 0.25 : -0.25 };
    const to = neighbour(root, current, direction);
    return to ? { kind: 'go', to } : null;
  }
  switch (key) {
    case ' ':
      return { kind: 'select' };
    case 'Enter':
      return { kind: 'zoom' };
    case 'Backspace':
      return { kind: 'out' };
    case 'Escape':
    case '0':
      return { kind: 'reset' };
    case '+':
    case '=':
      return { kind: 'scale', factor: 1.6 };
    case '-':
    case '_':
      return { kind: 'scale', factor: 1 / 1.6 };
    case 'Home':
      return { kind: 'go', to: root };
    default:
      return null;
  }
}
