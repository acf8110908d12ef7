import { useEffect, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import { printing } from './printing';

/** Up to this many rows all are drawn: find-in-page and screen readers then see everything. On paper all are, always. */
export const DRAW_ALL = 300;
const OVERSCAN = 12;

export interface Window {
  start: number;
  end: number;
  before: number;
  after: number;
}

/** Which rows of a fixed height to draw in a scrolling element. */
export function useWindow(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number): Window {
  const virtual = count > DRAW_ALL && !printing.value;
  const [{ top, height }, setView] = useState({ top: 0, height: 900 });
  useEffect(() => {
    const element = scroller.current;
    if (!element || !virtual) return undefined;
    let frame = 0;
    const look = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setView({ top: element.scrollTop, height: element.clientHeight }));
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('scroll', look);
      resized.disconnect();
    };
  }, [virtual, scroller]);
  if (!virtual) return { start: 0, end: count, before: 0, after: 0 };
  const start = Math.max(0, Math.min(count, Math.floor(top / rowHeight)) - OVERSCAN);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + OVERSCAN);
  return { start, end, before: start * rowHeight, after: (count - end) * rowHeight };
}
