/**
 * What the forms of Compare, Sweep and Solve hold: text under a key each, so that an address can carry it. Only what differs from
 * the defaults is kept; what a text means, the engine says.
 */

export const LAB_DEFAULTS = {
  'sweep.x': 'batch_size',
  'sweep.xs': '1..64:x2',
  'sweep.y': '',
  'sweep.ys': '',
  'sweep.metric': 'throughput_pages_per_s',
  /** "chart" | "map" | "table"; a chart of two axes has a line for each value of the second. */
  'sweep.view': 'chart',
  'sweep.scale.x': 'auto',
  'sweep.scale.y': 'linear',
  /** Milliseconds; empty where there is no such target. Sweeps shade by the same targets. */
  'target.ttft': '',
  'target.tpot': '',
  /** "no": runs that do not fit count as well. */
  'target.fit': 'yes',
  'solve.price': 'price_usd_per_h',
  'solve.rates': 'tpot_ms',
  'compare.by': 'module',
  'compare.metric': 'time_ms',
  /** Which run the others are held against: "pinned", "current", or a run's position; empty for the first there is. */
  'compare.first': '',
  /** "no": the settings in force are no run of the comparison. */
  'compare.current': 'yes',
} as const;

export type LabKey = keyof typeof LAB_DEFAULTS;
export type LabForm = Readonly<Partial<Record<LabKey, string>>>;
export const LAB_KEYS = Object.keys(LAB_DEFAULTS) as LabKey[];

export const labValue = (form: LabForm, key: LabKey): string => form[key] ?? LAB_DEFAULTS[key];

/** A change of the form; what is as it is by default is left out. */
export function withLab(form: LabForm, change: LabForm): LabForm {
  const next: Partial<Record<LabKey, string>> = { ...form };
  for (const key of LAB_KEYS) {
    const value = change[key];
    if (value === undefined) continue;
    if (value === LAB_DEFAULTS[key]) delete next[key];
    else next[key] = value;
  }
  return next;
}

/** What another place held: unknown keys and what is no text are left out. */
export function labFormOf(value: unknown): LabForm {
  if (typeof value !== 'object' || value === null) return {};
  const given = value as Record<string, unknown>;
  const form: Partial<Record<LabKey, string>> = {};
  for (const key of LAB_KEYS) {
    const one = given[key];
    if (typeof one === 'string' && one.length <= 4000) form[key] = one;
  }
  return withLab({}, form);
}
