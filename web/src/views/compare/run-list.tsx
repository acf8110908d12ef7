import type { EstimateRequest, HardwareProfile, ModelInfo, OCRWorkloadProfile } from '../../../../bindings/api';
import { Icon } from '../common/icons';
import type { Entry } from './entries';

interface Props {
  entries: readonly Entry[];
  full: boolean;
  gpus: readonly HardwareProfile[];
  model: ModelInfo | undefined;
  workloads: readonly OCRWorkloadProfile[];
  request: EstimateRequest;
  withCurrent: boolean;
  onCurrent(on: boolean): void;
  onKeepCurrent(): void;
  onAdd(request: EstimateRequest): void;
  onFiles(files: FileList): void;
  onRemove(entry: Entry): void;
  onFirst(entry: Entry): void;
  onOpen(entry: Entry): void;
}

const KINDS: Record<Entry['kind'], string> = {
  pinned: 'pinned',
  current: 'follows the settings',
  run: '',
  report: 'report file',
};
/** A, B, C …: what the columns below are called beside their names. */
export const letter = (run: number): string => String.fromCharCode(65 + run);

/** The runs, the first as the one that the others are held against; and the ways to add one. */
export function RunList(props: Props) {
  const { entries, full, gpus, model, workloads, request, withCurrent } = props;
  const { onCurrent, onKeepCurrent, onAdd, onFiles, onRemove, onFirst, onOpen } = props;
  const choices = (key: string) => model?.fields.find((field) => field.key === key)?.choices ?? [];
  const withSet = (set: EstimateRequest['set']): EstimateRequest => ({ ...request, set: { ...request.set, ...set } });
  const precision = (format: string): EstimateRequest =>
    withSet({ weights: format, activations: format, kv_cache: format });
  return (
    <div class="run-list">
      <ol aria-label="Runs">
        {entries.map((entry, at) => (
          <li key={entry.id} class={at === 0 ? 'first' : ''}>
            <span class="run-letter">{letter(at)}</span>
            <span class="run-name">
              {'request' in entry.run && entry.kind !== 'current' ? (
                <button type="button" class="link" title="Take its settings" onClick={() => onOpen(entry)}>
                  {entry.run.label}
                </button>
              ) : (
                entry.run.label
              )}
              {KINDS[entry.kind] && <span class="note"> {KINDS[entry.kind]}</span>}
            </span>
            {at === 0 ? (
              <span class="tag">the others against it</span>
            ) : (
              <button
                type="button"
                class="quiet"
                title="Hold the others against this one"
                onClick={() => onFirst(entry)}
              >
                <Icon name="swap" /> {entries.length === 2 ? 'Swap' : 'Put first'}
              </button>
            )}
            <button
              type="button"
              class="icon-button"
              aria-label={`Remove ${entry.run.label}`}
              title={entry.kind === 'pinned' ? 'Unpin' : 'Remove'}
              onClick={() => onRemove(entry)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ol>
      <div class="toolbar" role="group" aria-label="Add a run">
        {withCurrent ? (
          <button
            type="button"
            disabled={full}
            onClick={onKeepCurrent}
            title="Keeps the current settings as a run while you change them"
          >
            <Icon name="plus" /> Keep the current run
          </button>
        ) : (
          <button type="button" onClick={() => onCurrent(true)}>
            <Icon name="plus" /> The current settings
          </button>
        )}
        <Add
          label="GPU"
          disabled={full}
          options={gpus.map(({ id, name }) => ({ value: id, label: name }))}
          onPick={(gpu) => onAdd({ ...request, gpu })}
        />
        <Add
          label="Precision"
          disabled={full}
          options={choices('weights')}
          onPick={(format) => onAdd(precision(format))}
        />
        {choices('runtime').length > 0 && (
          <Add
            label="Runtime"
            disabled={full}
            options={choices('runtime')}
            onPick={(runtime) => onAdd(withSet({ runtime }))}
          />
        )}
        {request.model !== 'artifact' && (
          <Add
            label="Workload"
            disabled={full}
            options={workloads.map(({ profile_id: id }) => ({ value: id, label: id }))}
            onPick={(workload) => onAdd({ ...request, workload })}
          />
        )}
        <label class="button" title="A report.json that somebody saved; or drop it anywhere">
          <Icon name="file" /> Report files
          <input
            class="visually-hidden"
            type="file"
            multiple
            accept=".json"
            onChange={(event) => {
              const input = event.currentTarget;
              if (input.files && input.files.length > 0) onFiles(input.files);
              setTimeout(() => (input.value = ''));
            }}
          />
        </label>
      </div>
    </div>
  );
}

/** The same run with one thing different. */
function Add({
  label,
  options,
  disabled,
  onPick,
}: {
  label: string;
  options: readonly { value: string; label: string }[];
  disabled: boolean;
  onPick(value: string): void;
}) {
  return (
    <select
      aria-label={`Add the same run with another ${label}`}
      value=""
      disabled={disabled}
      onChange={(event) => {
        onPick(event.currentTarget.value);
        event.currentTarget.value = '';
      }}
    >
      <option value="" disabled hidden>
        + {label} …
      </option>
      {options.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  );
}
