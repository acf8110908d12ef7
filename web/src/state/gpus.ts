/** The user's own GPU profiles: copies that were edited, and their removal. The engine judges every one. */
import type { Diagnostic, EstimateRequest, HardwareProfile } from '../../../bindings/api';
import type { EngineClient } from '../worker/client';
import { profileFromText } from './gpu-profile';
import type { Store } from './store';
import { DEFAULT_REQUEST, type UserGpu } from './types';

const without = <T extends { id: string }>(all: readonly T[], id: string): T[] => all.filter((one) => one.id !== id);

export class Gpus {
  constructor(
    private readonly store: Store,
    private readonly engine: EngineClient,
    private readonly ask: (request: EstimateRequest) => void,
  ) {}

  /** What the engine has to say of a profile, without taking it. */
  async judge(profile: HardwareProfile): Promise<Diagnostic[]> {
    const reply = await this.engine.call('validate', JSON.stringify(profile));
    return reply.ok ? [] : reply.errors;
  }

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
    const base = userGpus.find((one) => one.id === id)?.base;
    await this.drop(id);
    const { gpus } = this.store.get();
    if (!gpus.some((gpu) => gpu.id === request.gpu))
      this.ask({ ...request, gpu: gpus.find((gpu) => gpu.id === base)?.id ?? DEFAULT_REQUEST.gpu });
    else if (request.gpu === id) this.ask({ ...request });
  }

  /** Exactly these profiles of the user's own are known afterwards. */
  async restore(wanted: readonly UserGpu[]): Promise<void> {
    for (const { id } of this.store.get().userGpus) if (!wanted.some((one) => one.id === id)) await this.drop(id);
    for (const own of wanted) {
      if (this.store.get().userGpus.includes(own)) continue;
      const reply = await this.engine.call('addGpu', own.text);
      if (reply.ok) this.take(own, reply.value);
    }
  }

  /** The GPU of a link, under its id or, where the user has another one of that id, a name beside it. Tells what is wrong. */
  async takeLinked(text: string): Promise<string[]> {
    const own = profileFromText(text, this.store.get().shippedGpus);
    if ('fault' in own) return [own.fault];
    const known = this.store.get().userGpus.find((one) => one.id === own.id);
    if (known?.text === own.text) return [];
    const reply = await this.engine.call('addGpu', own.text);
    if (!reply.ok) return reply.errors.map((e) => `its GPU profile: ${e.path}: expected ${e.expected}, got ${e.got}`);
    this.take(own, reply.value);
    return known ? [`its GPU ${own.id} took the place of yours of the same id`] : [];
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
