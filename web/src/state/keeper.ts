/** What outlives the page: its address, what the browser keeps of the settings, and the recent sessions. */
import { profileText } from './gpu-profile';
import { toFragment, type Link } from './link';
import { artifactModel } from './models';
import { forget, recall, remember, safeStorage, type Remembered } from './persist';
import { recallRecent, recentOf, rememberRecent, withRecent } from './recent';
import { labelOf } from './run-label';
import type { Session } from './session';
import type { Store } from './store';
import { DEFAULT_PREFERENCES, type State } from './types';

/** So long an answer is looked at before it counts as a session. */
const RECENT_AFTER_MS = 3000;
/** So long after a change it is written down, out of the way of what it sets off. */
const SAVE_AFTER_MS = 150;

export class Keeper {
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private recentTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    /** What the page carries where it is a report: nothing of it is kept in the browser, nor of the browser in it. */
    private readonly session: Session | null,
  ) {
    // What was edited a moment before leaving is kept as well.
    addEventListener('pagehide', () => this.saveTimer !== undefined && this.saveNow());
  }

  /** Soon, once for several changes: browsers limit how often an address may change. */
  save(): void {
    this.saveTimer ??= setTimeout(() => this.saveNow(), SAVE_AFTER_MS);
  }
  private saveNow(): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    const { request, preferences, userGpus, userWorkloads, lab } = this.store.get();
    const link = this.link();
    const fragment = `#${toFragment(link)}`;
    if (location.hash !== fragment) history.replaceState(null, '', fragment);
    if (this.session) return;
    remember({
      request,
      preferences,
      userGpus: [...userGpus],
      workloads: [...userWorkloads],
      artifact: link.artifact,
      files: [...(link.files ?? [])],
      lab,
    });
  }
  /** What a link says beside the question. */
  lookedAt(link: Link): Partial<State> {
    const { tab, selectedId, document, lab, baseline, runs, views } = link;
    return {
      tab,
      selectedId,
      document,
      views: views ?? {},
      lab: lab ?? {},
      baseline: null,
      baselineWanted: baseline ?? null,
      runs: (runs ?? []).map((request) => ({ label: labelOf(request, this.store.get()), request })),
    };
  }
  memory(): Remembered {
    const { session } = this;
    if (!session) return recall();
    return {
      request: null,
      preferences: { ...DEFAULT_PREFERENCES, ...session.preferences },
      userGpus: [...session.userGpus],
      workloads: [...session.userWorkloads],
      artifact: null,
      files: [],
      lab: {},
    };
  }
  /** What a report carries of the state. */
  sessionNow(): Session {
    const { userGpus, userWorkloads, preferences, artifacts } = this.store.get();
    return {
      fragment: toFragment(this.link()),
      userGpus,
      userWorkloads,
      preferences,
      sources: artifacts.sources,
    };
  }
  /** The address of what is shown, up to date. */
  address(): string {
    this.saveNow();
    return location.href;
  }
  /** All that an address can carry of the state. */
  link(): Link {
    const state = this.store.get();
    const { request, tab, selectedId, document, views, userGpus, shippedGpus, wanted, wantedFiles, lab } = state;
    const own = userGpus.find((gpu) => gpu.id === request.gpu);
    const files = state.artifacts.summary?.files.map((file) => file.file_name) ?? wantedFiles;
    const artifact = artifactModel(state)?.name ?? wanted;
    return {
      ...{ request, tab, selectedId, document, artifact, files, views, lab },
      baseline: state.baseline?.request ?? state.baselineWanted,
      // Reports that were dropped cannot be part of an address.
      runs: state.runs.flatMap((run) => ('request' in run ? [run.request] : [])),
      ...(own ? { gpuProfile: profileText(own, shippedGpus) } : {}),
    };
  }
  /** Zoom, measure and the like of a view; null where it is as it is by default. */
  setView(key: string, text: string | null): void {
    this.store.update((state) => {
      const { [key]: _, ...rest } = state.views;
      return { ...state, views: text === null ? rest : { ...rest, [key]: text } };
    });
    this.save();
  }

  /** A session is one that was looked at for a while, not every GPU that the arrow keys pass. */
  noteRecent(): void {
    clearTimeout(this.recentTimer);
    this.recentTimer = setTimeout(() => {
      const recent = recentOf(this.store.get(), toFragment(this.link()), new Date());
      if (recent) this.keepRecents(withRecent(this.store.get().recents, recent));
    }, RECENT_AFTER_MS);
  }
  private keepRecents(recents: State['recents']): void {
    this.store.patch({ recents });
    if (!this.session) rememberRecent(recents, safeStorage());
  }
  forgetRecent(id: string): void {
    this.keepRecents(this.store.get().recents.filter((one) => one.id !== id));
  }
  recents(): State['recents'] {
    return this.session ? [] : recallRecent(safeStorage());
  }
  forgetAllRecents(): void {
    clearTimeout(this.recentTimer);
    this.keepRecents([]);
  }
  /** Nothing remains in the browser or the address. */
  forgetAll(): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    forget();
    history.replaceState(null, '', location.pathname + location.search);
  }
}
