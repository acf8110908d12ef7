import { useState } from 'preact/hooks';
import type { FigureSource, HardwareProfile } from '../../../../bindings/api';
import * as format from '../../format';
import { FIGURE_GROUPS, type FigureField } from '../../state/gpu-figures';
import { figuresOf } from '../../state/gpu-profile';
import { csvOf } from '../common/csv';
import { Icon } from '../common/icons';
import { Copyable, ShareBar } from '../common/parts';
import { jumpTo } from './references';

const valueOf = (gpu: HardwareProfile, { path }: FigureField): number | null => {
  const value = figuresOf(gpu)[path];
  return typeof value === 'number' ? value : null;
};

/** In the units that data sheets use. */
function shown({ path, exact }: FigureField, value: number | null): string {
  if (value === null) return format.MISSING;
  if (exact === 'FLOP/s') return format.flopsPerSecond(value);
  if (exact === 'B/s') return format.bytesPerSecond(value);
  if (exact === 'B') return format.bytesBinary(value);
  if (exact === 'MiB') return format.bytesBinary(value * 1024 * 1024);
  if (exact === 'GB') return `${format.plain(value)}\u00a0GB`;
  if (exact === 'Hz') return format.hertz(value);
  if (exact === 'W') return format.watts(value);
  if (exact === 'USD/h') return format.dollarsPerHour(value);
  if (exact === 's') return format.seconds(value);
  return path.startsWith('achieved.') ? format.percent(value) : format.count(value);
}

/** Every figure with its source; several GPUs side by side, the picked one first. */
export function FigureTable({ gpus, onDrop }: { gpus: readonly HardwareProfile[]; onDrop(id: string): void }) {
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const several = gpus.length > 1;
  const differs = (field: FigureField): boolean => new Set(gpus.map((gpu) => valueOf(gpu, field))).size > 1;
  const groups = FIGURE_GROUPS.map(({ title, fields }) => ({
    title,
    fields: fields.filter((field) => !several || !onlyDifferent || differs(field)),
  })).filter(({ fields }) => fields.length > 0);
  return (
    <>
      {several && (
        <label class="only-different">
          <input
            type="checkbox"
            checked={onlyDifferent}
            onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
          />
          Only figures that differ
        </label>
      )}
      <div class="table-scroll" tabIndex={0} role="group" aria-label="Figures">
        <table class={`grid figures-table ${several ? 'several' : ''}`}>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              {several ? (
                gpus.map((gpu, index) => (
                  <th key={gpu.id} scope="col">
                    {gpu.name}
                    {index > 0 && (
                      <button
                        type="button"
                        class="icon-button small"
                        aria-label={`Leave out ${gpu.name}`}
                        onClick={() => onDrop(gpu.id)}
                      >
                        <Icon name="close" />
                      </button>
                    )}
                  </th>
                ))
              ) : (
                <>
                  <th scope="col" class="num">
                    Value
                  </th>
                  <th scope="col">Confidence</th>
                  <th scope="col">Source</th>
                </>
              )}
            </tr>
          </thead>
          {groups.map(({ title, fields }) => (
            <tbody key={title}>
              <tr class="group-row">
                <th colSpan={several ? gpus.length + 1 : 4} scope="rowgroup">
                  {title}
                </th>
              </tr>
              {fields.map((field) => (
                <tr key={field.path}>
                  <th scope="row">{field.label}</th>
                  {several ? <Columns gpus={gpus} field={field} /> : <Single gpu={gpus[0]!} field={field} />}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </>
  );
}

function Value({ gpu, field }: { gpu: HardwareProfile; field: FigureField }) {
  const value = valueOf(gpu, field);
  if (value === null) return <span title="not known">{format.MISSING}</span>;
  return (
    <Copyable text={format.raw(value)} title={`${format.full(value, field.exact)} (click to copy)`}>
      {shown(field, value)}
    </Copyable>
  );
}

const Confidence = ({ source }: { source: FigureSource | undefined }) =>
  source ? <span class={`tag confidence-${source.confidence}`}>{source.confidence}</span> : null;

function Single({ gpu, field }: { gpu: HardwareProfile; field: FigureField }) {
  const source = gpu.sources[field.path];
  return (
    <>
      <td class="num">
        <Value gpu={gpu} field={field} />
      </td>
      <td>
        <Confidence source={source} />
      </td>
      <td class="words">
        <Keys gpu={gpu} source={source} />
        {source?.note && <span class="source-note"> {source.note}</span>}
      </td>
    </>
  );
}

function Columns({ gpus, field }: { gpus: readonly HardwareProfile[]; field: FigureField }) {
  // How long a bar is: its place between nothing and the largest, no figure.
  const most = Math.max(...gpus.map((gpu) => valueOf(gpu, field) ?? 0));
  return (
    <>
      {gpus.map((gpu) => {
        const value = valueOf(gpu, field);
        const source = gpu.sources[field.path];
        return (
          <td key={gpu.id} class="beside-cell">
            <span class="beside-value">
              <Value gpu={gpu} field={field} />
            </span>
            {value !== null && <ShareBar share={value / most} />}
            <span class="beside-source" title={source?.note}>
              <Confidence source={source} /> <Keys gpu={gpu} source={source} />
            </span>
          </td>
        );
      })}
    </>
  );
}

function Keys({ gpu, source }: { gpu: HardwareProfile; source: FigureSource | undefined }) {
  return (
    <>
      {source?.references.map((reference, index) => (
        <span key={reference}>
          {index > 0 && ', '}
          <a
            href={`#reference-${reference}`}
            title={gpu.references[reference]?.title}
            onClick={(event) => jumpTo(event, reference)}
          >
            {reference}
          </a>
        </span>
      ))}
    </>
  );
}

/** A row per figure in the profile's units; value, confidence and source of every GPU. */
export function figureCsv(gpus: readonly HardwareProfile[]): string {
  const fields = FIGURE_GROUPS.flatMap((group) => group.fields);
  const header = gpus.flatMap(({ id }) => [id, `${id} confidence`, `${id} source`]);
  return csvOf(
    ['figure', 'unit', ...header],
    fields.map((field) => [
      field.path,
      field.exact,
      ...gpus.flatMap((gpu) => {
        const source = gpu.sources[field.path];
        const titles = source?.references.map((key) => gpu.references[key]?.title ?? key) ?? [];
        return [valueOf(gpu, field), source?.confidence, [...titles, source?.note].filter(Boolean).join('; ')];
      }),
    ]),
  );
}
