import type { Largest, Reply, SettingField } from '../../../../bindings/api';
import type { ByteUnits } from '../../format';
import * as format from '../../format';
import { sentence } from '../../state/sentence';
import { useState } from 'preact/hooks';
import { useAnswer } from '../lab/answer';
import { figureText } from '../lab/figure-text';

interface Props {
  fields: readonly SettingField[];
  /** Changes with everything that the answers depend on. */
  question: string;
  ask(key: string): Promise<Reply<Largest>>;
  byteUnits: ByteUnits;
  onUse(key: string, value: number): void;
}

/** Batch, context, generated text, pages: what people ask the largest of. */
const USUAL = ['batch_size', 'seq_len', 'max_new_tokens', 'num_pages'];

/** The largest value of each field that still meets the targets on this GPU, and what ends it. */
export function LargestValues({ fields, question, ask, byteUnits, onUse }: Props) {
  const numbers = fields.filter(({ type }) => type === 'integer');
  const usual = numbers.filter(({ key }) => USUAL.includes(key));
  const others = numbers.filter(({ key }) => !USUAL.includes(key));
  const [also, setAlso] = useState('');
  const shown = [...usual, ...others.filter(({ key }) => key === also)];
  return (
    <section class="solve-part" aria-label="Largest values">
      <div class="part-head">
        <h2>How large</h2>
        {others.length > 0 && (
          <label class="choice">
            <span class="choice-label">Also</span>
            <select value={also} onChange={(event) => setAlso(event.currentTarget.value)}>
              <option value="">no other field</option>
              {others.map(({ key, label }) => (
                <option key={key} value={key}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <ul class="largest">
        {shown.map((field) => (
          <One key={field.key} field={field} question={question} ask={ask} byteUnits={byteUnits} onUse={onUse} />
        ))}
      </ul>
      <p class="note">Each field by itself, the others as they are set.</p>
    </section>
  );
}

const SHOWN = [
  { key: 'ttft_ms', name: 'TTFT' },
  { key: 'tpot_ms', name: 'TPOT' },
  { key: 'memory_needed_bytes', name: 'memory' },
];

function One({ field, question, ask, byteUnits, onUse }: Omit<Props, 'fields'> & { field: SettingField }) {
  const { value: found, errors, busy } = useAnswer(`${field.key} ${question}`, () => ask(field.key));
  const unit = field.unit ? ` ${field.unit}` : '';
  const unlimited = found !== null && found.value !== null && found.next === null;
  const figures = found
    ? SHOWN.flatMap(({ key, name }) => {
        const at = found.metrics.findIndex((one) => one.key === key);
        const metric = found.metrics[at];
        return metric && found.figures[at] !== null && found.figures[at] !== undefined
          ? [`${name} ${figureText(found.figures[at], metric, byteUnits)}`]
          : [];
      })
    : [];
  return (
    <li class={busy ? 'waiting' : ''} aria-busy={busy}>
      <span class="largest-label">{field.label}</span>
      {errors.length > 0 ? (
        <span class="field-fault">{errors.map(sentence).join('; ')}</span>
      ) : found === null ? (
        <span class="note">searching …</span>
      ) : (
        <>
          <span class="largest-value">
            {found.value === null ? 'none' : `${unlimited ? '≥ ' : ''}${format.integer(found.value)}${unit}`}
          </span>
          {found.value !== null && (
            <button type="button" class="quiet" onClick={() => onUse(found.key, found.value!)}>
              Use
            </button>
          )}
          <span class="largest-why">
            {found.value !== null && figures.join(', ')}
            {found.limits.length > 0 && (
              <span class="note">
                {' '}
                At {format.integer(found.next)}: {found.limits.join('; ')}.
              </span>
            )}
            {unlimited && <span class="note"> That is the most the field takes.</span>}
            {found.exceptions.length > 0 && (
              <span class="note">
                {' '}
                Not every smaller value meets them: {found.exceptions.map(format.integer).join(', ')}{' '}
                {found.exceptions.length === 1 ? 'does' : 'do'} not.
              </span>
            )}
          </span>
        </>
      )}
    </li>
  );
}
