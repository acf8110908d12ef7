import type { AnalyticModelReport, LargestFit } from '../../../../bindings/api';
import * as format from '../../format';
import { Delta } from '../common/delta';
import { Copyable } from '../common/parts';
import { Why } from '../common/why';
import { treeOf } from '../tree/model';
import { figuresOf } from './figures';

interface Props {
  report: AnalyticModelReport;
  /** The pinned run, whose figures are what later ones are held against. */
  baseline: AnalyticModelReport | null;
  byteUnits: format.ByteUnits;
  /** What still fits; null until it is known. */
  largest: readonly LargestFit[] | null;
  onCoverage(): void;
}

/** The answer in one row of figures; each says on hover what it means, and a click copies it in full. */
export function Headline({ report, baseline, byteUnits, largest, onCoverage }: Props) {
  const { totals, not_modeled: notModeled } = report;
  const figures = figuresOf(report, byteUnits);
  const pinned = baseline ? figuresOf(baseline, byteUnits) : null;
  const rows = [figures.filter((figure) => figure.main), figures.filter((figure) => !figure.main)];
  return (
    <div class="figures">
      {rows.map((row, index) => (
        <div key={index} class="figure-row">
          {row.map((figure) => {
            const exact = format.full(figure.amount, figure.unit);
            const base = pinned && (pinned.find(({ label }) => label === figure.label)?.amount ?? null);
            return (
              <div key={figure.label} class="figure-box">
                <Copyable
                  text={exact}
                  title={`${figure.help}\n${exact} (click to copy)${pinned ? `\nPinned: ${format.full(base, figure.unit)}` : ''}`}
                  class={figure.main ? 'figure main' : 'figure'}
                >
                  <span class="figure-label">{figure.label}</span>
                  <span class="figure-value">{figure.show(figure.amount)}</span>
                  {pinned && <Delta now={figure.amount} base={base} show={figure.show} better={figure.better} />}
                  {figure.note && <span class="figure-note">{figure.note}</span>}
                </Copyable>
                {figure.subject && <Why subject={figure.subject} label={figure.label} />}
              </div>
            );
          })}
          {index === 0 && notModeled && (
            <CoverageFigure notModeled={notModeled.length} modules={treeOf(report).byId.size} onOpen={onCoverage} />
          )}
        </div>
      ))}
      {totals && <MemoryFigure report={report} baseline={baseline} byteUnits={byteUnits} largest={largest} />}
    </div>
  );
}

function CoverageFigure({ notModeled, modules, onOpen }: { notModeled: number; modules: number; onOpen(): void }) {
  return (
    <button
      type="button"
      class="figure main"
      title="What is costed by a bound only, or left out; and by which rule modules were recognised"
      onClick={onOpen}
    >
      <span class="figure-label">Coverage</span>
      <span class={`figure-value ${notModeled === 0 ? 'good' : 'warn'}`}>
        {notModeled === 0
          ? 'everything modeled'
          : `${format.integer(notModeled)} ${notModeled === 1 ? 'module' : 'modules'} not modeled`}
      </span>
      <span class="figure-note">of {format.integer(modules)} modules</span>
    </button>
  );
}

const MIB = 1024 * 1024;

/** Peak memory against capacity; the parts' lengths are to scale. */
function MemoryFigure({ report, baseline, byteUnits, largest }: Omit<Props, 'onCoverage'>) {
  const totals = report.totals!;
  const show = (value: number): string => format.bytesIn(byteUnits, value);
  const peak = report.memory;
  const parts = [
    { id: 'weights', label: 'weights', bytes: totals.weight_bytes },
    { id: 'kv', label: 'KV cache', bytes: peak?.kv_bytes ?? totals.kv_cache_bytes },
    { id: 'activations', label: 'activations', bytes: peak?.activation_bytes ?? totals.activation_peak_bytes },
    ...(report.estimate ? [{ id: 'reserve', label: 'reserve', bytes: report.estimate.memory_reserve_mib * MIB }] : []),
  ];
  const scale = Math.max(totals.memory_capacity_bytes, totals.memory_needed_bytes);
  const verdict = totals.fits ? 'fits' : 'does not fit';
  return (
    <div
      class="figure memory"
      title={`Weights, KV cache and live activations at the peak${peak ? ` (in ${peak.peak_module_id})` : ''}, and the reserve, against the capacity that the driver reports.`}
    >
      <span class="figure-label">
        Peak memory <Why subject="memory_needed_bytes" label="Peak memory" />
      </span>
      <Copyable text={format.full(totals.memory_needed_bytes, 'B')} class="figure-inline">
        <span class="figure-value">{show(totals.memory_needed_bytes)}</span>
        <span class="of"> of {show(totals.memory_capacity_bytes)}</span>
        {baseline && (
          <Delta
            now={totals.memory_needed_bytes}
            base={baseline.totals?.memory_needed_bytes ?? null}
            show={show}
            better="less"
          />
        )}
      </Copyable>
      <span class={`verdict ${totals.fits ? 'good' : 'bad'}`}>
        {verdict}
        {totals.memory_margin_bytes !== undefined &&
          `, ${show(Math.abs(totals.memory_margin_bytes))} ${totals.fits ? 'free' : 'too much'}`}
      </span>
      <span
        class="memory-bar"
        role="img"
        aria-label={`${show(totals.memory_needed_bytes)} of ${show(totals.memory_capacity_bytes)}, ${verdict}`}
      >
        {parts.map((part) => (
          <span
            key={part.id}
            class={`memory-${part.id}`}
            style={{ width: `${(part.bytes / scale) * 100}%` }}
            title={`${part.label}: ${format.full(part.bytes, 'B')}`}
          />
        ))}
      </span>
      <span class="memory-legend">
        {parts.map((part) => (
          <span key={part.id}>
            <span class={`dot memory-${part.id}`} aria-hidden="true" />
            {part.label} {show(part.bytes)}
          </span>
        ))}
      </span>
      <LargestLine largest={largest} show={show} />
    </div>
  );
}

/** The largest batch and the longest prompt that still fit, each with everything else as it is. */
function LargestLine({ largest, show }: { largest: readonly LargestFit[] | null; show(bytes: number): string }) {
  const why = (fit: LargestFit): string => {
    if (fit.value === null) return 'No value fits.';
    const needs = `Needs ${show(fit.needed_bytes)} with the reserve.`;
    if (fit.limit === 'memory') return `${needs} The next would need ${show(fit.next_bytes ?? 0)}.`;
    return fit.limit === 'model' ? `${needs} The model ends there: ${fit.reason}` : `${needs} No limit was met.`;
  };
  return (
    <span class="largest-fit" aria-busy={largest === null}>
      Largest that fit:{' '}
      {largest === null
        ? '…'
        : largest.map((fit) => (
            <span key={fit.key} class="largest-fit-one" title={why(fit)}>
              {fit.label.toLowerCase()}{' '}
              <b>
                {fit.value === null
                  ? 'none'
                  : `${fit.limit === 'none' ? '≥ ' : ''}${format.integer(fit.value)} ${fit.unit}`}
              </b>
              {fit.limit === 'model' && ' (limit of the model)'}
            </span>
          ))}
    </span>
  );
}
