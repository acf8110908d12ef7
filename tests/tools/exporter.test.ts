// The exporter that the page offers: its syntax and help everywhere, recorded output against the engine's reader,
// and a real run where torch and torchinfo can be imported.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArtifactInfo } from '../../bindings/api';
import type { EngineFacade } from '../../bindings/engine';
import { createNodeEngine } from '../../bindings/node-engine.mjs';

const script = fileURLToPath(new URL('../../web/public/export_torchinfo.py', import.meta.url));
const recorded = fileURLToPath(new URL('../fixtures/exporter/', import.meta.url));
const python = (args: string[], cwd?: string) =>
  spawnSync('python3', args, { encoding: 'utf8', cwd, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
const hasTorch = python(['-c', 'import torch, torchinfo']).status === 0;

interface Layers {
  model_path: string;
  inputs: unknown;
  shared_parameters: string[][];
  layers_flat: { layer_id: number; instance_name: string; filepath: string; num_params: number; executed: boolean }[];
  hierarchy: unknown[];
}
interface Counts {
  model: string;
  total_flops: number;
  parameters: number;
  modules: Record<string, { flops: number; self_flops: number }>;
}

/** A folder of the exporter's output: file name (".gz" taken off) → text. */
function output(folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    const bytes = readFileSync(join(folder, name));
    const packed = name.endsWith('.gz');
    texts.set(packed ? name.slice(0, -3) : name, (packed ? gunzipSync(bytes) : bytes).toString('utf8'));
  }
  return texts;
}
const json = <T>(texts: Map<string, string>, name: string) => JSON.parse(texts.get(name)!) as T;

let engine: EngineFacade;
beforeAll(async () => {
  engine = await createNodeEngine();
});

/** Everything in the folder through the engine's reader, as the page does it. */
function load(texts: Map<string, string>): ArtifactInfo['kind'][] {
  engine.removeArtifacts();
  let kinds: ArtifactInfo['kind'][] = [];
  for (const [name, text] of texts) {
    const bytes = Buffer.from(text, 'utf8');
    engine.beginArtifact(bytes.length).set(bytes);
    const reply = engine.finishArtifact(name);
    expect(reply, name).toMatchObject({ ok: true });
    if (reply.ok) kinds = reply.value.files.map((file) => file.kind);
  }
  return kinds.sort();
}

describe('without torch', () => {
  test('the file parses, for the oldest Python that torch 2 runs on', () => {
    const parse = `import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read(), feature_version=(3, 8))`;
    const done = python(['-c', parse, script]);
    expect(done.stderr).toBe('');
    expect(done.status).toBe(0);
  });

  test('--help tells every way in', () => {
    const { status, stdout } = python([script, '--help']);
    expect(status).toBe(0);
    for (const option of ['--hf', '--model', '--input', '--flops', '--device', '--out'])
      expect(stdout).toContain(option);
  });

  test('it imports nothing but the standard library, torch and torchinfo; transformers only for --hf', () => {
    const list = `
import ast, sys
tree = ast.parse(open(sys.argv[1], encoding="utf-8").read())
names = {a.name if isinstance(n, ast.Import) else n.module for n in ast.walk(tree)
         if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
print(" ".join(sorted({n.split(".")[0] for n in names} - set(sys.stdlib_module_names))))`;
    expect(python(['-c', list, script]).stdout.trim()).toBe('torch torchinfo transformers');
  });

  test.skipIf(hasTorch)('a run says what to install (skipped: torch is there)', () => {
    const done = python([script, '--hf', 'bert', '--out', 'nowhere']);
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('pip install torch torchinfo');
  });
});

describe.each(['bert-tiny', 'cross-attention'])('recorded output: %s', (name) => {
  const texts = output(join(recorded, name));

  test('the engine reads every file', () => {
    expect(load(texts)).toEqual(['flop-counter', 'layers', 'stages', 'summary', 'unique-layers']);
  });

  test('no path of the machine is in it', () => {
    for (const [file, text] of texts)
      expect(text, file).not.toMatch(/"(\/|~|[A-Za-z]:\\\\)|\/(home|root|usr|opt|tmp|Users)\//);
    const { layers_flat } = json<Layers>(texts, 'torchinfo-layers.json');
    for (const { filepath } of layers_flat) expect(filepath).toMatch(/^(torch|transformers)\/[\w/]+\.py$|^\w+\.py$/);
  });

  test('FLOPs: the whole is the sum of what the modules do themselves', () => {
    const counts = json<Counts>(texts, 'flops.json');
    const own = Object.values(counts.modules).reduce((sum, one) => sum + one.self_flops, 0);
    expect(own).toBe(counts.total_flops);
    expect(counts.modules[counts.model]!.flops).toBe(counts.total_flops);
  });

  test('the root’s parameters are those that the counter found, each tensor once', () => {
    const root = json<Layers>(texts, 'torchinfo-layers.json').layers_flat[0]!;
    expect(root.num_params).toBe(json<Counts>(texts, 'flops.json').parameters);
  });
});

test('tied parameters are named in groups, and a tied module’s rows stay apart', () => {
  const texts = output(join(recorded, 'bert-tiny'));
  const { shared_parameters, layers_flat } = json<Layers>(texts, 'torchinfo-layers.json');
  expect(shared_parameters).toEqual([
    ['bert.embeddings.word_embeddings.weight', 'cls.predictions.decoder.weight'],
    ['cls.predictions.bias', 'cls.predictions.decoder.bias'],
  ]);
  const id = (instance: string) => layers_flat.find((row) => row.instance_name === instance)!.layer_id;
  expect(id('bert.embeddings.word_embeddings')).not.toBe(id('cls.predictions.decoder'));
});

test('a folder’s name, not its path, is the model’s', () => {
  expect(json<Layers>(output(join(recorded, 'bert-tiny')), 'torchinfo-layers.json').model_path).toBe('folder');
});

test('FLOPs by hand: cross attention of 2 × 10 queries on 2 × 7 keys, 8 heads of 12', () => {
  const { modules } = json<Counts>(output(join(recorded, 'cross-attention')), 'flops.json');
  expect(modules['HandCross.to_q']!.flops).toBe(2 * 20 * 96 * 96);
  expect(modules['HandCross.to_k']!.flops).toBe(2 * 14 * 80 * 96);
  expect(modules['HandCross.to_out']).toEqual({ flops: 2 * 20 * 96 * 96, self_flops: 0 });
  expect(modules['HandCross']!.self_flops).toBe(2 * (2 * 8) * 10 * 7 * (12 + 12)); // Q Kᵀ and P V
});

describe.skipIf(!hasTorch)('a real run (skipped where torch and torchinfo cannot be imported)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'modelmeter-exporter-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const model = `
import torch
from torch import nn

class Odd(nn.Module):
    """A tied layer, a second call, a dict that ends in no tensor."""
    def __init__(self, width=8):
        super().__init__()
        self.embed = nn.Embedding(11, width)
        self.body = nn.Linear(width, width)
        self.head = nn.Linear(width, 11, bias=False)
        self.head.weight = self.embed.weight
    def forward(self, ids):
        x = self.body(self.body(self.embed(ids)))
        return {"logits": self.head(x), "note": object()}
`;

  test('an own model: files, parameters and FLOPs', () => {
    writeFileSync(join(folder, 'mine.py'), model);
    const args = ['--model', 'mine:Odd', '--factory-arg', 'width=16', '--input', 'ids=3x5:int64:11'];
    const done = python([script, ...args, '--device', 'cpu', '--flops', '--out', 'out'], folder);
    expect(done.stderr).toBe('');
    expect(done.status).toBe(0);
    const texts = output(join(folder, 'out'));
    expect(load(texts)).toEqual(['flop-counter', 'layers', 'stages', 'summary', 'unique-layers']);
    const counts = json<Counts>(texts, 'flops.json');
    expect(counts.parameters).toBe(11 * 16 + 16 * 16 + 16);
    expect(counts.modules['Odd.body']!.flops).toBe(2 * (2 * 15 * 16 * 16)); // called twice
    expect(counts.total_flops).toBe(2 * (2 * 15 * 16 * 16) + 2 * 15 * 16 * 11);
    expect(json<Layers>(texts, 'torchinfo-layers.json').shared_parameters).toEqual([['embed.weight', 'head.weight']]);
  });

  test('an input without a shape is refused with a sentence', () => {
    const done = python([script, '--model', 'mine:Odd', '--out', 'out2'], folder);
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('at least one --input-shape or --input');
  });
});
