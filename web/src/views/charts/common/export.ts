/** A chart as a file of its own: what the page's styles give it is written into its marks. */

/** What is written as attributes: style attributes are not taken everywhere an SVG goes. */
const PAINT = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
  'visibility',
] as const;
const INITIAL: Partial<Record<(typeof PAINT)[number], string>> = {
  'fill-opacity': '1',
  'stroke-opacity': '1',
  'stroke-dasharray': 'none',
  'stroke-linejoin': 'miter',
  opacity: '1',
  'dominant-baseline': 'auto',
  'paint-order': 'normal',
  visibility: 'visible',
  'text-anchor': 'start',
};
const NS = 'http://www.w3.org/2000/svg';
const MARGIN = 16;

/** As every reader of SVG takes it: mixed colours come as `color(srgb …)`, references in quotes. */
export const portable = (value: string): string =>
  value
    .replace(/url\("(#[^"]+)"\)/, 'url($1)')
    .replace(/color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ [\d.]+)?\)/, (_, ...parts: string[]) => {
      const [red, green, blue] = parts.slice(0, 3).map((part) => Math.round(Number(part) * 255));
      return `rgb(${red}, ${green}, ${blue})`;
    });

/** A copy with its computed looks; what only serves the pointer (`data-no-export`) is left out. */
function withLooks(element: SVGElement): SVGElement {
  const copy = element.cloneNode(false) as SVGElement;
  for (const name of ['class', 'style', 'tabindex', 'role', 'id'].filter(
    (one) => one !== 'id' || element.tagName !== 'pattern',
  ))
    copy.removeAttribute(name);
  for (const { name } of [...element.attributes])
    if (name.startsWith('aria-') || name.startsWith('data-')) copy.removeAttribute(name);
  const looks = getComputedStyle(element);
  if (!['defs', 'pattern', 'title', 'desc', 'clipPath'].includes(element.tagName)) {
    for (const name of PAINT) {
      const value = looks.getPropertyValue(name);
      if (value && value !== INITIAL[name]) copy.setAttribute(name, portable(value));
    }
  }
  for (const child of element.childNodes) {
    if (child instanceof SVGElement) {
      if (!child.hasAttribute('data-no-export') && getComputedStyle(child).display !== 'none')
        copy.append(withLooks(child));
    } else if (child.nodeType === Node.TEXT_NODE) copy.append(child.cloneNode());
  }
  return copy;
}

const textWidth = (text: string, font: string): number => {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return text.length * 7;
  context.font = font;
  return context.measureText(text).width;
};

/** The chart of a `figure.chart` as an SVG document: title, subtitle, legend, plot, on the page's background. */
export function svgDocument(figure: HTMLElement): { text: string; width: number; height: number } {
  const plot = figure.querySelector<SVGSVGElement>('svg.plot');
  if (!plot) throw new Error('the chart has no plot');
  const looks = getComputedStyle(figure);
  const font = looks.fontFamily;
  const plotWidth = plot.clientWidth || plot.width.baseVal.value;
  const plotHeight = plot.clientHeight || plot.height.baseVal.value;
  const width = plotWidth + 2 * MARGIN;

  const svg = document.createElementNS(NS, 'svg');
  const background = document.createElementNS(NS, 'rect');
  background.setAttribute('width', '100%');
  background.setAttribute('height', '100%');
  background.setAttribute('fill', looks.backgroundColor);
  svg.append(background);

  let y = MARGIN;
  const write = (text: string, x: number, size: number, weight: string, colour: string): void => {
    const line = document.createElementNS(NS, 'text');
    const attributes = { x, y: y + size, fill: colour, 'font-family': font, 'font-size': size, 'font-weight': weight };
    for (const [name, value] of Object.entries(attributes)) line.setAttribute(name, String(value));
    line.textContent = text;
    svg.append(line);
  };
  const title = figure.querySelector('.chart-title')?.textContent ?? '';
  const subtitle = figure.querySelector('.chart-subtitle')?.textContent ?? '';
  const muted = getComputedStyle(figure.querySelector('.chart-subtitle') ?? figure).color;
  write(title, MARGIN, 16, '600', looks.color);
  y += 24;
  if (subtitle) {
    write(subtitle, MARGIN, 12, '400', muted);
    y += 20;
  }
  let x = MARGIN;
  for (const item of figure.querySelectorAll<HTMLElement>('.legend-item')) {
    const label = item.textContent?.trim() ?? '';
    const needed = 20 + textWidth(label, `12px ${font}`) + 14;
    if (x + needed > width - MARGIN && x > MARGIN) {
      x = MARGIN;
      y += 18;
    }
    const mark = item.querySelector<SVGSVGElement>('svg');
    if (mark) {
      const copy = withLooks(mark);
      copy.setAttribute('x', String(x));
      copy.setAttribute('y', String(y));
      svg.append(copy);
    }
    write(label, x + 19, 12, '400', looks.color);
    x += needed;
  }
  if (x > MARGIN) y += 22;

  const body = withLooks(plot);
  for (const [name, value] of Object.entries({ x: MARGIN, y, width: plotWidth, height: plotHeight }))
    body.setAttribute(name, String(value));
  svg.append(body);
  const height = y + plotHeight + MARGIN;
  for (const [name, value] of Object.entries({ xmlns: NS, width, height, viewBox: `0 0 ${width} ${height}` }))
    svg.setAttribute(name, String(value));
  const text = new XMLSerializer().serializeToString(svg);
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`, width, height };
}

/** The same as a PNG of twice the size in pixels. */
export async function pngOf(figure: HTMLElement): Promise<Blob> {
  const { text, width, height } = svgDocument(figure);
  const image = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    await new Promise((done, failed) => {
      image.onload = done;
      image.onerror = () => failed(new Error('the browser could not draw the chart'));
      image.src = address;
    });
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * 2);
    canvas.height = Math.round(height * 2);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (!blob) throw new Error('the browser could not write the image');
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}
