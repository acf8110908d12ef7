import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  Diagnostic,
  SettingField,
  SettingInForce,
  SettingValue,
  UnavailableChoice,
} from '../../../../bindings/api';
import * as format from '../../format';
import { parseSetting } from '../../state/request';
import { Icon } from '../common/icons';
import { stepped } from './scale';
import { ScrubLabel, Slider } from './scrub';

interface Props {
  field: SettingField;
  value: SettingValue | undefined;
  origin: SettingInForce['origin'] | undefined;
  edited: boolean;
  error: Diagnostic | undefined;
  flag: Diagnostic | undefined;
  unavailable: readonly UnavailableChoice[];
  /** undefined: back to what the workload or the model says. */
  onSet(value: SettingValue | undefined): void;
  /** The next change is a step of undo of its own. */
  onBegin(): void;
}

const ORIGINS = {
  default: 'default',
  workload: 'from the workload',
  request: 'set by you',
  derived: 'follows from other settings',
} as const;

const range = ({ minimum, maximum }: SettingField): string =>
  minimum !== undefined && maximum !== undefined ? ` ${format.integer(minimum)} to ${format.integer(maximum)}.` : '';

export function Field({ field, value, origin, edited, error, flag, unavailable, onSet, onBegin }: Props) {
  const id = `field-${field.key}`;
  const message = error ?? flag;
  const describedBy = message ? `${id}-message` : undefined;
  // Whole numbers between known bounds are dragged; null while what is typed is none.
  const number =
    field.type === 'integer' && field.maximum !== undefined ? (typeof value === 'number' ? value : null) : undefined;
  const help = `${field.help}${range(field)}${origin ? ` (${ORIGINS[origin]})` : ''}`;
  return (
    <div class={`field ${edited ? 'edited' : ''} ${error ? 'faulty' : flag ? 'flagged' : ''}`}>
      {number === undefined ? (
        <label for={id} title={help}>
          {field.label}
        </label>
      ) : (
        <ScrubLabel field={field} id={id} title={help} value={number} onSet={onSet} onBegin={onBegin} />
      )}
      <span class="control">
        <Control
          field={field}
          id={id}
          value={value}
          describedBy={describedBy}
          faulty={!!error}
          unavailable={unavailable}
          onSet={onSet}
        />
        {field.unit && <span class="unit">{field.unit}</span>}
        {number !== undefined && <Slider field={field} value={number} onSet={onSet} onBegin={onBegin} />}
      </span>
      <button
        type="button"
        class="field-reset"
        disabled={!edited}
        aria-label={`Reset ${field.label}`}
        title="Reset"
        onClick={() => onSet(undefined)}
      >
        {edited && <Icon name="reset" />}
      </button>
      {unavailable.length > 0 && (
        <details class="field-out">
          <summary>{unavailable.length} not on this GPU</summary>
          <ul>
            {unavailable.map((one) => (
              <li key={one.value}>{one.reason}.</li>
            ))}
          </ul>
        </details>
      )}
      {message && (
        <p class="field-message" id={`${id}-message`} role={error ? 'alert' : undefined}>
          Expected {message.expected}; got {message.got}.
          {message.suggested !== undefined && message.suggested !== '' && (
            <button type="button" class="suggest" onClick={() => onSet(parseSetting(field, message.suggested!))}>
              Use {message.suggested}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

interface ControlProps {
  field: SettingField;
  id: string;
  value: SettingValue | undefined;
  describedBy: string | undefined;
  faulty: boolean;
  unavailable?: readonly UnavailableChoice[];
  onSet(value: SettingValue): void;
}

function Control({ field, id, value, describedBy, faulty, unavailable = [], onSet }: ControlProps) {
  if (field.type === 'boolean') {
    return (
      <input
        id={id}
        type="checkbox"
        class="switch"
        checked={value === true}
        aria-describedby={describedBy}
        aria-invalid={faulty}
        onChange={(event) => onSet(event.currentTarget.checked)}
      />
    );
  }
  if (field.type === 'choice') {
    const choices = field.choices ?? [];
    return (
      <select
        id={id}
        value={String(value ?? '')}
        aria-describedby={describedBy}
        aria-invalid={faulty}
        onChange={(event) => onSet(event.currentTarget.value)}
      >
        {value !== undefined && !choices.some((choice) => choice.value === value) && (
          <option value={String(value)}>{String(value)}</option>
        )}
        {choices.map((choice) => {
          const out = unavailable.find((one) => one.value === choice.value);
          return (
            <option
              key={choice.value}
              value={choice.value}
              disabled={!!out && choice.value !== value}
              title={out?.reason}
            >
              {choice.label}
            </option>
          );
        })}
      </select>
    );
  }
  return <TextControl field={field} id={id} value={value} describedBy={describedBy} faulty={faulty} onSet={onSet} />;
}

/** Keeps what is being typed as it is typed; every keystroke goes to the engine. Arrow keys step numbers. */
function TextControl({ field, id, value, describedBy, faulty, onSet }: ControlProps) {
  const outside = value === undefined ? '' : String(value);
  const [text, setText] = useState(outside);
  const sent = useRef(outside);
  useEffect(() => {
    // A change from elsewhere (undo, reset, a link) replaces the text; the echo of one's own typing does not.
    if (outside !== sent.current) {
      sent.current = outside;
      setText(outside);
    }
  }, [outside]);
  const send = (typed: string): void => {
    setText(typed);
    const parsed = parseSetting(field, typed.trim());
    sent.current = String(parsed);
    onSet(parsed);
  };
  const step = (event: KeyboardEvent): void => {
    const current = parseSetting(field, text);
    if (field.type !== 'integer' || typeof current !== 'number') return;
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    send(String(stepped(current, event.key === 'ArrowUp', { shift: event.shiftKey, alt: event.altKey }, field)));
  };
  return (
    <input
      id={id}
      type="text"
      inputMode={field.type === 'integer' ? 'numeric' : 'text'}
      class={field.type === 'integer' ? 'integer' : ''}
      autocomplete="off"
      spellcheck={false}
      value={text}
      aria-describedby={describedBy}
      aria-invalid={faulty}
      onInput={(event) => send(event.currentTarget.value)}
      onKeyDown={step}
      onBlur={() => setText(outside)}
    />
  );
}
