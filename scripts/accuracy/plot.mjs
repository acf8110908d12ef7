/** Measured against predicted as SVG: both axes logarithmic, the diagonal is right, its neighbours are 20 % off. */

const SIDE = 360;
const LEFT = 52;
const TOP = 26;
const BOTTOM = 40;
const RIGHT = 12;

/** Colour-blind safe (Tol's bright scheme) on a ground of their own, readable in light and dark pages. */
const FITTED = '#4477aa';
const HELD_OUT = '#cc3311';

const place = (value) => Number(value.toFixed(1));

function ticks(low, high) {
  const all = [];
  for (let power = Math.ceil(Math.log10(low)); power <= Math.floor(Math.log10(high)); ++power) all.push(10 ** power);
  return all;
}

/** 1 µs, 10 µs, 1 ms. */
const name = (us) => (us >= 1000 ? `${us / 1000} ms` : `${us} µs`);

/**
 * @param {string} title
 * @param {{ measured: number, predicted: number, heldOut: boolean }[]} points seconds
 */
export function plot(title, points) {
  const us = points.flatMap((point) => [point.measured * 1e6, point.predicted * 1e6]);
  const low = Math.min(...us) / 1.3;
  const high = Math.max(...us) * 1.3;
  const inner = SIDE - LEFT - RIGHT;
  const along = (value) => (Math.log(value / low) / Math.log(high / low)) * inner;
  const x = (value) => place(LEFT + along(value));
  const y = (value) => place(TOP + inner - along(value));
  const line = (factor, dash) => {
    const from = Math.max(low, low / factor);
    const to = Math.min(high, high / factor);
    return `<path d="M${x(from)} ${y(from * factor)}L${x(to)} ${y(to * factor)}" stroke="#777" fill="none"${dash}/>`;
  };
  const grid = ticks(low, high).map(
    (tick) =>
      `<path d="M${x(tick)} ${TOP}V${TOP + inner}M${LEFT} ${y(tick)}H${LEFT + inner}" stroke="#ddd"/>` +
      `<text x="${x(tick)}" y="${TOP + inner + 14}" text-anchor="middle">${name(tick)}</text>` +
      `<text x="${LEFT - 5}" y="${y(tick) + 4}" text-anchor="end">${name(tick)}</text>`,
  );
  const mark = (point) => {
    const [cx, cy] = [x(point.measured * 1e6), y(point.predicted * 1e6)];
    return point.heldOut
      ? `<path d="M${cx} ${place(cy - 3)}l3 5h-6z" fill="${HELD_OUT}"/>`
      : `<circle cx="${cx}" cy="${cy}" r="2" fill="${FITTED}"/>`;
  };
  const height = TOP + inner + BOTTOM;
  const label = `${title}: predicted against measured times of ${points.length} kernels, ${points.filter((p) => p.heldOut).length} of them held out`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${height}" width="${SIDE}" height="${height}" role="img" aria-label="${label}" font-family="sans-serif" font-size="10" fill="#333">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="16" font-size="12">${title}</text>
${grid.join('\n')}
${line(1, '')}
${line(1.2, ' stroke-dasharray="3 3"')}
${line(1 / 1.2, ' stroke-dasharray="3 3"')}
<g fill-opacity="0.75">
${[...points.filter((p) => !p.heldOut), ...points.filter((p) => p.heldOut)].map(mark).join('\n')}
</g>
<text x="${LEFT + inner / 2}" y="${height - 10}" text-anchor="middle">measured · <tspan fill="${FITTED}">● fitted</tspan> <tspan fill="${HELD_OUT}">▲ held out</tspan></text>
<text transform="translate(11 ${TOP + inner / 2}) rotate(-90)" text-anchor="middle">predicted</text>
</svg>
`;
}
