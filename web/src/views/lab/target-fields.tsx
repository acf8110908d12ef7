import { labValue, type LabForm } from '../../state/lab-form';

interface Props {
  form: LabForm;
  legend: string;
  onChange(change: LabForm): void;
}

const TIMES = [
  { key: 'target.ttft', label: 'TTFT at most', title: 'Time to first token, in milliseconds; empty for no target' },
  { key: 'target.tpot', label: 'TPOT at most', title: 'Time per output token, in milliseconds; empty for no target' },
] as const;

const isTime = (text: string): boolean => text.trim() === '' || Number(text.trim()) > 0;

/** What a run has to be. The same targets hold for sweeps and searches. */
export function TargetFields({ form, legend, onChange }: Props) {
  return (
    <fieldset class="targets">
      <legend>{legend}</legend>
      {TIMES.map(({ key, label, title }) => {
        const text = labValue(form, key);
        const sound = isTime(text);
        return (
          <label key={key} title={title}>
            <span>{label}</span>
            <span class="with-unit">
              <input
                type="text"
                inputMode="decimal"
                size={7}
                placeholder="any"
                value={text}
                aria-invalid={!sound}
                aria-describedby={sound ? undefined : `${key}-fault`}
                onInput={(event) => onChange({ [key]: event.currentTarget.value })}
              />
              <span class="unit-after">ms</span>
            </span>
            {!sound && (
              <span class="field-fault" id={`${key}-fault`} role="alert">
                Expected milliseconds such as 200 or 0.5; got “{text}”.
              </span>
            )}
          </label>
        );
      })}
      <label class="check">
        <input
          type="checkbox"
          checked={labValue(form, 'target.fit') !== 'no'}
          onChange={(event) => onChange({ 'target.fit': event.currentTarget.checked ? 'yes' : 'no' })}
        />
        fits in memory
      </label>
    </fieldset>
  );
}
