// A recorded model against what PyTorch counted: the whole and every module. Used by the tests and by
// scripts/accuracy-table.mjs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

export const fixtures = fileURLToPath(new URL('../fixtures/models/', import.meta.url));

/**
 * @typedef {{model: string, total_flops: number, parameters: number, modules: Record<string, {flops: number}>}} Counted
 * @typedef {{instance: string, className: string, report: number, counted: number, own: number}} ModuleError
 *   `own`: the part of report − counted that the module's children do not have.
 * @typedef {{name: string, parameters: number, countedParameters: number, flops: number, countedFlops: number,
 *   difference: number, modules: number, off: ModuleError[], unseen: string[], rules: string[],
 *   notModeled: import('../../bindings/api').NotModeled[], report: import('../../bindings/api').AnalyticModelReport}} Measured
 */

/** Names of the folder's models, sorted. */
export const modelNames = (folder = fixtures) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

function bytesOf(path) {
  if (existsSync(path)) return readFileSync(path);
  return existsSync(`${path}.gz`) ? gunzipSync(readFileSync(`${path}.gz`)) : null;
}

/** Counts of a model; those of "x@torchinfo-git" are those of "x", recorded with another torchinfo. */
export function counted(name, folder = fixtures) {
  const bytes = bytesOf(join(folder, name, 'flops.json')) ?? bytesOf(join(folder, name.split('@')[0], 'flops.json'));
  if (bytes === null) throw new Error(`${name}: no flops.json`);
  return /** @type {Counted} */ (JSON.parse(bytes.toString('utf8')));
}

/** @param {import('../../bindings/engine').EngineFacade} engine */
export function take(engine, fileName, bytes) {
  engine.beginArtifact(bytes.length).set(bytes);
  const reply = engine.finishArtifact(fileName);
  if (!reply.ok) throw new Error(`${fileName}: ${JSON.stringify(reply.errors.slice(0, 3))}`);
  return reply.value;
}

/** One file of the model, beside what is loaded. */
export function add(engine, name, file, folder = fixtures) {
  const bytes = bytesOf(join(folder, name, file));
  if (bytes === null) throw new Error(`${name}: no ${file}`);
  return take(engine, `${name}/${file}`, bytes);
}

/** The model's layers (or its text table), alone, in the engine. */
export function load(engine, name, folder = fixtures, file = 'torchinfo-layers.json') {
  engine.removeArtifacts();
  return add(engine, name, file, folder);
}

export function estimate(engine, set = {}) {
  const reply = engine.estimate({ model: 'artifact', workload: '', gpu: 'h200-sxm', set });
  if (!reply.ok) throw new Error(JSON.stringify(reply.errors.slice(0, 3)));
  return reply.value.report;
}

/** "layers.{0-1,4}.attn" → layers.0.attn, layers.1.attn, layers.4.attn. */
export function expand(pattern) {
  const open = pattern.match(/\{([\d,-]+)\}/);
  if (!open) return [pattern];
  const numbers = open[1].split(',').flatMap((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  const head = pattern.slice(0, open.index);
  const tails = expand(pattern.slice(open.index + open[0].length));
  return numbers.flatMap((number) => tails.map((tail) => head + number + tail));
}

/** "layers.{1-11}.mlp" → "layers.*.mlp": some counts are sums over the members of lists. */
const starred = (instance) => instance.replace(/\{[\d,-]+\}/g, '*').replace(/(^|\.)\d+(?=\.|$)/g, '$1*');

/** Counted FLOPs by instance name; the root is "". */
function byInstance(reference) {
  return new Map(
    Object.entries(reference.modules).map(([path, { flops }]) => [path.split('.').slice(1).join('.'), flops]),
  );
}

/**
 * The report of what is loaded beside the counts.
 * @param {Counted} reference
 * @returns {Measured}
 */
export function compare(name, report, reference) {
  const flopsOf = new Map(report.module_metrics.map((row) => [row.module_id, row.detail?.matrix_flops ?? NaN]));
  const counts = byInstance(reference);
  const summed = [...counts.keys()].some((one) => one.includes('*'));
  const keyOf = (node) => (node?.instance === undefined || !summed ? node?.instance : starred(node.instance));
  const rows = new Map(); // instance pattern → its modules, summed: an instance may run in several places
  const parentOf = new Map();
  const nodes = new Map(report.modules.map((node) => [node.module_id, node]));
  for (const node of report.modules) {
    const key = keyOf(node);
    if (key === undefined) continue;
    const row = rows.get(key) ?? { className: node.qualified_class_name.split('.').at(-1), report: 0 };
    row.report += flopsOf.get(node.module_id);
    rows.set(key, row);
    const parent = keyOf(nodes.get(node.parent_id));
    if (parent !== undefined && parent !== key) parentOf.set(key, parent);
  }
  const seen = new Set();
  const childrenOf = new Map();
  for (const [instance, parent] of parentOf) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), instance]);
  const count = (instance) => {
    const row = rows.get(instance);
    if (row.counted !== undefined) return row.counted;
    const names = expand(instance);
    for (const one of names) seen.add(one);
    const children = (childrenOf.get(instance) ?? []).reduce((sum, child) => sum + count(child), 0);
    const flops = (parts) => parts.reduce((sum, one) => sum + (counts.get(one) ?? 0), 0);
    // Lists are never called, so no counter sees them: they are what is in them.
    const members = () => flops([...counts.keys()].filter((one) => names.includes(one.replace(/\.[^.]+$/, ''))));
    if (names.some((one) => counts.has(one))) row.counted = flops(names);
    else row.counted = childrenOf.has(instance) ? children : members();
    row.own = row.report - row.counted;
    return row.counted;
  };
  for (const instance of rows.keys()) count(instance);
  const errors = new Map([...rows].map(([instance, row]) => [instance, row.report - row.counted]));
  for (const [instance, parent] of parentOf) rows.get(parent).own -= errors.get(instance);
  const off = [...rows]
    .filter(([, row]) => row.report !== row.counted || row.own !== 0)
    .map(([instance, row]) => ({ instance, ...row }))
    .sort((a, b) => Math.abs(b.own) - Math.abs(a.own));
  // What is below a row without children is in that row: a list of experts is one module.
  const leaves = new Set([...rows.keys()].filter((one) => one !== '' && !childrenOf.has(one)).flatMap(expand));
  const insideLeaf = (one) => one.split('.').some((_, i, parts) => i > 0 && leaves.has(parts.slice(0, i).join('.')));
  const flops = flopsOf.get(report.modules.find((node) => node.parent_id === null).module_id);
  return {
    name,
    parameters: report.totals.parameters,
    countedParameters: reference.parameters,
    flops,
    countedFlops: reference.total_flops,
    difference: reference.total_flops === 0 ? (flops === 0 ? 0 : Infinity) : flops / reference.total_flops - 1,
    modules: rows.size,
    off,
    unseen: [...counts.keys()].filter((one) => !seen.has(one) && !insideLeaf(one)),
    rules: [...new Set(report.modules.flatMap((node) => (node.recognition ? [node.recognition.rule] : [])))].sort(),
    notModeled: report.not_modeled ?? [],
    report,
  };
}

/** @returns {Measured} */
export function measure(engine, name, folder = fixtures) {
  load(engine, name, folder);
  return compare(name, estimate(engine), counted(name, folder));
}

/** Classes that arrange or pass on and compute nothing. */
const IDLE = /Identity|Dropout|DropPath|StochasticDepth|Flatten|Permute|^Sequential$/;

/**
 * Rows of the artifact that the report neither costs nor lists as not modeled.
 * @param {import('../../bindings/api').LayerRow[]} layers
 */
export function silent(report, layers) {
  const parents = new Set(report.modules.map((node) => node.parent_id));
  const listed = new Set((report.not_modeled ?? []).map((one) => one.module_id));
  const costed = new Set(report.module_metrics.filter((m) => m.own_operators?.length).map((m) => m.module_id));
  const leaves = report.modules.filter((node) => !parents.has(node.module_id));
  const unsaid = leaves
    .filter((node) => !costed.has(node.module_id) && !listed.has(node.module_id))
    .filter((node) => !IDLE.test(node.qualified_class_name.split('.').at(-1)))
    .map((node) => `${node.instance} (${node.qualified_class_name}): neither costed nor listed`);
  const shown = new Set(report.modules.flatMap((node) => expand(node.instance ?? '')));
  const inside = new Set(leaves.flatMap((node) => expand(node.instance ?? '')));
  const parts = (name) => name.split('.').map((_, i, all) => all.slice(0, i).join('.'));
  const missing = layers
    .filter((row) => row.depth > 0 && !shown.has(row.name) && !parts(row.name).some((one) => one && inside.has(one)))
    .map((row) => `${row.name} (${row.class_name}): not in the report`);
  return [...unsaid, ...missing];
}
