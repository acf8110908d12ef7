import type {
  Diagnostic,
  SettingField,
  SettingInForce,
  SettingValue,
  UnavailableChoice,
} from '../../../../bindings/api';
import { sentence } from '../../state/sentence';
import { Icon } from '../common/icons';
import { Field } from './field';

interface Props {
  fields: readonly SettingField[];
  /** Values in force, of the newest good report. */
  inForce: readonly SettingInForce[];
  set: Readonly<Record<string, SettingValue>>;
  errors: readonly Diagnostic[];
  flags: readonly Diagnostic[];
  /** Choices that the GPU rules out beside those in force. */
  unavailable: readonly UnavailableChoice[];
  onSet(field: SettingField, value: SettingValue | undefined): void;
  onResetAll(): void;
  onBegin(): void;
  /** What of the run can be changed and how that is known; stands below the workload. */
  scaling: readonly string[];
}

const GROUPS: { id: SettingField['group']; title: string; open: boolean }[] = [
  { id: 'workload', title: 'Workload', open: true },
  { id: 'page', title: 'Page and crops', open: true },
  { id: 'precision', title: 'Precision', open: true },
  { id: 'execution', title: 'Execution', open: true },
  { id: 'conventions', title: 'Counting conventions', open: false },
  { id: 'architecture', title: 'Architecture', open: false },
];

/** Every field the engine offers, by group. The engine judges each value; its sentence stands beside the field. */
export function Settings({
  fields,
  inForce,
  set,
  errors,
  flags,
  unavailable,
  onSet,
  onResetAll,
  onBegin,
  scaling,
}: Props) {
  const changed = Object.keys(set).length;
  const keys = new Set(fields.map((field) => field.key));
  const elsewhere = errors.filter((error) => !keys.has(error.path));
  return (
    <form class="settings" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
      <div class="settings-head">
        <h2>Settings</h2>
        {changed > 0 && (
          <button type="button" class="quiet" onClick={onResetAll}>
            <Icon name="reset" /> Reset {changed}
          </button>
        )}
      </div>
      {elsewhere.length > 0 && (
        <ul class="diagnostics" aria-label="Faults">
          {elsewhere.map((error, index) => (
            <li key={index}>{sentence(error)}</li>
          ))}
        </ul>
      )}
      {GROUPS.map(({ id, title, open }) => {
        const members = fields.filter((field) => field.group === id);
        const notes = id === 'workload' ? scaling : [];
        if (members.length + notes.length === 0) return null;
        const edited = members.filter((field) => field.key in set).length;
        const faulty = members.some((field) => errors.some((error) => error.path === field.key));
        return (
          <details key={id} class="group" open={open || edited > 0 || faulty}>
            <summary>
              {title}
              {edited > 0 && <span class="edited-count">{edited} changed</span>}
            </summary>
            <div class="group-fields">
              {members.map((field) => (
                <Field
                  key={field.key}
                  field={field}
                  value={set[field.key] ?? inForce.find((one) => one.key === field.key)?.value}
                  origin={field.key in set ? 'request' : inForce.find((one) => one.key === field.key)?.origin}
                  edited={field.key in set}
                  error={errors.find((error) => error.path === field.key)}
                  flag={flags.find((flag) => flag.path === field.key)}
                  unavailable={unavailable.filter((one) => one.key === field.key)}
                  onSet={(value) => onSet(field, value)}
                  onBegin={onBegin}
                />
              ))}
              {notes.length > 0 && (
                <ul class="field-notes" aria-label="What can be changed">
                  {notes.map((note) => (
                    <li key={note}>{note}</li>
                  ))}
                </ul>
              )}
            </div>
          </details>
        );
      })}
    </form>
  );
}
