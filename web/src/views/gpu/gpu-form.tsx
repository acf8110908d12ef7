import type { Diagnostic } from '../../../../bindings/api';
import { FIGURE_GROUPS, NAME_FIELDS } from '../../state/gpu-figures';
import { sentence } from '../../state/sentence';
import type { GpuDraft } from '../../state/types';

interface Props {
  draft: GpuDraft;
  /** Name of the GPU that the fields began with. */
  original: string;
  onWrite(path: string, text: string): void;
  onSave(): void;
  onCancel(): void;
}

/** A profile as a form: every fault stands at its field, in the engine's words. */
export function GpuForm({ draft, original, onWrite, onSave, onCancel }: Props) {
  const { texts, faults, replaces } = draft;
  const known = new Set<string>([...Object.keys(texts)]);
  const faultOf = (path: string): Diagnostic | undefined => faults.find((one) => one.path === path);
  const elsewhere = faults.filter((one) => !known.has(one.path));
  const input = (path: string, label: string, unit: string, wide: boolean) => {
    const fault = faultOf(path);
    const id = `gpu-${path}`;
    return (
      <div key={path} class={`gpu-field ${wide ? 'wide' : ''} ${fault ? 'faulty' : ''}`}>
        <label for={id}>{label}</label>
        <span class="control">
          <input
            id={id}
            type="text"
            inputMode={wide ? 'text' : 'decimal'}
            autocomplete="off"
            spellcheck={false}
            value={texts[path] ?? ''}
            aria-invalid={fault !== undefined}
            aria-describedby={fault ? `${id}-fault` : undefined}
            onInput={(event) => onWrite(path, event.currentTarget.value)}
          />
          {!wide && <span class="unit">{unit}</span>}
        </span>
        {fault && (
          <p class="field-message" id={`${id}-fault`} role="alert">
            Expected {fault.expected}; got {fault.got}.
          </p>
        )}
      </div>
    );
  };
  return (
    <form
      class="gpu-form"
      aria-label={replaces ? `Edit ${original}` : `Edit a copy of ${original}`}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <p class="note">
        {replaces ? 'What you save takes the place of the profile.' : `A copy of ${original}: the original stays.`}{' '}
        Leave a figure empty where it is not known. Figures that you change are marked <b>yours</b>, with what they
        were.
      </p>
      <div class="gpu-fields">{NAME_FIELDS.map(({ path, label }) => input(path, label, '', true))}</div>
      {FIGURE_GROUPS.map(({ title, fields }) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          <div class="gpu-fields">{fields.map(({ path, label, unit }) => input(path, label, unit, false))}</div>
        </fieldset>
      ))}
      <div class="gpu-form-end">
        {faults.length > 0 && (
          <div class="banner bad" role="status">
            <div>
              <b>
                {faults.length === 1 ? 'One figure needs' : `${faults.length} figures need`} attention before this can
                be saved.
              </b>
              {elsewhere.map((fault) => (
                <p key={fault.path}>{sentence(fault)}</p>
              ))}
            </div>
          </div>
        )}
        <button type="submit" class="primary" disabled={faults.length > 0}>
          Save and use it
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
