import type {
  Catalog,
  EstimateRequest,
  HardwareProfile,
  ModelInfo,
  OCRWorkloadProfile,
} from '../../../../bindings/api';
import * as format from '../../format';
import { ARTIFACT, modelLabel } from '../../state/models';
import { workloadId } from '../../state/request';

interface Props {
  /** The built-in ones, and the one that artifacts make. */
  models: readonly ModelInfo[];
  /** Name of the model whose artifacts are not loaded. */
  wanted: string | null;
  catalog: Catalog | null;
  gpus: readonly HardwareProfile[];
  /** Ids of the user's own. */
  userGpus: readonly { id: string }[];
  userWorkloads: readonly OCRWorkloadProfile[];
  request: EstimateRequest;
  onModel(id: string): void;
  onWorkload(id: string): void;
  onGpu(id: string): void;
}

/** "141 GB, 4.80 TB/s" */
export const gpuFacts = (gpu: HardwareProfile): string =>
  [
    gpu.memory_capacity_gb === null ? null : `${format.plain(gpu.memory_capacity_gb)}\u00a0GB`,
    gpu.memory_bandwidth_bytes_per_s === null ? null : format.bytesPerSecond(gpu.memory_bandwidth_bytes_per_s),
  ]
    .filter((fact) => fact !== null)
    .join(', ');

export function Pickers({
  models,
  wanted,
  catalog,
  gpus,
  userGpus,
  userWorkloads,
  request,
  onModel,
  onWorkload,
  onGpu,
}: Props) {
  const workload = workloadId(request);
  const builtIn = catalog?.workloads ?? [];
  const dropped = userWorkloads.map((one) => one.profile_id);
  const known = builtIn.some((one) => one.profile_id === workload) || dropped.includes(workload);
  const mine = (gpu: HardwareProfile): boolean => userGpus.some((one) => one.id === gpu.id);
  const vendors = [...new Set(gpus.filter((gpu) => !mine(gpu)).map((gpu) => gpu.vendor))];
  const groups = [
    { label: 'Yours', members: gpus.filter(mine) },
    ...vendors.map((label) => ({ label, members: gpus.filter((gpu) => gpu.vendor === label && !mine(gpu)) })),
  ].filter(({ members }) => members.length > 0);
  const all = [...builtIn, ...userWorkloads];
  const description =
    typeof request.workload === 'object'
      ? request.workload.description
      : all.find((one) => one.profile_id === workload)?.description;
  return (
    <div class="pickers">
      <label>
        <span>Model</span>
        <select value={request.model} disabled={!catalog} onChange={(event) => onModel(event.currentTarget.value)}>
          {!models.some((model) => model.id === request.model) && (
            <option value={request.model}>
              {request.model === ARTIFACT ? `${wanted ?? 'artifacts'} (not loaded)` : request.model}
            </option>
          )}
          {models.map((model) => (
            <option key={model.id} value={model.id} title={model.description}>
              {modelLabel(model)}
            </option>
          ))}
        </select>
      </label>
      {request.model !== ARTIFACT && (
        <label title={description}>
          <span>Workload</span>
          <select value={workload} disabled={!catalog} onChange={(event) => onWorkload(event.currentTarget.value)}>
            {!known && <option value={workload}>{workload}</option>}
            <optgroup label="Built in">
              {builtIn
                .filter((one) => !dropped.includes(one.profile_id))
                .map((one) => (
                  <option key={one.profile_id} value={one.profile_id} title={one.description}>
                    {one.profile_id}
                  </option>
                ))}
            </optgroup>
            {userWorkloads.length > 0 && (
              <optgroup label="From your files">
                {userWorkloads.map((one) => (
                  <option key={one.profile_id} value={one.profile_id} title={one.description}>
                    {one.profile_id}
                  </option>
                ))}
              </optgroup>
            )}
          </select>
        </label>
      )}
      <label>
        <span>GPU</span>
        <select value={request.gpu} disabled={gpus.length === 0} onChange={(event) => onGpu(event.currentTarget.value)}>
          {!gpus.some((gpu) => gpu.id === request.gpu) && <option value={request.gpu}>{request.gpu}</option>}
          {groups.map(({ label, members }) => (
            <optgroup key={label} label={label}>
              {members.map((gpu) => (
                <option key={gpu.id} value={gpu.id}>
                  {gpu.name} · {gpuFacts(gpu)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
    </div>
  );
}
