/** Whether the page is on its way to paper: tables then draw all of their rows. */
import { signal } from '@preact/signals';

export const printing = signal(false);

if (typeof matchMedia === 'function') {
  const paper = matchMedia('print');
  paper.addEventListener('change', () => (printing.value = paper.matches));
  addEventListener('beforeprint', () => (printing.value = true));
  addEventListener('afterprint', () => (printing.value = false));
}

/** Prints once every row is drawn: the browser would not wait for it. */
export function print(): void {
  printing.value = true;
  setTimeout(() => window.print());
}
