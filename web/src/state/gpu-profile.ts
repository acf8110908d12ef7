/** GPU profiles of the user's own: copies with edited figures, and how an address carries one. Pure. */
import type { HardwareProfile } from '../../../bindings/api';
import type { UserGpu } from './types';

/** A figure's value as a profile holds it, by its path: "tdp_w", "matrix_peak_flops_per_s.bf16". */
export type FigureValue = string | number | null | string[];
export type Figures = Record<string, FigureValue>;

const NESTED = ['matrix_peak_flops_per_s', 'vector_peak_flops_per_s', 'achieved'] as const;
/** What says where figures come from, or was fitted to measurements: no figure to edit. */
const ASIDE = new Set<string>(['$schema', 'sources', 'references', 'calibration', ...NESTED]);

/** Confidence of a figure that the user wrote. */
export const YOURS = 'yours';

export function figuresOf(profile: HardwareProfile): Figures {
  const figures: Figures = {};
  for (const [key, value] of Object.entries(profile)) if (!ASIDE.has(key)) figures[key] = value as FigureValue;
  for (const group of NESTED)
    for (const [key, value] of Object.entries(profile[group])) figures[`${group}.${key}`] = value;
  return figures;
}

/** A profile with some figures replaced; a source of its own says so for each. Values are taken as they are: the engine judges them. */
export function withFigures(base: HardwareProfile, change: Figures): HardwareProfile {
  const next = structuredClone(base) as unknown as Record<string, unknown>;
  const sources = { ...base.sources };
  const before = figuresOf(base);
  for (const [path, value] of Object.entries(change)) {
    const [group, key] = path.split('.');
    if (key === undefined) next[path] = value;
    else if ((NESTED as readonly string[]).includes(group!)) (next[group!] as Record<string, unknown>)[key] = value;
    else next[path] = value;
    if (NAMING.has(path) || same(before[path], value)) continue;
    sources[path] = { references: [], confidence: YOURS, note: `${word(before[path])} in ${base.name}` };
  }
  return { ...(next as unknown as HardwareProfile), sources };
}
/** Words, not figures: no source is asked for. */
export const NAMING = new Set(['id', 'name', 'vendor', 'architecture', 'release_year', 'notes', 'unsupported_formats']);

const word = (value: FigureValue | undefined): string =>
  value === null || value === undefined ? 'unknown' : Array.isArray(value) ? value.join(', ') : String(value);
const same = (a: FigureValue | undefined, b: FigureValue | undefined): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Figures in which two profiles differ, as the second has them. */
export function differences(base: HardwareProfile, other: HardwareProfile): Figures {
  const before = figuresOf(base);
  return Object.fromEntries(Object.entries(figuresOf(other)).filter(([path, value]) => !same(before[path], value)));
}

/** An id that is free: "h200-sxm-copy", "h200-sxm-copy-2". */
export function freeId(wanted: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  if (!used.has(wanted)) return wanted;
  let n = 2;
  while (used.has(`${wanted}-${n}`)) n += 1;
  return `${wanted}-${n}`;
}

/** What an address says of a profile of the user's own: its differences to a shipped one, or all of its figures. */
export function profileText(own: UserGpu, shipped: readonly HardwareProfile[]): string {
  const profile = JSON.parse(own.text) as HardwareProfile;
  const base = shipped.find((gpu) => gpu.id === own.base);
  return JSON.stringify(base ? { base: base.id, set: differences(base, profile) } : { set: figuresOf(profile) });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The profile that an address describes, or what is wrong with it. The engine judges the figures. */
export function profileFromText(text: string, shipped: readonly HardwareProfile[]): UserGpu | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'its GPU profile: expected JSON, got something cut or changed' };
  }
  if (!isRecord(value) || !isRecord(value['set'])) return { fault: 'its GPU profile: expected figures, got none' };
  const set = value['set'] as Figures;
  const base = shipped.find((gpu) => gpu.id === value['base']);
  if (!base && value['base'] !== undefined)
    return { fault: `its GPU profile: expected a copy of a known GPU, got one of "${String(value['base'])}"` };
  const empty = { ...BLANK, sources: {}, references: {} } as unknown as HardwareProfile;
  const profile = base ? withFigures(base, set) : withoutSources(withFigures(empty, set));
  const { id, name } = profile;
  if (typeof id !== 'string' || typeof name !== 'string' || !id || !name)
    return { fault: 'its GPU profile: expected an id and a name, got none' };
  return { id, name, text: JSON.stringify(profile), ...(base ? { base: base.id } : {}) };
}
const BLANK = { matrix_peak_flops_per_s: {}, vector_peak_flops_per_s: {}, achieved: {} };
const withoutSources = (profile: HardwareProfile): HardwareProfile => ({ ...profile, sources: {} });
