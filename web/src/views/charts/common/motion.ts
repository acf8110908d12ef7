import { useEffect, useRef, useState } from 'preact/hooks';

const DURATION_MS = 180;

/** A value that glides to where it is set; at once where the system asks for less motion. */
export function useGliding<T>(
  initial: T,
  between: (from: T, to: T, t: number) => T,
): [T, (to: T, glide?: boolean) => void] {
  const [value, setValue] = useState(initial);
  const current = useRef(initial);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  const set = (to: T, glide = true): void => {
    cancelAnimationFrame(frame.current);
    const put = (next: T): void => {
      current.current = next;
      setValue(next);
    };
    if (!glide || matchMedia('(prefers-reduced-motion: reduce)').matches) return put(to);
    const from = current.current;
    const began = performance.now();
    const step = (now: number): void => {
      const t = Math.min(1, Math.max(0, (now - began) / DURATION_MS));
      put(t === 1 ? to : between(from, to, 1 - (1 - t) ** 3));
      if (t < 1) frame.current = requestAnimationFrame(step);
    };
    frame.current = requestAnimationFrame(step);
    return undefined;
  };
  return [value, set];
}
