/** A figure of a sweep or search as it reads; `Metric` says its unit. */
import type { Figure, Metric } from '../../../../bindings/api';
import * as format from '../../format';

export function numberText(value: number, { unit }: Pick<Metric, 'unit'>, units: format.ByteUnits): string {
  if (unit === 'bytes') return value < 0 ? `\u2212${format.bytesIn(units, -value)}` : format.bytesIn(units, value);
  if (unit === 'FLOP') return format.flops(value);
  if (unit === 'ms') return format.time(value);
  if (unit === 'USD/h') return format.dollarsPerHour(value);
  if (unit === 'USD') return `$${value < 100 ? format.digits(value) : format.integer(value)}`;
  if (unit.endsWith('/s')) return format.rate(value, unit.slice(0, -2).replace(/s$/, ''));
  if (unit === 'FLOP/byte') return format.intensity(value);
  return unit ? `${format.count(value)}\u00a0${unit}` : format.count(value);
}

export function figureText(figure: Figure | undefined, metric: Metric, units: format.ByteUnits): string {
  if (figure === null || figure === undefined) return format.MISSING;
  if (typeof figure === 'boolean') return figure ? 'yes' : 'no';
  return typeof figure === 'string' ? figure : numberText(figure, metric, units);
}

/** What a figure is called: rates and prices say per what, the others have their unit in the number. */
export const metricName = ({ label, unit }: Pick<Metric, 'label' | 'unit'>): string =>
  unit.endsWith('/s') ? `${label} per second` : unit === 'USD' ? `${label}, USD` : label;
