#!/usr/bin/env node
/**
 * The command line: the page's engine and words, for scripts.
 * Results go to stdout or --out; messages to stderr. Exit 0: it worked; 1: the input is at fault; 2: wrong usage.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { FORMATS as COMPARE_FORMATS } from './cli-compare.mjs';
import { InputError, isFile, loadArtifacts, offer, readText, sentence, unwrap } from './cli-files.mjs';
import { createNodeEngine } from './node-engine.mjs';

const USAGE = `modelmeter: what running a model costs on a GPU

  modelmeter models | gpus | workloads | rules    what is built in, as JSON
  modelmeter report [options]                 an estimate
  modelmeter compare --artifact PATH [options]    parameters and matrix FLOPs of the report, module by module,
                                              against the artifact's own and a FLOP counter's
  modelmeter validate FILE                    faults of an artifact, profile or report

  what to estimate
      --artifact PATH     a TorchInfo file (JSON or the text table), a folder of them, or - for stdin; may be repeated
      --model ID          a built-in model (deepseek-ocr), or artifact: the artifacts' own model, which is also
                          what is shown where they are of no built-in one
      --flops FILE        FLOPs per module that a FLOP counter counted (the exporter's flops.json)
      --workload ID|FILE  a built-in workload, or a profile file
      --set KEY=VALUE     any setting; may be repeated (batch_size=4, seq_len=703, crop_grid=2x2, ...)
      --gpu ID|FILE       a shipped GPU profile, or a profile file (h200-sxm)
      --precision FORMAT  bf16, fp16, fp32, tf32, fp8, int8, int4, fp4, or weights/activations/kv_cache
      --execution NAME    roofline
      --runtime NAME      fused
  what comes out
      --format NAME       report: json, yaml, csv, md (json); compare: table, csv, json, md (table)
      --out DIR           report: writes report.json, report.yaml, modules.csv and layers/*.md there

  examples
      modelmeter report --artifact artifacts/ --set batch_size=8 --gpu h100-sxm --format md
      modelmeter compare --artifact artifacts/ --flops artifacts/flops.json
      python -c "..." | modelmeter report --artifact -     torchinfo's table from a pipe
`;

class UsageError extends Error {}

/** A setting from the command line: numbers stay text, the engine knows the types. */
function setting(text) {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--set wants KEY=VALUE, got "${text}"`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

const REQUEST_OPTIONS = {
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

function requestOf(engine, options) {
  const set = Object.fromEntries((options.set ?? []).map(setting));
  for (const key of ['precision', 'execution', 'runtime']) if (options[key] !== undefined) set[key] = options[key];
  let workload = workloadOf(engine, options.workload);
  let gpu = options.gpu ?? 'h200-sxm';
  if (isFile(gpu)) gpu = unwrap(engine.addGpu(readText(gpu)), gpu).id;
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
function counterOf(engine, path) {
  const { kind, contributed } = unwrap(offer(engine, path), path).files.at(-1);
  if (kind !== 'flop-counter') throw new InputError(`${path}: expected a FLOP-counter file, got ${kind}`);
  return contributed;
}

function formatOf(given, known, standard) {
  const format = given ?? standard;
  if (!known.includes(format)) throw new UsageError(`--format wants one of ${known.join(', ')}, got "${format}"`);
  return format;
}

function report(engine, args) {
  const { values } = parseArgs({ args, options: { ...REQUEST_OPTIONS, out: { type: 'string' } } });
  const format = formatOf(values.format, ['json', 'yaml', 'csv', 'md'], 'json');
  const request = requestOf(engine, values);
  if (values.out === undefined) {
    process.stdout.write(unwrap(engine.report(request, format)));
    return;
  }
  for (const file of unwrap(engine.files(request)).files) {
    const path = join(values.out, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
  }
}

function compare(engine, args) {
  const { values } = parseArgs({ args, options: REQUEST_OPTIONS });
  const format = formatOf(values.format, Object.keys(COMPARE_FORMATS), 'table');
  if (!values.artifact) throw new UsageError('compare wants --artifact PATH');
  // What is compared is what the artifacts recorded, also where they are of a built-in model.
  const request = requestOf(engine, { ...values, model: values.model ?? 'artifact' });
  process.stdout.write(COMPARE_FORMATS[format](unwrap(engine.verify(request))));
}

function validate(engine, args) {
  if (args.length !== 1) throw new UsageError('validate wants one FILE');
  const [path] = args;
  const text = readText(path);
  let reply = engine.validate(text);
  if (!reply.ok) {
    // Artifacts are read as bytes, by their own reader.
    const artifact = offer(engine, path);
    const kindUnknown = reply.errors.length === 1 && reply.errors[0].expected.includes('TorchInfo');
    const isText = !/^\s*[[{]/.test(text) && !/\.json(\.gz)?$/i.test(path);
    if (artifact.ok) reply = { ok: true, value: { kind: `artifact (${artifact.value.files.at(-1).kind})`, flags: [] } };
    else if (kindUnknown || isText) reply = artifact;
  }
  const { kind, flags } = unwrap(reply, path);
  for (const flag of flags) console.error(`${path}: ${sentence(flag)}`);
  console.log(`${path}: a valid ${kind}`);
}

const print = (value) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

async function main([command, ...rest]) {
  if (command === undefined || command === '--help' || command === 'help') {
    process.stdout.write(USAGE);
    process.exitCode = command === undefined ? 2 : 0;
    return;
  }
  const commands = {
    models: (engine) => print(unwrap(engine.catalog()).models),
    workloads: (engine) => print(unwrap(engine.catalog()).workloads),
    rules: (engine) => print(unwrap(engine.catalog()).rules),
    gpus: (engine) => print(unwrap(engine.gpus())),
    report,
    compare,
    validate,
  };
  if (!Object.hasOwn(commands, command)) throw new UsageError(`no command "${command}"`);
  commands[command](await createNodeEngine(), rest);
}

// A reader that has seen enough (head, less) closes the pipe: not an error.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 2));

main(process.argv.slice(2)).catch((error) => {
  if (error instanceof InputError) {
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  const usage = error instanceof UsageError || error.code?.startsWith('ERR_PARSE_ARGS');
  console.error(usage ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = 2;
});
