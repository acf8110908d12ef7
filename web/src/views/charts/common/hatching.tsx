import { HATCHES } from './tones';

/** Fill of a hatching that `Hatching` with the same prefix has defined; index 0 is plain. */
export const hatchFill = (prefix: string, index: number): string =>
  index === 0 ? 'none' : `url(#${prefix}-hatch-${index})`;

const LINES: readonly string[] = ['', 'M0 6L6 0', 'M0 0L6 6', 'M3 0V6', 'M0 3H6', 'M0 6L6 0M0 0L6 6'];

/** Hatchings laid over a colour, for readers who do not tell colours apart. */
export function Hatching({ prefix, only }: { prefix: string; only?: number }) {
  const wanted = Array.from({ length: HATCHES - 1 }, (_, k) => k + 1).filter((k) => only === undefined || k === only);
  return (
    <defs>
      {wanted.map((k) => (
        <pattern key={k} id={`${prefix}-hatch-${k}`} width="6" height="6" patternUnits="userSpaceOnUse">
          <path class="hatch" d={LINES[k]} />
        </pattern>
      ))}
    </defs>
  );
}
