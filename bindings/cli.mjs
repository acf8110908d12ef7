#!/usr/bin/env node
/**
 * The command line: the page's engine and words, for scripts.
 * Results go to stdout or --out; messages to stderr. Exit 0: it worked; 1: the input is at fault; 2: wrong usage.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { FORMATS as COMPARE_FORMATS } from './cli-compare.mjs';
import { headOf, InputError, offer, readText, sentence, unwrap } from './cli-files.mjs';
import { explanationText } from './cli-explain.mjs';
import { compareReports } from './cli-compare-reports.mjs';
import { formatOf, REQUEST_OPTIONS, requestOf, UsageError } from './cli-request.mjs';
import { solve } from './cli-solve.mjs';
import { sweep } from './cli-sweep.mjs';
import { loadMeasurements, MEASURED_FORMATS, offerMeasurement } from './cli-measured.mjs';
import { kernels } from './cli-kernels.mjs';
import { createNodeEngine } from './node-engine.mjs';

const USAGE = `modelmeter: what running a model costs on a GPU

  modelmeter models | gpus | workloads | rules    what is built in, as JSON
  modelmeter report [options]                 an estimate
  modelmeter kernels [MODULE] [options]       what the runtime launches, in execution order: shape, bytes, time
  modelmeter sweep --vary KEY=VALUES [--vary KEY=VALUES] [options]
                                              one row of figures per point, at most 20,000 points
  modelmeter solve gpus [options]             every GPU against targets: those that meet them first, cheapest first
  modelmeter solve largest KEY [options]      the largest batch_size, seq_len, num_pages, ... that meets them and fits
  modelmeter solve required --target T        FLOP/s, bytes/s and launches/s that a TTFT or TPOT requires
  modelmeter solve sensitivity [options]      which resource, one more percent of it, helps most
  modelmeter compare A.json B.json [...]      reports side by side, the first as the baseline: totals, stages,
                                              categories, modules, with differences and ratios
  modelmeter compare --artifact PATH [options]    parameters and matrix FLOPs of the report, module by module,
                                              against the artifact's own and a FLOP counter's
  modelmeter compare --measured FILE [options]    predicted times beside measured ones: the whole run, stages, modules,
                                              families of kernels
  modelmeter validate FILE                    faults of an artifact, profile, report or measurement
  modelmeter explain FIGURE|MODULE [options]  how a number comes about: formula, parts, inputs with their sources, bound,
                                              range (ttft_ms, memory_needed_bytes, decode_ms, a module's id, ...)

  what to estimate
      --artifact PATH     a TorchInfo file (JSON or the text table), a folder of them, or - for stdin; may be repeated
      --model ID          a built-in model (deepseek-ocr), or artifact: the artifacts' own model, which is also
                          what is shown where they are of no built-in one
      --flops FILE        FLOPs per module that a FLOP counter counted (the exporter's flops.json)
      --measured FILE     measured times: a document of ours (docs/measurements.md), a torch.profiler trace, or the CSV
                          of nsys stats --report cuda_gpu_kern_sum; may be repeated: runs of the same add up
      --measured-runs N   how many runs a trace without steps, or a kernel summary, covers (1)
      --workload ID|FILE  a built-in workload, or a profile file
      --set KEY=VALUE     any setting; may be repeated (batch_size=4, seq_len=703, crop_grid=2x2, ...)
      --gpu ID|FILE       a shipped GPU profile, or a profile file (h200-sxm)
      --precision FORMAT  bf16, fp16, fp32, tf32, fp8_e4m3, fp8_e5m2, int8, int4-g128, nvfp4, mxfp4, or
                          weights/activations/kv_cache (4-bit formats alone are weight-only); the parts are the
                          settings weights, activations, kv_cache, quantized_layers
      --execution NAME    roofline, calibrated (where the GPU's profile has a calibration)
      --runtime NAME      fused (ideal), compiled (torch.compile), graph (PyTorch's kernels in a graph), eager
      --vary KEY=VALUES   sweep: a setting, precision, workload or gpu over a list (1,2,4), a range lo..hi[:step],
                          lo..hi:xfactor, or all; once or twice. --gpu a,b,c and --gpu all vary the GPU
      --target TARGET     solve: METRIC<=NUMBER or METRIC>=NUMBER (ttft_ms<=200, tpot_ms<=20,
                          throughput_pages_per_s>=3, ...); may be repeated
      --any-memory        solve: it need not fit the GPU's memory
      --price METRIC      solve gpus: sort by price_usd_per_h, usd_per_million_tokens or usd_per_1000_pages
  what comes out
      --format NAME       report: json, yaml, csv, md, trace (json); kernels: table, json, csv (table);
                          sweep, solve: json, csv (json);
                          compare: of reports json, csv, md (md); of artifacts and
                          measurements table, csv, json, md (table)
                          explain: text, json (text);
      --out DIR           report: writes report.json, report.yaml, modules.csv and layers/*.md there

  examples
      modelmeter report --artifact artifacts/ --set batch_size=8 --gpu h100-sxm --format md
      modelmeter sweep --vary crop_grid=all --format csv       crop grids: tokens, FLOPs, I/O, memory, time
      modelmeter sweep --gpu all --vary batch_size=1..64:x2
      modelmeter solve gpus --target "ttft_ms<=30" --target "tpot_ms<=5" --format csv
      modelmeter compare h200.json l4.json --format csv
      modelmeter compare --artifact artifacts/ --flops artifacts/flops.json
      modelmeter compare --measured measurement.json --runtime eager --set seq_len=703
      python -c "..." | modelmeter report --artifact -     torchinfo's table from a pipe
`;

const MEASURED_OPTIONS = { measured: { type: 'string', multiple: true }, 'measured-runs': { type: 'string' } };

async function report(engine, args) {
  const { values } = parseArgs({ args, options: { ...REQUEST_OPTIONS, ...MEASURED_OPTIONS, out: { type: 'string' } } });
  if (values.measured) await loadMeasurements(engine, values.measured, values['measured-runs']);
  const format = formatOf(values.format, ['json', 'yaml', 'csv', 'md', 'trace'], 'json');
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

async function compare(engine, args) {
  const options = { ...REQUEST_OPTIONS, ...MEASURED_OPTIONS };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  if (positionals.length > 0) {
    if (Object.keys(values).some((key) => key !== 'format'))
      throw new UsageError('compare of reports takes no other option than --format');
    compareReports(engine, positionals, values.format);
    return;
  }
  const format = formatOf(values.format, Object.keys(COMPARE_FORMATS), 'table');
  if (values.measured) {
    const { measured, 'measured-runs': runs, ...asked } = values;
    await loadMeasurements(engine, measured, runs);
    process.stdout.write(MEASURED_FORMATS[format](engine, requestOf(engine, asked)));
    return;
  }
  if (!values.artifact)
    throw new UsageError('compare wants --artifact PATH, --measured FILE, or two or more report.json');
  // What is compared is what the artifacts recorded, also where they are of a built-in model.
  const request = requestOf(engine, { ...values, model: values.model ?? 'artifact' });
  process.stdout.write(COMPARE_FORMATS[format](unwrap(engine.verify(request))));
}

function explain(engine, args) {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: REQUEST_OPTIONS });
  if (positionals.length !== 1) throw new UsageError('explain wants one FIGURE or MODULE');
  const format = formatOf(values.format, ['text', 'json'], 'text');
  const made = unwrap(engine.explainFigure(requestOf(engine, values), positionals[0]));
  process.stdout.write(format === 'json' ? `${JSON.stringify(made, null, 2)}\n` : explanationText(made));
}

async function validate(engine, args) {
  if (args.length !== 1) throw new UsageError('validate wants one FILE');
  const [path] = args;
  // Measurements are read in pieces: a trace may be larger than any text can be.
  const measurement = path === '-' ? null : unwrap(engine.measurementKind(headOf(path)));
  if (measurement !== null) {
    unwrap(await offerMeasurement(engine, path), path);
    console.log(`${path}: a valid measurement (${measurement})`);
    return;
  }
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
    kernels,
    sweep,
    solve,
    compare,
    explain,
    validate,
  };
  if (!Object.hasOwn(commands, command)) throw new UsageError(`no command "${command}"`);
  await commands[command](await createNodeEngine(), rest);
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
