/** The options that say what to estimate, as every command takes them, and the request that they mean. */
import { InputError, isFile, loadArtifacts, offer, readText, unwrap } from './cli-files.mjs';

export class UsageError extends Error {}

/** A setting from the command line: numbers stay text, the engine knows the types. */
function setting(text) {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--set wants KEY=VALUE, got "${text}"`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

export const REQUEST_OPTIONS = {
  model: { type: 'string' },
  artifact: { type: 'string', multiple: true },
  flops: { type: 'string' },
  workload: { type: 'string' },
  set: { type: 'string', multiple: true },
  gpu: { type: 'string' },
  precision: { type: 'string' },
  execution: { type: 'string' },
  runtime: { type: 'string' },
  format: { type: 'string' },
};

function workloadOf(engine, option) {
  if (!option || !isFile(option)) return option ?? '';
  const text = readText(option);
  const checked = unwrap(engine.validate(text), option);
  if (checked.kind !== 'workload_profile')
    throw new InputError(`${option}: expected a workload profile, got a ${checked.kind}`);
  return JSON.parse(text);
}

/** Which model the options mean: the one asked for, the built-in one of the artifacts, else the artifacts' own. */
function modelOf(options, summary) {
  if (options.model === 'artifact' && summary === null)
    throw new UsageError('--model artifact wants --artifact PATH: the files that it is made from');
  const model = options.model ?? (summary === null ? 'deepseek-ocr' : (summary.model_id ?? 'artifact'));
  if (model === 'artifact' && summary.model === null) {
    throw new InputError(
      `artifact: expected torchinfo-layers.json or torchinfo's text table, got only ${summary.files.map((file) => file.kind).join(', ')}`,
    );
  }
  return model;
}

/** Id of a profile; one that is a file is registered first. */
export function gpuOf(engine, option) {
  return isFile(option) ? unwrap(engine.addGpu(readText(option)), option).id : option;
}

/** The request of the options. Loads artifacts and profiles that they name. */
export function requestOf(engine, options) {
  const set = Object.fromEntries((options.set ?? []).map(setting));
  for (const key of ['precision', 'execution', 'runtime']) if (options[key] !== undefined) set[key] = options[key];
  let workload = workloadOf(engine, options.workload);
  const gpu = gpuOf(engine, options.gpu ?? 'h200-sxm');
  const summary = options.artifact ? loadArtifacts(engine, options.artifact) : null;
  if (options.flops) console.error(`${options.flops}: ${counterOf(engine, options.flops)}`);
  const model = modelOf(options, summary);
  if (model === 'artifact') workload = workload || summary.model.workload.profile_id;
  else if (summary !== null && options.model === undefined) {
    for (const [key, value] of Object.entries(summary.suggested_set)) if (!(key in set)) set[key] = value;
  }
  return { model, workload, gpu, set };
}

/** Loads a FLOP-counter file; gives what it contributed. */
export function counterOf(engine, path) {
  const { kind, contributed } = unwrap(offer(engine, path), path).files.at(-1);
  if (kind !== 'flop-counter') throw new InputError(`${path}: expected a FLOP-counter file, got ${kind}`);
  return contributed;
}

export function formatOf(given, known, standard) {
  const format = given ?? standard;
  if (!known.includes(format)) throw new UsageError(`--format wants one of ${known.join(', ')}, got "${format}"`);
  return format;
}
