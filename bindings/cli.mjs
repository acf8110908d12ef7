#!/usr/bin/env node
/**
 * The command line: the page's engine and words, for scripts.
 * Results go to stdout or --out; messages to stderr. Exit 0: it worked; 1: the input is at fault; 2: wrong usage.
 */
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { createNodeEngine } from './node-engine.mjs';

const USAGE = `modelmeter: what running a model costs on a GPU

  modelmeter models | gpus | workloads        what is built in, as JSON
  modelmeter report [options]                 an estimate
      --model ID          a built-in model (deepseek-ocr)
      --artifact PATH     a TorchInfo file or a folder of them; may be repeated
      --workload ID|FILE  a built-in workload, or a profile file
      --set KEY=VALUE     any setting; may be repeated (crop_grid=2x2, seq_len=703, batch_size=4, ...)
      --gpu ID|FILE       a shipped GPU profile, or a profile file (h200-sxm)
      --precision FORMAT  bf16, fp16, fp32, tf32, fp8, int8, int4, fp4, or weights/activations/kv_cache
      --execution NAME    roofline
      --runtime NAME      fused
      --format NAME       json, yaml, csv, md (json)
      --out DIR           writes report.json, report.yaml, modules.csv and layers/*.md there
  modelmeter validate FILE                    faults of an artifact, profile or report
`;

class UsageError extends Error {}

const sentence = (d) =>
  `${d.path ? `${d.path}: ` : ''}expected ${d.expected}, got ${d.got}${d.suggested ? ` (try ${d.suggested})` : ''}`;

/** The value of a reply; its errors go to stderr and end the command. */
function unwrap(reply, source) {
  if (reply.ok) return reply.value;
  for (const error of reply.errors) console.error((source ? `${source}: ` : '') + sentence(error));
  process.exit(1);
}

function readText(path) {
  const bytes = readBytes(path);
  return new TextDecoder().decode(bytes);
}

function readBytes(path) {
  try {
    const bytes = readFileSync(path);
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  } catch (error) {
    console.error(`${path}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`);
    process.exit(1);
  }
}

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** A setting from the command line: numbers stay text, the engine knows the types. */
function setting(text) {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--set wants KEY=VALUE, got "${text}"`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** Loads one artifact file, or every JSON file of a folder that is one. */
function loadArtifacts(engine, paths) {
  for (const path of paths) {
    const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
    const files = folder
      ? readdirSync(path)
          .filter((name) => /^torchinfo-(layers|unique-layers|stages)\.json(\.gz)?$/.test(name))
          .sort()
          .map((name) => join(path, name))
      : [path];
    if (files.length === 0) {
      console.error(
        `${path}: expected torchinfo-layers.json, torchinfo-unique-layers.json or torchinfo-stages.json, got none of them`,
      );
      process.exit(1);
    }
    for (const file of files) {
      const bytes = readBytes(file);
      engine.beginArtifact(bytes.length).set(bytes);
      const summary = unwrap(engine.finishArtifact(file), file);
      const info = summary.files.at(-1);
      console.error(`${file}: ${info.contributed}`);
    }
  }
}

function requestOf(engine, options) {
  const set = Object.fromEntries((options.set ?? []).map(setting));
  for (const key of ['precision', 'execution', 'runtime']) if (options[key] !== undefined) set[key] = options[key];
  let workload = options.workload ?? '';
  if (workload && isFile(workload)) {
    const text = readText(workload);
    const checked = unwrap(engine.validate(text), workload);
    if (checked.kind !== 'workload_profile') {
      console.error(`${workload}: expected a workload profile, got a ${checked.kind}`);
      process.exit(1);
    }
    workload = JSON.parse(text);
  }
  let gpu = options.gpu ?? 'h200-sxm';
  if (isFile(gpu)) gpu = unwrap(engine.addGpu(readText(gpu)), gpu).id;
  let model = options.model;
  if (options.artifact) {
    loadArtifacts(engine, options.artifact);
    const summary = unwrap(engine.artifacts());
    for (const finding of summary.findings) console.error(`${finding.severity}: ${finding.title}`);
    if (!model) {
      if (summary.model_id === null) {
        console.error('artifact: expected the layers of a built-in model (deepseek-ocr), got another model');
        process.exit(1);
      }
      model = summary.model_id;
      for (const [key, value] of Object.entries(summary.suggested_set)) if (!(key in set)) set[key] = value;
    }
  }
  return { model: model ?? 'deepseek-ocr', workload, gpu, set };
}

function report(engine, args) {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string' },
      artifact: { type: 'string', multiple: true },
      workload: { type: 'string' },
      set: { type: 'string', multiple: true },
      gpu: { type: 'string' },
      precision: { type: 'string' },
      execution: { type: 'string' },
      runtime: { type: 'string' },
      format: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const format = values.format ?? 'json';
  if (!['json', 'yaml', 'csv', 'md'].includes(format))
    throw new UsageError(`--format wants json, yaml, csv or md, got "${format}"`);
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

function validate(engine, args) {
  if (args.length !== 1) throw new UsageError('validate wants one FILE');
  const [path] = args;
  const text = readText(path);
  let reply = engine.validate(text);
  if (!reply.ok) {
    // Artifacts are read as bytes, by their own reader.
    const bytes = readBytes(path);
    engine.beginArtifact(bytes.length).set(bytes);
    const artifact = engine.finishArtifact(path);
    const kindUnknown = reply.errors.length === 1 && reply.errors[0].expected.includes('TorchInfo');
    if (artifact.ok) reply = { ok: true, value: { kind: `artifact (${artifact.value.files.at(-1).kind})`, flags: [] } };
    else if (kindUnknown) reply = artifact;
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
    gpus: (engine) => print(unwrap(engine.gpus())),
    report,
    validate,
  };
  if (!(command in commands)) throw new UsageError(`no command "${command}"`);
  commands[command](await createNodeEngine(), rest);
}

// A reader that has seen enough (head, less) closes the pipe: not an error.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 2));

main(process.argv.slice(2)).catch((error) => {
  const usage = error instanceof UsageError || error.code?.startsWith('ERR_PARSE_ARGS');
  console.error(usage ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = 2;
});
