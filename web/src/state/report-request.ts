/** The question that a report answers, so that opening a report restores its settings. The engine has validated it before. */
import type { AnalyticModelReport, ComparedRun, EstimateRequest, SettingValue } from '../../../bindings/api';
import { ARTIFACT, modelsOf } from './models';
import type { State } from './types';

/** Keys that the page's settings and the report's `estimate` share by name. */
const SHARED = [
  'execution',
  'runtime',
  'batch_size',
  'page_width',
  'page_height',
  'crop_grid',
  'attention_counting',
  'head_tokens',
  'expert_reads',
  'memory_reserve_mib',
] as const;

/** null where the report's model is neither built in nor loaded. */
export function requestOfReport(
  text: string,
  state: Pick<State, 'catalog' | 'gpus' | 'artifacts'>,
): EstimateRequest | null {
  const report = JSON.parse(text) as AnalyticModelReport;
  const { catalog, gpus } = state;
  const model = modelsOf(state).find((one) => one.spec.model_id === report.model.model_id);
  if (!model) return null;
  const set: Record<string, SettingValue> = {};
  const { estimate } = report;
  if (estimate) {
    const given: Record<string, SettingValue> = { ...estimate.precision };
    for (const key of SHARED) if (estimate[key] !== undefined) given[key] = estimate[key];
    for (const { key } of model.fields) if (given[key] !== undefined) set[key] = given[key];
  }
  // What differs from the model as it is built in was set by hand.
  const spec: Record<string, unknown> = { ...report.model, ...report.model.architecture };
  const builtIn: Record<string, unknown> = { ...model.spec, ...model.spec.architecture };
  for (const { key, group } of model.fields) {
    const value = spec[key];
    if (
      group === 'architecture' &&
      value !== builtIn[key] &&
      (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
    )
      set[key] = value;
  }
  if (model.id === ARTIFACT) {
    const { seq_len } = report.workload;
    const recorded = state.artifacts.summary?.model?.workload;
    if (recorded && seq_len !== recorded.seq_len && model.fields.some((field) => field.key === 'seq_len'))
      set['seq_len'] = seq_len;
  }
  const gpu = gpus.find((one) => one.id === estimate?.gpu_id)?.id ?? 'h200-sxm';
  const known = catalog?.workloads.find((one) => JSON.stringify(one) === JSON.stringify(report.workload));
  const own = model.id === ARTIFACT ? state.artifacts.summary?.model?.workload.profile_id : undefined;
  return { model: model.id, workload: own ?? known?.profile_id ?? report.workload, gpu, set };
}

/** A dropped report as a run to compare, named as its file is; files of the usual names by what they hold. */
export function runOfReport({ path, text }: { path: string; text: string }): ComparedRun {
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/(\.report)?\.json$/i, '');
  const label =
    stem === '' || /^report( \(\d+\))?$/i.test(stem) ? (JSON.parse(text) as AnalyticModelReport).report_id : stem;
  return { label, report: text };
}
