// Models that the tool knows from their artifacts alone, against PyTorch's own counts: parameters to the last one,
// matrix FLOPs of the whole and of every module.
import { beforeAll, describe, expect, test } from 'vitest';
import type { EngineFacade } from '../../bindings/engine';
import { createNodeEngine } from '../../bindings/node-engine.mjs';
import { add, compare, counted, estimate, fixtures, load, measure, modelNames, silent } from './generic-measure.mjs';
import { INEXACT } from './generic-tolerances';

let engine: EngineFacade;
beforeAll(async () => {
  engine = await createNodeEngine();
});

describe('as recorded', () => {
  test.each(modelNames())('%s', (name) => {
    const one = measure(engine, name);
    expect.soft(one.parameters).toBe(one.countedParameters);
    const layers = engine.layerRows();
    if (layers.ok) expect.soft(silent(one.report, layers.value)).toEqual([]);
    expect.soft(layers.ok).toBe(true);
    const allowed = INEXACT[name];
    if (allowed === undefined) {
      expect.soft(one.flops).toBe(one.countedFlops);
      expect.soft(one.off).toEqual([]);
      expect.soft(one.unseen).toEqual([]);
    } else {
      expect.soft(Math.abs(one.difference), allowed.reason).toBeLessThanOrEqual(allowed.relative);
      const wrong = one.off.filter((module) => Math.abs(module.own) > 0.01 * one.countedFlops);
      const listed = one.notModeled.map((module) => module.instance);
      if (allowed.relative > 0.01) for (const { instance } of wrong) expect.soft(listed).toContain(instance);
    }
  });
});

test('the list of inexact models names models that exist', () => {
  expect(Object.keys(INEXACT).filter((name) => !modelNames().includes(name))).toEqual([]);
});

// The same model recorded at other sizes says what the first recording must become.
describe('another batch and sequence without another recording', () => {
  const sizes: [string, string, Record<string, number>][] = [
    ['bert', 'bert-b3', { batch_size: 3 }],
    ['bert', 'bert-s256', { seq_len: 256 }],
    ['bert-s256', 'bert', { seq_len: 128 }],
    ['gpt2', 'gpt2-b3', { batch_size: 3 }],
    ['gpt2', 'gpt2-s320', { seq_len: 320 }],
    ['llama', 'llama-b3', { batch_size: 3 }],
    ['llama', 'llama-s512', { seq_len: 512 }],
    ['llama', 'llama-b3-s200', { batch_size: 3, seq_len: 200 }],
    ['llama-b3-s200', 'llama', { batch_size: 1, seq_len: 128 }],
    ['mixtral', 'mixtral-b3-s64', { batch_size: 3, seq_len: 64 }],
    ['t5', 't5-b3', { batch_size: 3 }],
    ['whisper', 'whisper-b3', { batch_size: 3 }],
    ['vit', 'vit-b3', { batch_size: 3 }],
    ['tv-vit_b_16', 'tv-vit_b_16-b3', { batch_size: 3 }],
    ['own-moe-loop', 'own-moe-loop-b3-s64', { batch_size: 3, seq_len: 64 }],
  ];
  test.each(sizes)('%s as %s', (from, to, set) => {
    load(engine, from);
    const one = compare(from, estimate(engine, set), counted(to));
    expect(one.parameters).toBe(one.countedParameters);
    expect(one.flops).toBe(one.countedFlops);
    expect(one.off).toEqual([]);
  });
});

// Input, output and kernel shapes and parameters at full depth: nothing that FLOPs need is missing.
describe('as a text table', () => {
  const tables = ['bert', 'llama', 'mixtral', 'vit', 'own-convs', 'own-recurrent', 'tv-resnet18', 'tv-swin_t'];
  test.each(tables)('%s', (name) => {
    load(engine, name, fixtures, 'torchinfo-summary.txt');
    const one = compare(name, estimate(engine), counted(name));
    expect(one.parameters).toBe(one.countedParameters);
    expect(one.flops).toBe(one.countedFlops);
  });
});

describe('two recordings of one model', () => {
  const pairs: [string, string, string, Record<string, number>][] = [
    ['llama', 'llama-s512', 'llama-b3-s200', { batch_size: 3, seq_len: 200 }],
    ['bert', 'bert-s256', 'bert-b3', { batch_size: 3, seq_len: 128 }],
    ['gpt2', 'gpt2-s320', 'gpt2-b3', { batch_size: 3, seq_len: 128 }],
  ];
  test.each(pairs)('%s and %s as %s', (first, second, target, set) => {
    load(engine, first);
    add(engine, second, 'torchinfo-layers.json');
    const one = compare(first, estimate(engine, set), counted(target));
    expect(one.parameters).toBe(one.countedParameters);
    expect(one.flops).toBe(one.countedFlops);
  });
  test.each(pairs)('%s: its own run stays what it was beside %s', (first, second) => {
    load(engine, first);
    add(engine, second, 'torchinfo-layers.json');
    expect(compare(first, estimate(engine), counted(first)).flops).toBe(counted(first).total_flops);
  });
});

describe('verification', () => {
  test('llama: rows agree with the counts that it was given', () => {
    load(engine, 'llama');
    const reference = counted('llama');
    const bytes = Buffer.from(JSON.stringify(reference), 'utf8');
    engine.beginArtifact(bytes.length).set(bytes);
    expect(engine.finishArtifact('flops.json')).toMatchObject({ ok: true });
    const reply = engine.verify({ model: 'artifact', workload: '', gpu: 'h200-sxm', set: {} });
    if (!reply.ok) throw new Error(JSON.stringify(reply.errors));
    const [root, ...rest] = reply.value.rows;
    expect(reply.value.counter).toBe('flops.json');
    expect(root).toMatchObject({
      instance: '',
      class_name: 'LlamaForCausalLM',
      parameters: { report: reference.parameters, reference: reference.parameters, difference: 0 },
      matrix_flops: { report: reference.total_flops, reference: reference.total_flops, difference: 0 },
    });
    const attention = rest.find((row) => row.instance === 'model.layers.{0-2}.self_attn')!;
    const each = [0, 1, 2].map((i) => reference.modules[`LlamaForCausalLM.model.layers.${i}.self_attn`]!.flops);
    expect(attention.matrix_flops.reference).toBe(each[0]! + each[1]! + each[2]!);
    for (const row of rest) if (row.matrix_flops.reference !== null) expect(row.matrix_flops.difference).toBe(0);
  });
});
