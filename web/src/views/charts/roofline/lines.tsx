import type { RooflineView } from '../../../../../bindings/api';
import * as format from '../../../format';
import type { Scale } from '../common/scale';
import { isFlat, lineOf, roofName } from './model';

/** The roofs, from the faintest to those that the run is timed with, and the ridge. */
export function Lines({ view, x, y, narrow }: { view: RooflineView; x: Scale; y: Scale; narrow: boolean }) {
  const lines = view.roofs.flatMap((roof) => lineOf(view, roof, x.domain, y.domain) ?? []);
  lines.sort((a, b) => Number(a.roof.in_force) - Number(b.roof.in_force));
  const ridge = view.roofs.find((roof) => roof.in_force && roof.kind === 'matrix' && roof.ridge !== null);
  // Names of flat roofs that lie close together would cover each other: the later one is left to its tooltip.
  const taken: number[] = [];
  const free = (at: number): boolean => {
    if (taken.some((other) => Math.abs(other - at) < 13)) return false;
    taken.push(at);
    return true;
  };
  return (
    <>
      {[...lines].reverse().map(({ roof, from, to }) => {
        const [x1, y1, x2, y2] = [x(from[0]), y(from[1]), x(to[0]), y(to[1])];
        const rate = isFlat(roof) ? format.flopsPerSecond(roof.rate_per_s) : format.bytesPerSecond(roof.rate_per_s);
        const name = `${roofName(roof)} ${rate}`;
        const shown = narrow ? `${roof.kind} ${rate}` : name;
        const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
        // Above its line where it is in force, below it else: neighbours do not cover each other.
        const along = roof.in_force ? (narrow ? 0.62 : 0.72) : roof.kind === 'launch' ? 0.3 : 0.55;
        // On a phone there is room for the roofs in force alone; the others have tooltips, and the table below all of them.
        const named = (!narrow || roof.in_force) && (isFlat(roof) ? free(y2) : true);
        return (
          <g
            key={`${roof.kind} ${roof.measured} ${roof.rate_per_s}`}
            class={`roof roof-${roof.kind} ${roof.in_force ? 'in-force' : ''} ${roof.measured ? 'measured' : ''}`}
          >
            <title>{[name, roof.note, roof.confidence, ...roof.references].filter(Boolean).join('\n')}</title>
            <line x1={x1} y1={y1} x2={x2} y2={y2} />
            {named &&
              (isFlat(roof) ? (
                <text x={x2 - 4} y={y2 - 5} text-anchor="end">
                  {shown}
                </text>
              ) : (
                <text
                  transform={`translate(${x1 + along * (x2 - x1)},${y1 + along * (y2 - y1)}) rotate(${angle})`}
                  y={roof.in_force ? -6 : 14}
                  text-anchor="middle"
                >
                  {name}
                </text>
              ))}
          </g>
        );
      })}
      {ridge && x(ridge.ridge!) > x.range[0] && x(ridge.ridge!) < x.range[1] && (
        <g class="ridge">
          <line x1={x(ridge.ridge!)} x2={x(ridge.ridge!)} y1={y(ridge.rate_per_s)} y2={y.range[0]} />
          <text x={x(ridge.ridge!) + (narrow ? -5 : 5)} y={y.range[0] - 8} text-anchor={narrow ? 'end' : 'start'}>
            ridge {format.intensity(ridge.ridge)}
          </text>
        </g>
      )}
    </>
  );
}
