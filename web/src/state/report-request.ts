/** The question that a report answers, so that opening a report restores its settings. The engine has validated it before. */
import type { AnalyticModelReport, EstimateRequest, SettingValue } from '../../../bindings/api';
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

/** null where no built-in model is the report's. */
export function requestOfReport(
  text: string,
  { catalog, gpus }: Pick<State, 'catalog' | 'gpus'>,
): EstimateRequest | null {
  const report = JSON.parse(text) as AnalyticModelReport;
  const model = catalog?.models.find((one) => one.spec.model_id === report.model.model_id);
  if (!model) return null;
  const set: Record<string, SettingValue> = {};
  const { estimate } = report;
  if (estimate) {
    for (const key of SHARED) if (estimate[key] !== undefined) set[key] = estimate[key];
    Object.assign(set, estimate.precision);
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
  const gpu = gpus.find((one) => one.id === estimate?.gpu_id)?.id ?? 'h200-sxm';
  const known = catalog?.workloads.find((one) => JSON.stringify(one) === JSON.stringify(report.workload));
  return { model: model.id, workload: known ? known.profile_id : report.workload, gpu, set };
}
