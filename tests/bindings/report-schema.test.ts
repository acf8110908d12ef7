import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type SchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { AnalyticModelReport } from '../../bindings/api.ts';

const root = new URL('../../', import.meta.url);
const cli = fileURLToPath(new URL('bindings/cli.mjs', root));
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const reportsIn = (folder: string) =>
  existsSync(new URL(folder, root))
    ? readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.json') && Object.hasOwn(read(folder + name) as object, 'report_id'))
        .map((name) => folder + name)
    : [];

const schema = read('schema/report.schema.json') as SchemaObject;
const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true }).compile(
  schema,
);
const tiny = () => read('tests/fixtures/reports/tiny.json') as AnalyticModelReport;

/** Where the schema finds fault with the small report after one change. */
function faults(change: (report: AnalyticModelReport) => void): string[] {
  const report = tiny();
  change(report);
  validate(report);
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map((e) => `${e.instancePath} ${e.keyword}`);
}
/** Paths of the fields that the schema has no words for. */
function undescribedIn(report: unknown): string[] {
  const undescribed = new Set<string>();
  const resolve = (node: SchemaObject): SchemaObject => {
    const name = (node.$ref as string | undefined)?.replace('#/$defs/', '');
    return name === undefined ? node : { ...(schema.$defs as Record<string, SchemaObject>)[name], ...node };
  };
  const walk = (value: unknown, node: SchemaObject, path: string): void => {
    const rules = resolve(node);
    if (Array.isArray(value)) value.forEach((item) => walk(item, rules.items as SchemaObject, `${path}[]`));
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) {
        const properties = rules.properties as Record<string, SchemaObject> | undefined;
        const described = properties?.[key] ?? (rules.additionalProperties as SchemaObject | undefined);
        if (!described || (properties && !described.description)) undescribed.add(`${path}.${key}`);
        else walk(member, described, `${path}.${key}`);
      }
  };
  walk(report, schema, '');
  return [...undescribed];
}
const any = <T = never>(value: unknown) => value as T;

describe('report schema', () => {
  it.each([...reportsIn('tests/fixtures/reports/'), ...reportsIn('tests/golden/')])('accepts %s', (path) => {
    validate(read(path));
    expect(validate.errors).toBeNull();
  });

  it('describes every field that a report has', () => {
    expect(undescribedIn(tiny())).toEqual([]);
  });

  const models = 'tests/fixtures/models/';
  it.each([
    ['the built-in model', ['--model', 'deepseek-ocr']],
    ['a model from artifacts', ['--artifact', `${models}bert-base/torchinfo-layers.json.gz`]],
    ['a model with modules that are not modeled', ['--artifact', `${models}mamba/torchinfo-layers.json.gz`]],
  ])('accepts and describes what the engine writes of %s', (_, args) => {
    const made = spawnSync(process.execPath, [cli, 'report', ...args, '--format', 'json'], {
      encoding: 'utf8',
      cwd: fileURLToPath(root),
      maxBuffer: 1 << 26,
    });
    expect(made.status).toBe(0);
    const report = JSON.parse(made.stdout) as AnalyticModelReport;
    validate(report);
    expect(validate.errors).toBeNull();
    expect(undescribedIn(report)).toEqual([]);
  });

  it('is strict on types, enumerators and minimums', () => {
    expect(faults(() => {})).toEqual([]);
    expect(faults((r) => (r.model.hidden_size = 64.5))).toEqual(['/model/hidden_size type']);
    expect(faults((r) => (r.model.config_path = 'config.json'))).toEqual(['/model/config_path pattern']);
    expect(faults((r) => (r.workload.seq_len = -1))).toEqual(['/workload/seq_len minimum']);
    expect(faults((r) => (r.workload.doc_kind = any('novel')))).toEqual(['/workload/doc_kind enum']);
    expect(faults((r) => (r.modules[3]!.repetition_count = null))).toEqual(['/modules/3/repetition_count type']);
    expect(faults((r) => (r.modules[0]!.repetition_count = 2))).toEqual(['/modules/0/repetition_count type']);
    expect(faults((r) => (r.modules[1]!.repetition_count = 0))).toEqual(['/modules/1/repetition_count minimum']);
    expect(faults((r) => (r.modules[1]!.constructor_params.bias = any([])))).toEqual([
      '/modules/1/constructor_params/bias type',
    ]);
    expect(faults((r) => (r.module_metrics[0]!.share_of_model_time = 1.6))).toEqual([
      '/module_metrics/0/share_of_model_time maximum',
    ]);
    expect(faults((r) => (r.module_metrics[0]!.detail!.bound = any('luck')))).toEqual([
      '/module_metrics/0/detail/bound enum',
    ]);
    expect(faults((r) => (r.module_metrics[3]!.own_operators![1]!.detail.kernels = 0.5))).toEqual([
      '/module_metrics/3/own_operators/1/detail/kernels type',
    ]);
    expect(faults((r) => (r.predicted_total_time_ms = any(null)))).toEqual(['/predicted_total_time_ms type']);
    expect(faults((r) => (r.estimate!.precision.weights = 'fp9'))).toEqual(['/estimate/precision/weights enum']);
    expect(faults((r) => (r.estimate!.batch_size = 0))).toEqual(['/estimate/batch_size minimum']);
    expect(faults((r) => (r.stages![0]!.stage = any('lunch')))).toEqual(['/stages/0/stage enum']);
  });

  it('misses a field of the data model, and no extension', () => {
    expect(faults((r) => delete any<Partial<AnalyticModelReport>>(r).notes)).toEqual([' required']);
    expect(faults((r) => delete any<{ calls?: number }>(r.module_metrics[2]!).calls)).toEqual([
      '/module_metrics/2 required',
    ]);
    const extensions = (r: AnalyticModelReport) => {
      delete r.estimate;
      delete r.totals;
      delete r.stages;
      delete r.model.architecture;
      for (const metrics of r.module_metrics) {
        delete metrics.detail;
        delete metrics.own_operators;
      }
    };
    expect(faults(extensions)).toEqual([]);
  });

  it('lets newer writers add fields', () => {
    expect(faults((r) => Object.assign(r, { future: [1, null] }))).toEqual([]);
  });
});
