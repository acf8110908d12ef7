import { describe, expect, it } from 'vitest';
import { LAB_DEFAULTS, labFormOf, withLab } from '../../web/src/state/lab-form';
import { fromFragment, toFragment, typed } from '../../web/src/state/link';
import { recall, remember } from '../../web/src/state/persist';
import { edit, parseSetting, redo, requestKey, undo, withSetting } from '../../web/src/state/request';
import { sentence, sentences } from '../../web/src/state/sentence';
import { DEFAULT_PREFERENCES, DEFAULT_REQUEST, INITIAL } from '../../web/src/state/types';
import { field } from './fake-engine';

const request = (seq_len: number) => withSetting(DEFAULT_REQUEST, 'seq_len', seq_len);

describe('edits', () => {
  it('undo and redo walk through questions; a new edit forgets what was undone', () => {
    let state = edit(edit(INITIAL, request(1000)), request(1100));
    state = undo(state);
    expect(state.request).toEqual(request(1000));
    expect(redo(state).request).toEqual(request(1100));
    state = edit(state, request(1200));
    expect(state.future).toEqual([]);
    expect(undo(undo(state)).request).toEqual(DEFAULT_REQUEST);
    expect(undo(undo(undo(state))).request).toEqual(DEFAULT_REQUEST);
  });
  it('typing in one field is one step', () => {
    const state = edit(edit(edit(INITIAL, request(1)), request(12), true), request(123), true);
    expect(undo(state).request).toEqual(DEFAULT_REQUEST);
  });
  it('the same question is no edit', () => expect(edit(INITIAL, { ...DEFAULT_REQUEST, set: {} })).toBe(INITIAL));
  it('the order of edits does not make another question', () => {
    expect(requestKey(withSetting(request(5), 'a', 1))).toBe(
      requestKey(withSetting(withSetting(DEFAULT_REQUEST, 'a', 1), 'seq_len', 5)),
    );
  });
  it('undefined takes a setting back', () =>
    expect(withSetting(request(5), 'seq_len', undefined)).toEqual(DEFAULT_REQUEST));
});

describe('typed text', () => {
  it.each([
    ['integer', '1,024', 1024],
    ['integer', '10a', '10a'],
    ['integer', '1.5', '1.5'],
    ['integer', '99999999999999999999', '99999999999999999999'],
    ['integer', '', ''],
    ['boolean', 'true', true],
    ['boolean', 'yes', 'yes'],
    ['text', '2x3', '2x3'],
  ] as const)('%s "%s" is %j', (type, text, value) => expect(parseSetting(field({ type }), text)).toBe(value));
});

/** What a link says of Compare, Sweep and Solve where it says nothing. */
const BESIDE = { lab: {}, baseline: null, runs: [] };

describe('links', () => {
  it('come back as they were', () => {
    const link = {
      request: { ...DEFAULT_REQUEST, set: { seq_len: 703, crop_grid: '2x2' } },
      tab: 'docs' as const,
      selectedId: 'a/layers[1-11]/mlp',
      document: 'layers/Linear.md',
      artifact: null,
      lab: { 'sweep.x': 'gpu', 'sweep.xs': 'all', 'target.ttft': '200' } as const,
      baseline: { ...DEFAULT_REQUEST, gpu: 'l4', set: { seq_len: '703' } },
      runs: [
        { ...DEFAULT_REQUEST, gpu: 'a100-80gb-sxm' },
        { ...DEFAULT_REQUEST, set: { weights: 'fp8' } },
      ],
    };
    const fragment = toFragment(link);
    expect(fragment).toContain('module=a/layers[1-11]/mlp');
    const back = fromFragment(`#${fragment}`)!;
    expect({ ...back, request: typed(back.request, [field({}), field({ key: 'crop_grid', type: 'text' })]) }).toEqual(
      link,
    );
  });
  it('carry a workload of one’s own', () => {
    const workload = {
      profile_id: 'mine',
      description: 'a & b',
      seq_len: 5,
      base_size: 1,
      image_size: 1,
      crop_mode: false,
      max_new_tokens: 2,
      doc_kind: 'synthetic' as const,
      num_pages: 1,
    };
    const link = {
      request: { ...DEFAULT_REQUEST, workload },
      tab: 'modules' as const,
      selectedId: null,
      document: null,
      artifact: null,
      ...BESIDE,
    };
    expect(fromFragment(toFragment(link))).toEqual(link);
  });
  it('to a model from artifacts name it and leave its run to it', () => {
    const link = {
      request: { model: 'artifact', workload: '', gpu: 'l4', set: { batch_size: '8' } },
      tab: 'verify' as const,
      selectedId: null,
      document: null,
      artifact: 'my-org/tower & co',
      ...BESIDE,
    };
    const fragment = toFragment({ ...link, request: { ...link.request, workload: 'as-recorded' } });
    expect(fragment).not.toContain('workload');
    expect(fromFragment(fragment)).toEqual(link);
  });
  it('a fragment without a question is none', () => {
    expect(fromFragment('')).toBeNull();
    expect(fromFragment('#tab=docs')).toBeNull();
  });
  it('a broken workload stays text, for the engine to judge', () =>
    expect(fromFragment('#workload={broken')?.request.workload).toBe('{broken'));
  it('what the forms hold by default is not said, what they do not know is left out', () => {
    expect(withLab({}, { 'sweep.x': 'gpu', 'sweep.metric': LAB_DEFAULTS['sweep.metric'] })).toEqual({
      'sweep.x': 'gpu',
    });
    expect(withLab({ 'sweep.x': 'gpu' }, { 'sweep.x': LAB_DEFAULTS['sweep.x'] })).toEqual({});
    expect(labFormOf({ 'sweep.x': 'gpu', nonsense: '1', 'sweep.xs': 5 })).toEqual({ 'sweep.x': 'gpu' });
    expect(fromFragment('#gpu=l4&target.tpot=10')?.request.set).toEqual({});
  });
  it('an unknown view is the first one', () => expect(fromFragment('#gpu=l4&tab=nonsense')?.tab).toBe('modules'));
});

describe('memory', () => {
  const storage = (text: string | null): Storage => {
    let held = text;
    return {
      getItem: () => held,
      setItem: (_: string, value: string) => void (held = value),
      removeItem: () => void (held = null),
    } as unknown as Storage;
  };
  it('comes back as it was', () => {
    const kept = storage(null);
    const value = {
      request: request(5),
      preferences: { ...DEFAULT_PREFERENCES, theme: 'dark' as const },
      userGpus: [],
      workloads: [],
      artifact: 'my-org/tower',
      files: ['torchinfo-layers.json'],
      lab: { 'sweep.x': 'seq_len' },
    };
    remember(value, kept);
    expect(recall(kept)).toEqual(value);
  });
  it('what another version or hand wrote does no harm', () => {
    for (const text of ['nonsense', '[]', '{"request": 5}', '{"request": {"model": "x"}}']) {
      expect(recall(storage(text))).toMatchObject({ request: null, preferences: DEFAULT_PREFERENCES });
    }
  });
  it('a storage that throws is no storage', () => {
    const full = {
      getItem: () => {
        throw new Error();
      },
      setItem: () => {
        throw new Error();
      },
    } as unknown as Storage;
    expect(recall(full).request).toBeNull();
    expect(() => remember(recall(full), full)).not.toThrow();
  });
});

describe('sentences', () => {
  const error = { path: 'layers_flat[12].input_size', expected: 'array of ints', got: 'string' };
  it('say where, what was wanted and what was found', () => {
    expect(sentence(error)).toBe('layers_flat[12].input_size: expected array of ints, got string');
    expect(sentence({ ...error, path: '' })).toBe('expected array of ints, got string');
  });
  it('say how many more there are', () => expect(sentences([error, error, error], 2).at(-1)).toBe('… and 1 more'));
});
