// `#report-template` of the page in one file: it is its own template, as it was before anything ran.
import { SESSION_ID } from '../../src/state/session';

let asLoaded: Element | null = null;

/** Before the page draws anything. */
export function captureTemplate(): void {
  asLoaded = document.documentElement.cloneNode(true) as Element;
  // A report of a report holds its own session alone.
  const session = asLoaded.querySelector(`#${SESSION_ID}`);
  if (session) session.textContent = '';
}
/** The page in one file, with room for a session. */
export async function reportTemplate(): Promise<string> {
  if (!asLoaded) throw new Error('the page was not kept as it was loaded');
  return `<!doctype html>\n${asLoaded.outerHTML}\n`;
}
