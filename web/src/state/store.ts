/** Holds the one state. Everything that changes it goes through `update`. */
import { signal, type ReadonlySignal } from '@preact/signals';
import { INITIAL, type Notice, type State } from './types';

const GOOD_NEWS_MS = 15_000;

export class Store {
  private readonly current = signal<State>(INITIAL);
  /** Id of the module that the pointer is over, in whichever view. Apart from the state: it changes with every move. */
  readonly hover = signal<string | null>(null);
  private lastNotice = 0;

  get state(): ReadonlySignal<State> {
    return this.current;
  }
  get(): State {
    return this.current.peek();
  }
  update(change: (state: State) => State): void {
    this.current.value = change(this.current.peek());
  }
  patch(change: Partial<State>): void {
    this.update((state) => ({ ...state, ...change }));
  }

  notify(notice: Omit<Notice, 'id'>): void {
    this.lastNotice += 1;
    const added: Notice = { ...notice, id: this.lastNotice };
    this.update((state) => ({
      ...state,
      // The newest say what matters; a repeated title replaces its elder.
      notices: [...state.notices.filter((old) => old.title !== notice.title), added].slice(-4),
      announcement: [notice.title, ...notice.lines].join('. '),
    }));
    this.expire(added);
  }
  /** Good news goes by itself: what it tells stays on the Artifacts view. Faults stay until dismissed. */
  private expire(notice: Notice): void {
    if (notice.tone === 'good' || notice.tone === 'info') setTimeout(() => this.dismiss(notice.id), GOOD_NEWS_MS);
  }
  /** What earlier actions did is no news any more once another one begins; faults stay. */
  clearNews(): void {
    this.update((state) => ({
      ...state,
      notices: state.notices.filter(({ tone }) => tone === 'warning' || tone === 'error'),
    }));
  }
  dismiss(id: number): void {
    this.update((state) => ({ ...state, notices: state.notices.filter((notice) => notice.id !== id) }));
  }
}
