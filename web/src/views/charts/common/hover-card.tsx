import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props {
  /** Where the pointer or the focused mark is, in pixels of the chart's box. */
  x: number;
  y: number;
  title: ComponentChildren;
  children: ComponentChildren;
}

/** Numbers of what is pointed at. Stays inside the box that it is positioned in; takes no part in pointing. */
export function HoverCard({ x, y, title, children }: Props) {
  const card = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: x + 14, top: y + 14 });
  useLayoutEffect(() => {
    const element = card.current;
    const box = element?.offsetParent;
    if (!element || !box) return;
    const right = x + 14 + element.offsetWidth > box.clientWidth;
    const left = right ? Math.max(0, x - 14 - element.offsetWidth) : x + 14;
    const below = box.getBoundingClientRect().top + y + 14 + element.offsetHeight > innerHeight;
    const top = below ? y - 14 - element.offsetHeight : y + 14;
    setPlace((old) => (old.left === left && old.top === top ? old : { left, top }));
  }, [x, y, title]);
  return (
    <div ref={card} class="hover-card" style={{ left: `${place.left}px`, top: `${place.top}px` }} aria-hidden="true">
      <p class="hover-title">{title}</p>
      {children}
    </div>
  );
}

/** One line of the card. */
export function HoverLine({ label, value, note }: { label: string; value: string; note?: string | undefined }) {
  return (
    <p class="hover-line">
      <span>{label}</span>
      <b>{value}</b>
      {note && <small>{note}</small>}
    </p>
  );
}
