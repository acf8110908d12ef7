import { useEffect, useRef } from 'preact/hooks';
import type { FigureExplanation, FigurePart } from '../../../../bindings/api';
import * as format from '../../format';
import type { Loaded } from '../../state/types';
import { csvOf, CsvButton } from '../common/csv';
import { Icon } from '../common/icons';
import { MathText } from '../common/math';
import { Copyable, Diagnostics, Dot, EmptyState, ShareBar } from '../common/parts';

interface Props {
  /** What was asked for, the newest last: parts lead deeper, Back leads out. */
  path: readonly string[];
  explanation: Loaded<FigureExplanation>;
  byteUnits: format.ByteUnits;
  onExplain(subject: string): void;
  onBack(): void;
  onClose(): void;
}

function shown(value: number, unit: string, byteUnits: format.ByteUnits): string {
  if (unit === 'ms') return format.time(value);
  if (unit === 'B') return format.bytesIn(byteUnits, value);
  if (unit === 'FLOP') return format.flops(value);
  if (unit === 'FLOP/B') return format.intensity(value);
  if (unit.endsWith('/s')) return format.rate(value, unit.slice(0, -2));
  return format.count(value);
}

/** How a number comes about: formula, this run's numbers in it, its parts, where each input came from, bound, range. */
export function ExplainPanel({ path, explanation, byteUnits, onExplain, onBack, onClose }: Props) {
  const panel = useRef<HTMLDivElement>(null);
  const subject = path.at(-1);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    if (subject === undefined) return;
    if (!panel.current?.contains(document.activeElement)) before.current = document.activeElement;
    panel.current?.focus();
  }, [subject]);
  if (subject === undefined) return null;
  const close = (): void => {
    onClose();
    if (before.current instanceof HTMLElement || before.current instanceof SVGElement) before.current.focus();
  };
  const here = explanation.kind === 'here' && explanation.value.subject === subject ? explanation.value : null;
  return (
    <div
      ref={panel}
      class="explain"
      role="dialog"
      aria-label={here ? `How it comes about: ${here.title}` : 'How it comes about'}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        close();
      }}
    >
      <div class="explain-head">
        {path.length > 1 && (
          <button type="button" class="quiet" onClick={onBack}>
            ← Back
          </button>
        )}
        <button
          type="button"
          class="icon-button close"
          aria-label="Close the explanation"
          title="Close (Esc)"
          onClick={close}
        >
          <Icon name="close" />
        </button>
      </div>
      {explanation.kind === 'failed' && <Diagnostics errors={explanation.errors} label="Faults" />}
      {!here && explanation.kind !== 'failed' && <EmptyState title="Working it out …" />}
      {here && <Body made={here} byteUnits={byteUnits} onExplain={onExplain} />}
    </div>
  );
}

function Body({
  made,
  byteUnits,
  onExplain,
}: {
  made: FigureExplanation;
  byteUnits: format.ByteUnits;
  onExplain(subject: string): void;
}) {
  const show = (value: number): string => shown(value, made.unit, byteUnits);
  return (
    <>
      <h2>{made.title}</h2>
      <p class="explain-value">
        <Copyable text={format.full(made.value, made.unit)}>{show(made.value)}</Copyable>
        <span class="note">{format.full(made.value, made.unit)}</span>
      </p>
      <p>{made.statement}</p>
      {made.latex && (
        <div class="formula-lines explain-formula">
          <MathText latex={made.latex} display />
          {made.substituted && <MathText latex={`= ${made.substituted}`} display />}
        </div>
      )}
      {made.parts.length > 0 && (
        <section>
          <h3>Made of</h3>
          <table class="grid compact">
            <tbody>
              {made.parts.map((part, index) => (
                <tr key={index}>
                  <th scope="row">
                    <PartName part={part} onExplain={onExplain} />
                  </th>
                  <td class="num">
                    <Copyable text={format.full(part.value, made.unit)}>{show(part.value)}</Copyable>
                  </td>
                  <td class="num share-cell">
                    <ShareBar share={part.share} />
                    {format.percent(part.share)}
                  </td>
                </tr>
              ))}
              {made.rest_count > 0 && (
                <tr>
                  <th scope="row">{made.rest_count} more</th>
                  <td class="num">{show(made.rest_value)}</td>
                  <td />
                </tr>
              )}
            </tbody>
          </table>
        </section>
      )}
      {made.bound && (
        <section>
          <h3>
            Bound by <Dot name={`bound-${made.bound}`} />
            {made.bound}
          </h3>
          <table class="grid compact" aria-label="Time of each resource alone">
            <tbody>
              {made.bound_times.map((one) => (
                <tr key={one.label}>
                  <th scope="row">{one.label} alone</th>
                  <td class="num">
                    <Copyable text={format.full(one.value, 'ms')}>{format.time(one.value)}</Copyable>
                  </td>
                  <td class="num share-cell">
                    <ShareBar share={one.share} />
                    {format.percent(one.share)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {made.range_basis && (
        <section>
          <h3>Range {format.timeRange(made.low, made.high)}</h3>
          <p class="note">{made.range_basis}</p>
        </section>
      )}
      {made.assumptions.length > 0 && (
        <section>
          <h3>Assumed</h3>
          <ul class="assumptions">
            {made.assumptions.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <div class="chart-row">
          <h3>What went in</h3>
          <CsvButton
            name={`explain-${made.subject.replace(/\W+/g, '_')}`}
            csv={() =>
              csvOf(
                ['input', 'value', 'origin', 'source'],
                made.inputs.map((one) => [one.label, one.value, one.origin, one.source]),
              )
            }
          />
        </div>
        <dl class="explain-inputs">
          {made.inputs.map((one) => (
            <div key={one.label}>
              <dt>{one.label}</dt>
              <dd>
                <Copyable text={one.value}>{one.value}</Copyable>{' '}
                <span class={`tag origin-${one.origin.replace(' ', '-')}`}>{one.origin}</span>
                {one.source && <small>{one.source}</small>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function PartName({ part, onExplain }: { part: FigurePart; onExplain(subject: string): void }) {
  if (!part.subject) return <>{part.label}</>;
  return (
    <button type="button" class="link" onClick={() => onExplain(part.subject)}>
      {part.label}
    </button>
  );
}
