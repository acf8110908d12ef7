/** Numbers in tables of many rows: one listener of the table copies the one that is clicked. */
import { copyText } from './parts';

const SHOWN_MS = 1200;

/** Copies what `data-copy` of the clicked number holds, every digit of it, and says so beside it for a moment. */
export function copyPointed(event: Event): void {
  const number = event.target instanceof Element && event.target.closest<HTMLElement>('[data-copy]');
  const text = number && number.dataset['copy'];
  if (!number || !text) return;
  void copyText(text).then(() => {
    number.dataset['copied'] = '';
    setTimeout(() => delete number.dataset['copied'], SHOWN_MS);
  });
}
