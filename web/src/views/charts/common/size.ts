import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Width of an element in pixels, followed as it changes; `fallback` until it is known. */
export function useWidth<T extends HTMLElement>(fallback = 900): [RefObject<T | null>, number] {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(fallback);
  useLayoutEffect(() => {
    const one = element.current;
    if (!one) return undefined;
    const look = (): void => setWidth(Math.max(200, Math.floor(one.clientWidth)));
    look();
    const resized = new ResizeObserver(look);
    resized.observe(one);
    return () => resized.disconnect();
  }, []);
  return [element, width];
}
