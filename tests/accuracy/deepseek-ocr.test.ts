// Every module of every counted run against PyTorch's FlopCounterMode, to the last FLOP.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AnalyticModelReport, SettingValue } from '../../bindings/api';
import type { EngineFacade } from '../../bindings/engine';
import { createNodeEngine } from '../../bindings/node-engine.mjs';

interface Counted {
  total_flops: number;
  modules: Record<string, number>;
}
type Group = Record<string, Counted>;
const counted = JSON.parse(readFileSync(new URL('../fixtures/flops/deepseek-ocr.json', import.meta.url), 'utf8')) as {
  core: Group;
  stages: Group;
  prefill: Group;
  decode: Group;
  lm_head: Group;
};

let engine: EngineFacade;
beforeAll(async () => {
  engine = await createNodeEngine();
});

function report(set: Record<string, SettingValue>): AnalyticModelReport {
  const reply = engine.estimate({ model: 'deepseek-ocr', workload: 'dsocr-standard-v1', gpu: 'h200-sxm', set });
  if (!reply.ok) throw new Error(JSON.stringify(reply.errors));
  return reply.value.report;
}

/** "deepseek-ocr/prefill/layers/layers[1-11]/mlp/gate" → "layers.*.mlp.gate": the counter's name of a module. */
function counterName(moduleId: string): string {
  return moduleId
    .replace(/^deepseek-ocr\/(vision\/(global|crops)|projector\/(global|crops)|prefill|decode)\/?/, '')
    .replace(/\/(\w+)\[[^\]]*\]/g, '.*')
    .replace(/neck\/\d/, 'neck.*')
    .replaceAll('/', '.');
}

/** Matrix FLOPs by the counter's module names, over the stages whose ids start with one of `prefixes`. */
function byCounterName(of: AnalyticModelReport, prefixes: string[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const metrics of of.module_metrics) {
    const prefix = prefixes.find((p) => metrics.module_id.startsWith(`${p}/`) || metrics.module_id === p);
    if (prefix === undefined) continue;
    const projector = metrics.module_id.match(/\/projector\/(global|crops)(\/layers)?$/);
    const name = projector ? `projector${projector[2] ? '.layers' : ''}` : counterName(metrics.module_id);
    // A list and its only kind of element are two modules here and in the counter.
    sums.set(name, (sums.get(name) ?? 0) + (metrics.detail?.matrix_flops ?? NaN));
  }
  return sums;
}

function compare(sums: Map<string, number>, run: Counted, skip: RegExp) {
  let compared = 0;
  for (const [path, flops] of Object.entries(run.modules)) {
    const name = path.replace(/^Deepseek\w+\.?/, '');
    if (name === '' || skip.test(name)) continue;
    // The counter books CLIP's attention on the block, whose attention module is called without its hooks.
    if (name.startsWith('vision_model') && name.endsWith('self_attn')) continue;
    expect.soft({ name, flops: sums.get(name) }).toEqual({ name, flops });
    compared += 1;
  }
  return compared;
}

describe('one page up to the hidden states', () => {
  test.each(Object.keys(counted.core))('crop grid %s', (grid) => {
    const run = counted.core[grid]!;
    const [w, h] = grid === 'none' ? [0, 0] : (grid.split('x').map(Number) as [number, number]);
    const tokens = 16 * 17 + 1 + (w * 10 + 1) * (h * 10) * (w > 0 ? 1 : 0);
    // The counted prompts have ten text tokens.
    const of = report({ crop_grid: grid, seq_len: tokens + 10, max_new_tokens: 0 });
    const sums = byCounterName(of, ['deepseek-ocr/vision', 'deepseek-ocr/projector', 'deepseek-ocr/prefill']);
    expect(compare(sums, run, /^$/)).toBeGreaterThan(35);
    const detail = of.module_metrics[0]!.detail!;
    expect(detail.matrix_flops - sums.get('lm_head')!).toBe(run.total_flops);
  });
});

describe('prefill', () => {
  test.each(Object.keys(counted.prefill))('%s', (name) => {
    const [, batch, S] = name.match(/^b(\d+)_s(\d+)$/)!.map(Number) as [number, number, number];
    const of = report({ crop_grid: 'none', seq_len: S, max_new_tokens: 0, batch_size: batch });
    const sums = byCounterName(of, ['deepseek-ocr/prefill']);
    expect(compare(sums, counted.prefill[name]!, /^$/)).toBeGreaterThan(20);
  });
});

describe('decode', () => {
  test.each(Object.keys(counted.decode))('%s', (name) => {
    const [, batch, context] = name.match(/^b(\d+)_ctx(\d+)$/)!.map(Number) as [number, number, number];
    // One step beyond 8,192 positions was counted too, so the limit is lifted here.
    const of = report({
      crop_grid: 'none',
      seq_len: context,
      max_new_tokens: 1,
      batch_size: batch,
      max_position_embeddings: 16384,
    });
    const sums = byCounterName(of, ['deepseek-ocr/decode']);
    expect(compare(sums, counted.decode[name]!, /^$/)).toBeGreaterThan(20);
  });
});

describe('vision stages', () => {
  const parts: Record<string, string> = { sam: 'sam_model', clip: 'vision_model', projector: '' };
  test.each(Object.keys(counted.stages))('%s', (name) => {
    const [, part, view, grid] = name.match(/^(sam|clip|projector)_(global|crops)(?:_(\d+x\d+))?$/)!;
    const of = report({ crop_grid: grid ?? 'none', seq_len: 2000, max_new_tokens: 0 });
    const id = part === 'projector' ? `deepseek-ocr/projector/${view}` : `deepseek-ocr/vision/${view}/${parts[part!]}`;
    const metrics = of.module_metrics.find((m) => m.module_id === id)!;
    expect(metrics.detail!.matrix_flops).toBe(counted.stages[name]!.total_flops);
  });
});

test('the head on one, eight and thirty-two rows, and on a whole prompt', () => {
  for (const batch of [1, 8, 32]) {
    const of = report({ crop_grid: 'none', seq_len: 300, max_new_tokens: 1, batch_size: batch });
    const head = of.module_metrics.find((m) => m.module_id === 'deepseek-ocr/decode/lm_head')!;
    expect(head.detail!.matrix_flops).toBe(counted.lm_head[`rows${batch}`]!.total_flops);
  }
  const of = report({ crop_grid: 'none', seq_len: 703, max_new_tokens: 0 });
  const head = of.module_metrics.find((m) => m.module_id === 'deepseek-ocr/prefill/lm_head')!;
  expect(head.detail!.matrix_flops).toBe(counted.lm_head['rows703']!.total_flops);
});
