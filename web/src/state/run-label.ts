import type { EstimateRequest } from '../../../bindings/api';
import { ARTIFACT, artifactModel } from './models';
import { workloadId } from './request';
import type { State } from './types';

/** What the shorthand `precision` stands for. */
const PRECISION = ['precision', 'weights', 'activations', 'kv_cache'];

/** "H200 SXM, batch_size 4": what a run is, in a few words; the workload where it is not the model's only one. */
export function labelOf(
  request: EstimateRequest,
  state: Pick<State, 'gpus' | 'artifacts' | 'catalog'>,
  /** Fields that a chart varies: what the request says of them is not what the chart is of. */
  varied: readonly string[] = [],
): string {
  const gpu = state.gpus.find((one) => one.id === request.gpu)?.name ?? request.gpu;
  const set = Object.entries(request.set)
    .filter(([key]) => !varied.includes(key) && !(varied.includes('precision') && PRECISION.includes(key)))
    .map(([key, value]) => `${key} ${String(value)}`);
  const standard = state.catalog?.workloads[0]?.profile_id;
  const workload = workloadId(request);
  const model = request.model === ARTIFACT ? (artifactModel(state)?.spec.model_variant ?? 'artifacts') : '';
  const run = request.model === ARTIFACT || workload === standard ? '' : workload;
  return [model, varied.includes('gpu') ? '' : gpu, varied.includes('workload') ? '' : run, ...set]
    .filter((part) => part !== '')
    .join(', ');
}
