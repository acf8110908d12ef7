import type { Diagnostic, ModelInfo, SettingInForce, SweepPlan } from '../../../../bindings/api';
import * as format from '../../format';
import { labValue, type LabForm } from '../../state/lab-form';
import { sentence } from '../../state/sentence';
import { Icon } from '../common/icons';
import { TargetFields } from '../lab/target-fields';
import { CLASSICS, firstPreset, presetsFor, variablesOf, valueText, type Variable } from './fields';

interface Props {
  form: LabForm;
  model: ModelInfo;
  inForce: readonly SettingInForce[];
  workloads: number;
  plan: SweepPlan | null;
  errors: readonly Diagnostic[];
  onChange(change: LabForm): void;
}

/** What is varied, over which values; what cannot be read is told beside its field. */
export function SweepForm({ form, model, inForce, workloads, plan, errors, onChange }: Props) {
  const variables = variablesOf(model, workloads);
  const keys = new Set(variables.map(({ key }) => key));
  const [x, y] = [labValue(form, 'sweep.x'), labValue(form, 'sweep.y')];
  const elsewhere = errors.filter(({ path }) => !/^vary\[[01]\]/.test(path));
  const second = (key: string): LabForm => ({
    'sweep.y': key,
    'sweep.ys': key === '' ? '' : firstPreset(key, model, inForce),
  });
  return (
    <form class="lab-form" aria-label="What to vary" onSubmit={(event) => event.preventDefault()}>
      <div class="chips" role="group" aria-label="Sweeps to start from">
        {CLASSICS.filter(({ needs }) => needs.every((key) => keys.has(key))).map((one) => (
          <button
            key={one.id}
            type="button"
            class="chip"
            title={one.help}
            onClick={() =>
              onChange({
                'sweep.x': one.x[0],
                'sweep.xs': one.x[1],
                'sweep.y': one.y?.[0] ?? '',
                'sweep.ys': one.y?.[1] ?? '',
                'sweep.metric': one.metric,
                'sweep.view': one.view,
              })
            }
          >
            {one.label}
          </button>
        ))}
      </div>
      <div class="axes">
        <Axis
          name="Vary"
          id="sweep-x"
          variables={variables.filter(({ key }) => key !== y)}
          variable={x}
          values={labValue(form, 'sweep.xs')}
          presets={presetsFor(x, model, inForce)}
          axis={plan?.axes[0] ?? null}
          errors={errors.filter(({ path }) => path.startsWith('vary[0]'))}
          onVariable={(key) => onChange({ 'sweep.x': key, 'sweep.xs': firstPreset(key, model, inForce) })}
          onValues={(values) => onChange({ 'sweep.xs': values })}
        />
        <button
          type="button"
          class="icon-button swap"
          disabled={y === ''}
          aria-label="Swap the two fields"
          title="Swap the two fields"
          onClick={() =>
            onChange({
              'sweep.x': y,
              'sweep.xs': labValue(form, 'sweep.ys'),
              'sweep.y': x,
              'sweep.ys': labValue(form, 'sweep.xs'),
            })
          }
        >
          <Icon name="swap" />
        </button>
        <Axis
          name="and"
          id="sweep-y"
          variables={variables.filter(({ key }) => key !== x)}
          variable={y}
          values={labValue(form, 'sweep.ys')}
          presets={y === '' ? [] : presetsFor(y, model, inForce)}
          axis={plan?.axes[1] ?? null}
          errors={errors.filter(({ path }) => path.startsWith('vary[1]'))}
          optional
          onVariable={(key) => onChange(second(key))}
          onValues={(values) => onChange({ 'sweep.ys': values })}
        />
      </div>
      <TargetFields form={form} legend="Shade what misses" onChange={onChange} />
      {elsewhere.length > 0 && (
        <ul class="diagnostics" aria-label="Faults">
          {elsewhere.map((error, index) => (
            <li key={index}>{sentence(error)}</li>
          ))}
        </ul>
      )}
      {plan?.notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </form>
  );
}

interface AxisProps {
  name: string;
  id: string;
  variables: readonly Variable[];
  variable: string;
  values: string;
  presets: readonly { label: string; values: string }[];
  axis: SweepPlan['axes'][number] | null;
  errors: readonly Diagnostic[];
  optional?: boolean;
  onVariable(key: string): void;
  onValues(values: string): void;
}

/** So many values are listed below the field. */
const LISTED = 8;

function Axis(props: AxisProps) {
  const {
    name,
    id,
    variables,
    variable,
    values,
    presets,
    axis,
    errors,
    optional = false,
    onVariable,
    onValues,
  } = props;
  const groups = [...new Set(variables.map(({ group }) => group))];
  const numeric = variables.find(({ key }) => key === variable)?.numeric ?? false;
  const said = axis
    ? `${format.integer(axis.values.length)} ${axis.values.length === 1 ? 'value' : 'values'}: ${axis.values.slice(0, LISTED).map(valueText).join(', ')}${axis.values.length > LISTED ? ` … ${valueText(axis.values.at(-1)!)}` : ''}${axis.unit ? ` ${axis.unit}` : ''}`
    : '';
  return (
    <fieldset class="axis-field">
      <legend class="visually-hidden">{optional ? 'Second field' : 'First field'}</legend>
      <label>
        <span>{name}</span>
        <select value={variable} onChange={(event) => onVariable(event.currentTarget.value)}>
          {optional && <option value="">nothing else</option>}
          {!optional && !variables.some(({ key }) => key === variable) && <option value={variable}>{variable}</option>}
          {groups.map((group) => (
            <optgroup key={group} label={group}>
              {variables
                .filter((one) => one.group === group)
                .map((one) => (
                  <option key={one.key} value={one.key}>
                    {one.label}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      {variable !== '' && (
        <>
          <label class="axis-values">
            <span>over</span>
            <input
              id={`${id}-values`}
              type="text"
              spellcheck={false}
              autocomplete="off"
              value={values}
              placeholder={numeric ? '1,2,8..32:8 or 1..64:x2' : 'all, or values with commas'}
              aria-label={`Values of the ${optional ? 'second' : 'first'} field`}
              aria-invalid={errors.length > 0}
              aria-describedby={`${id}-said`}
              onInput={(event) => onValues(event.currentTarget.value)}
            />
          </label>
          <div class="chips small">
            {presets.map((preset) => (
              <button
                key={preset.label}
                type="button"
                class="chip"
                aria-pressed={preset.values === values}
                title={preset.values}
                onClick={() => onValues(preset.values)}
              >
                {preset.label}
              </button>
            ))}
          </div>
          <p
            id={`${id}-said`}
            class={errors.length > 0 ? 'field-fault' : 'note'}
            role={errors.length > 0 ? 'alert' : undefined}
          >
            {errors.length > 0
              ? errors.map(({ expected, got }) => `Expected ${expected}; got ${got}.`).join(' ')
              : said}
          </p>
        </>
      )}
    </fieldset>
  );
}
