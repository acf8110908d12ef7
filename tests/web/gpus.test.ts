// GPU profiles of the user's own: their figures as text, copies, and what a link's GPU may not do.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EstimateRequest, HardwareProfile } from '../../bindings/api';
import { figureOfText, figuresOfTexts, textOfFigure, textsOf } from '../../web/src/state/gpu-figures';
import { figuresOf, profileText } from '../../web/src/state/gpu-profile';
import { Gpus } from '../../web/src/state/gpus';
import { fromFragment, toFragment, withGpu, type Link } from '../../web/src/state/link';
import { Store } from '../../web/src/state/store';
import type { UserGpu } from '../../web/src/state/types';

const shipped = readdirSync('hwprofiles')
  .filter((name) => name.endsWith('.json') && name !== 'schema.json')
  .map((name) => JSON.parse(readFileSync(`hwprofiles/${name}`, 'utf8')) as HardwareProfile);
const l4 = shipped.find((gpu) => gpu.id === 'l4')!;

/** Takes every profile; a bandwidth of zero is its one rule. */
function setUp(own: readonly UserGpu[] = []) {
  const store = new Store();
  const asked: EstimateRequest[] = [];
  const call = async (name: string, text: string): Promise<unknown> => {
    if (name === 'removeGpu') return { ok: true, value: [] };
    const value = JSON.parse(text) as HardwareProfile;
    if (value.memory_bandwidth_bytes_per_s === 0)
      return { ok: false, errors: [{ path: 'memory_bandwidth_bytes_per_s', expected: 'more', got: '0' }] };
    return { ok: true, value };
  };
  const mine = own.map((one) => JSON.parse(one.text) as HardwareProfile);
  store.patch({ gpus: [...shipped, ...mine], shippedGpus: shipped, userGpus: own });
  return { store, asked, gpus: new Gpus(store, { call } as never, (request) => asked.push(request)) };
}
const named = (id: string, name: string, bandwidth: number): UserGpu => ({
  ...{ id, name },
  text: JSON.stringify({ ...l4, id, name, memory_bandwidth_bytes_per_s: bandwidth }),
});

describe('figures as text', () => {
  it('every figure of every shipped profile reads back as it is', () => {
    for (const gpu of shipped) {
      const { figures, faults } = figuresOfTexts(textsOf(gpu));
      expect(faults).toEqual([]);
      const all = figuresOf(gpu);
      for (const [path, value] of Object.entries(figures))
        if (path !== 'notes') expect([gpu.id, path, value]).toEqual([gpu.id, path, all[path] ?? null]);
    }
  });
  it('in the units that data sheets use, without the error of a product', () => {
    expect(textOfFigure(989.4e12, 1e12)).toBe('989.4');
    expect(figureOfText('989.4', 1e12)).toBe(989_400_000_000_000);
    expect(figureOfText('2.5', 1e-6)).toBe(0.0000025);
    expect(figureOfText('1e3', 1e9)).toBe(1e12);
    expect(figureOfText('50', 1024 * 1024)).toBe(52_428_800);
  });
  it('nothing is not known; what is no number is told with its field', () => {
    expect(figureOfText('  ', 1)).toBeNull();
    expect(figuresOfTexts({ ...textsOf(l4), tdp_w: '72 W' }).faults).toEqual([
      { path: 'tdp_w', expected: 'a number, or nothing where it is not known', got: '"72 W"' },
    ]);
  });
});

describe('a copy', () => {
  it('has an id of its own; changed figures are marked yours, the others keep their sources', async () => {
    const { store, gpus, asked } = setUp();
    gpus.edit(l4, true);
    expect(store.get().gpuDraft?.texts['id']).toBe('l4-copy');
    await gpus.write('memory_bandwidth_bytes_per_s', '600');
    await gpus.save();
    expect(store.get().gpuDraft).toBeNull();
    expect(asked.at(-1)?.gpu).toBe('l4-copy');
    const [own] = store.get().userGpus;
    const made = JSON.parse(own!.text) as HardwareProfile;
    expect(made.memory_bandwidth_bytes_per_s).toBe(600e9);
    expect(made.sources['memory_bandwidth_bytes_per_s']).toMatchObject({ confidence: 'yours', references: [] });
    expect(made.sources['tdp_w']).toEqual(l4.sources['tdp_w']);
    // Back to the original's figure: its source is back, too.
    gpus.edit(made, false);
    await gpus.write('memory_bandwidth_bytes_per_s', '300');
    await gpus.save();
    const again = JSON.parse(store.get().userGpus[0]!.text) as HardwareProfile;
    expect(again.sources['memory_bandwidth_bytes_per_s']).toEqual(l4.sources['memory_bandwidth_bytes_per_s']);
  });
  it('is not saved with a fault, nor under the id of another GPU', async () => {
    const { store, gpus } = setUp();
    gpus.edit(l4, true);
    await gpus.write('memory_bandwidth_bytes_per_s', '0');
    await gpus.write('id', 'h200-sxm');
    await gpus.save();
    expect(store.get().gpuDraft?.faults.map((fault) => fault.path)).toEqual(['id', 'memory_bandwidth_bytes_per_s']);
    expect(store.get().userGpus).toEqual([]);
  });
});

describe('a link’s GPU', () => {
  const link = (own: UserGpu): string => profileText(own, shipped);
  it('keeps its id where that is free', async () => {
    const { store, gpus } = setUp();
    expect(await gpus.takeLinked(link(named('mine', 'Mine', 1e12)), 'mine')).toEqual({ id: 'mine', faults: [] });
    expect(store.get().userGpus.map((gpu) => gpu.id)).toEqual(['mine']);
  });
  it('takes the place of none: neither of the user’s own, nor of a shipped one', async () => {
    const { store, gpus } = setUp([named('mine', 'Mine', 1e12)]);
    const { id, faults } = await gpus.takeLinked(link(named('mine', 'Theirs', 2e12)), 'mine');
    expect(id).toBe('mine-linked');
    expect(faults[0]).toContain('has the id of another one here, Mine');
    expect(store.get().userGpus.map((gpu) => gpu.id)).toEqual(['mine', 'mine-linked']);
    expect((await gpus.takeLinked(link(named('l4', 'Faster', 2e12)), 'l4')).id).toBe('l4-linked');
    // The same link again is the same GPU.
    expect((await gpus.takeLinked(link(named('mine', 'Theirs', 2e12)), 'mine')).id).toBe('mine-linked');
    expect(store.get().userGpus).toHaveLength(3);
  });
  it('with the same figures is the one that is here', async () => {
    const { gpus } = setUp([named('mine', 'Mine', 1e12)]);
    expect(await gpus.takeLinked(link(named('mine', 'Called otherwise', 1e12)), 'mine')).toEqual({
      ...{ id: 'mine', faults: [] },
    });
  });
  it('is moved in every question of the link', () => {
    const read = fromFragment('#v=2&gpu=mine&baseline=gpu%3Dmine%26seq_len%3D7&run=gpu%3Dl4&run=gpu%3Dmine') as Link;
    const moved = fromFragment(toFragment(withGpu(read, 'mine', 'mine-linked')))!;
    expect([moved.request.gpu, moved.baseline?.gpu, ...moved.runs!.map((run) => run.gpu)]).toEqual([
      ...['mine-linked', 'mine-linked', 'l4', 'mine-linked'],
    ]);
  });
});
