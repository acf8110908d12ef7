import type { AnalyticModelReport } from '../../../../bindings/api';

/** What a chart is of: stands below its title and in its exports. */
export function subtitleOf({ model, workload, estimate }: AnalyticModelReport): string {
  const precision = estimate?.precision;
  const formats = precision ? [...new Set([precision.weights, precision.activations, precision.kv_cache])] : [];
  return [
    model.model_id,
    workload.profile_id,
    estimate?.gpu_id,
    formats.join('/'),
    estimate && `batch ${estimate.batch_size}`,
    estimate && `${estimate.execution}, ${estimate.runtime}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
