// A trace as torch.profiler wrote it: two runs of two blocks (layer norm, linear, GELU, linear, sum) on an H100, PyTorch
// 2.11 with stacks, no schedule. Paths of the machine were shortened, nothing else.
import { resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { MeasurementFile } from '../../bindings/api';
import { offerMeasurement } from '../../bindings/cli-measured.mjs';
import type { EngineFacade } from '../../bindings/engine';
import { createNodeEngine } from '../../bindings/node-engine.mjs';

const trace = resolve(import.meta.dirname, '../fixtures/measurements/trace-h100.json.gz');
let engine: EngineFacade;
let file: MeasurementFile;
beforeAll(async () => {
  engine = await createNodeEngine();
  const reply = await offerMeasurement(engine, trace);
  if (!reply.ok) throw new Error(JSON.stringify(reply.errors));
  file = reply.value.files.at(-1)!;
});

test('its device, its runtime, its kernels and modules', () => {
  expect(file).toMatchObject({ kind: 'trace', gpu_name: 'NVIDIA H100 80GB HBM3', runtime: 'eager', clock: 'kernels' });
  // Net, two Blocks, four layers in each; five kernels of different names, each launched four times.
  expect(file.contributed).toContain('1 stage, 11 modules, 5 kernels');
});

test('steps without a schedule leave no marks: one run until told otherwise', () => {
  expect(file).toMatchObject({ runs: 1, runs_known: false });
  const told = engine.setMeasuredRuns(2);
  if (!told.ok) throw new Error(JSON.stringify(told.errors));
  expect(told.value.files.at(-1)).toMatchObject({ runs: 2 });
});
