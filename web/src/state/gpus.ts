/** The user's own GPU profiles: copies that are edited, those of links, and their removal. The engine judges every one. */
import type { Diagnostic, EstimateRequest, HardwareProfile } from '../../../bindings/api';
import type { EngineClient } from '../worker/client';
import { figuresOfTexts, textsOf } from './gpu-figures';
import { differences, freeId, profileFromText, withFigures } from './gpu-profile';
import type { Store } from './store';
import { DEFAULT_REQUEST, type GpuDraft, type UserGpu } from './types';

const without = <T extends { id: string }>(all: readonly T[], id: string): T[] => all.filter((one) => one.id !== id);

/** Which GPU it is called does not matter: the figures are the same. */
const sameFigures = (a: string, b: string): boolean => {
  const names = (text: string): HardwareProfile => ({ ...(JSON.parse(text) as HardwareProfile), id: '', name: '' });
  return Object.keys(differences(names(a), names(b))).length === 0;
};

export class Gpus {
  constructor(
    private readonly store: Store,
    private readonly engine: EngineClient,
    private readonly ask: (request: EstimateRequest) => void,
  ) {}

  // --- editing -------------------------------------------------------------------------------------------------------

  /** Begins an edit: of the user's own profile, or of a copy of any other. */
  edit(gpu: HardwareProfile, copy: boolean): void {
    const taken = this.store.get().gpus.map((one) => one.id);
    const texts = textsOf(gpu);
    const named = copy ? { id: freeId(`${gpu.id}-copy`, taken), name: `${gpu.name} (copy)` } : {};
    this.store.patch({
      gpuDraft: { from: gpu.id, replaces: copy ? null : gpu.id, texts: { ...texts, ...named }, faults: [] },
    });
  }
  cancel(): void {
    this.store.patch({ gpuDraft: null });
  }
  /** What a field holds now; the engine's judgement of the whole follows. */
  async write(path: string, text: string): Promise<void> {
    const { gpuDraft } = this.store.get();
    if (!gpuDraft) return;
    const texts = { ...gpuDraft.texts, [path]: text };
    this.store.patch({ gpuDraft: { ...gpuDraft, texts } });
    try {
      const faults = await this.judge({ ...gpuDraft, texts });
      const now = this.store.get().gpuDraft;
      if (now?.texts === texts) this.store.patch({ gpuDraft: { ...now, faults } });
    } catch {
      // The worker died; told elsewhere.
    }
  }
  /** Takes the edited profile and picks it; its faults are shown where there are any. */
  async save(): Promise<void> {
    const { gpuDraft } = this.store.get();
    if (!gpuDraft) return;
    try {
      const faults = await this.judge(gpuDraft);
      const made = faults.length === 0 ? this.made(gpuDraft) : null;
      const refused = made ? await this.keep(made.profile, made.base, gpuDraft.replaces ?? undefined) : faults;
      this.store.patch({ gpuDraft: refused.length === 0 ? null : { ...gpuDraft, faults: refused } });
    } catch {
      // The worker died; told elsewhere.
    }
  }

  /** The profile that a draft describes. Figures that are its original's keep their sources. */
  private made({ from, texts }: GpuDraft): { profile: HardwareProfile; base: string | undefined } {
    const { gpus, shippedGpus, userGpus } = this.store.get();
    const baseId = userGpus.find((one) => one.id === from)?.base ?? from;
    const shipped = shippedGpus.find((one) => one.id === baseId);
    const base = shipped ?? gpus.find((one) => one.id === from);
    if (!base) throw new Error(`no GPU of the id ${from}`);
    const profile = withFigures(base, figuresOfTexts(texts).figures);
    if (profile.notes === '') delete profile.notes;
    return { profile, base: shipped?.id };
  }

  private async judge(draft: GpuDraft): Promise<Diagnostic[]> {
    const { faults } = figuresOfTexts(draft.texts);
    const { profile } = this.made(draft);
    const taken = this.store.get().gpus.find((one) => one.id === profile.id && one.id !== draft.replaces);
    if (taken) faults.push({ path: 'id', expected: 'an id of its own', got: `that of ${taken.name}` });
    const reply = await this.engine.call('validate', JSON.stringify(profile));
    return reply.ok ? faults : [...faults, ...reply.errors];
  }

  // --- taking and removing -------------------------------------------------------------------------------------------

  /** Takes a profile and picks it; the faults where the engine rejects it. `replaces` is the id it had before. */
  async keep(profile: HardwareProfile, base: string | undefined, replaces?: string): Promise<Diagnostic[]> {
    const text = JSON.stringify(profile);
    const reply = await this.engine.call('addGpu', text);
    if (!reply.ok) return reply.errors;
    if (replaces !== undefined && replaces !== profile.id) await this.drop(replaces);
    this.take({ id: profile.id, name: profile.name, text, ...(base ? { base } : {}) }, reply.value);
    this.ask({ ...this.store.get().request, gpu: profile.id });
    return [];
  }

  /** Removes a profile of the user's own; a shipped one of its id is there again. */
  async remove(id: string): Promise<void> {
    const { userGpus, request } = this.store.get();
    const own = userGpus.find((one) => one.id === id);
    await this.drop(id);
    const { gpus } = this.store.get();
    if (!gpus.some((gpu) => gpu.id === request.gpu))
      this.ask({ ...request, gpu: gpus.find((gpu) => gpu.id === own?.base)?.id ?? DEFAULT_REQUEST.gpu });
    else this.ask({ ...request });
    this.store.notify({ tone: 'info', title: `${own?.name ?? id} was deleted`, lines: [] });
  }

  /** These profiles of the user's own are known afterwards; of those named by `among`, no others. */
  async restore(wanted: readonly UserGpu[], among?: readonly string[]): Promise<void> {
    const concerned = (id: string): boolean => among === undefined || among.includes(id);
    for (const { id } of this.store.get().userGpus)
      if (concerned(id) && !wanted.some((one) => one.id === id)) await this.drop(id);
    for (const own of wanted) {
      if (!concerned(own.id) || this.store.get().userGpus.includes(own)) continue;
      const reply = await this.engine.call('addGpu', own.text);
      if (reply.ok) this.take(own, reply.value);
    }
  }

  /**
   * The GPU of a link. It takes no other's place: where its id is another GPU's, it gets one of its own, which is told.
   * Gives the id under which it is known.
   */
  async takeLinked(text: string, wanted: string): Promise<{ id: string; faults: string[] }> {
    const { gpus, shippedGpus, userGpus } = this.store.get();
    const own = profileFromText(text, shippedGpus);
    if ('fault' in own) return { id: wanted, faults: [own.fault] };
    const here = [
      ...userGpus,
      ...shippedGpus.map((gpu) => ({ id: gpu.id, name: gpu.name, text: JSON.stringify(gpu) })),
    ];
    const known = here.find((one) => one.id === own.id);
    if (known && sameFigures(known.text, own.text)) return { id: own.id, faults: [] };
    // Opened before, under the id that it got then.
    const again = known && userGpus.find((one) => one.name === linkedName(own.name) && sameFigures(one.text, own.text));
    if (again) return { id: again.id, faults: [] };
    const taken: UserGpu = known
      ? renamed(
          own,
          freeId(
            `${own.id}-linked`,
            [...gpus, ...userGpus].map((one) => one.id),
          ),
          linkedName(own.name),
        )
      : own;
    const reply = await this.engine.call('addGpu', taken.text);
    if (!reply.ok)
      return {
        id: wanted,
        faults: reply.errors.map((e) => `its GPU profile: ${e.path}: expected ${e.expected}, got ${e.got}`),
      };
    this.take(taken, reply.value);
    const told = `its GPU has the id of another one here, ${known?.name}: it is called ${taken.name} (${taken.id})`;
    return { id: taken.id, faults: known ? [told] : [] };
  }

  private take(own: UserGpu, profile: HardwareProfile): void {
    this.store.update((state) => ({
      ...state,
      gpus: [...without(state.gpus, own.id), profile],
      userGpus: [...without(state.userGpus, own.id), own],
    }));
  }

  private async drop(id: string): Promise<void> {
    const shipped = this.store.get().shippedGpus.find((gpu) => gpu.id === id);
    if (shipped) await this.engine.call('addGpu', JSON.stringify(shipped));
    else await this.engine.call('removeGpu', id);
    this.store.update((state) => ({
      ...state,
      gpus: shipped ? [...without(state.gpus, id), shipped] : without(state.gpus, id),
      userGpus: without(state.userGpus, id),
    }));
  }
}

const linkedName = (name: string): string => `${name} (from a link)`;
const renamed = (own: UserGpu, id: string, name: string): UserGpu => ({
  ...own,
  ...{ id, name },
  text: JSON.stringify({ ...(JSON.parse(own.text) as HardwareProfile), id, name }),
});
