import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { copyText } from '../../common/parts';

interface Props {
  /** Where the pointer or the focused mark is, in pixels of the chart's box. */
  x: number;
  y: number;
  title: ComponentChildren;
  children: ComponentChildren;
}

/** The numbers of a card, a line each, as a sheet takes them: name, tab, every digit. */
const linesOf = (card: HTMLElement): string =>
  [...card.querySelectorAll('.hover-line')]
    .map((line) => {
      const value = line.querySelector('b');
      return `${line.querySelector('span')?.textContent ?? ''}\t${value?.dataset['exact'] ?? value?.textContent ?? ''}`;
    })
    .join('\n');

/**
 * Numbers of what is pointed at. Stays inside the box that it is positioned in and takes no part in pointing, so a key
 * copies it: C.
 */
export function HoverCard({ x, y, title, children }: Props) {
  const card = useRef<HTMLDivElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'c' || event.ctrlKey || event.metaKey || event.altKey || !card.current) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select, dialog')) return;
      event.preventDefault();
      void copyText(linesOf(card.current)).then(() => setCopied(true));
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  useEffect(() => setCopied(false), [title]);
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
      <p class="hover-copy">{copied ? 'copied' : 'C copies these numbers'}</p>
    </div>
  );
}

/** One line of the card. */
export function HoverLine({
  label,
  value,
  exact,
  note,
}: {
  label: string;
  value: string;
  /** Every digit, in base units: what is copied. */
  exact?: number | null | undefined;
  note?: string | undefined;
}) {
  return (
    <p class="hover-line">
      <span>{label}</span>
      <b data-exact={exact ?? undefined}>{value}</b>
      {note && <small>{note}</small>}
    </p>
  );
}
