/** Colours of a heat map: viridis (van der Walt and Smith 2015), even in lightness, so that it reads without hue and in both themes. */
const STOPS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];

export function colourAt(share: number): { fill: string; dark: boolean } {
  const at = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const low = Math.min(STOPS.length - 2, Math.floor(at));
  const part = at - low;
  const [r, g, b] = STOPS[low]!.map((from, channel) =>
    Math.round(from + (STOPS[low + 1]![channel]! - from) * part),
  ) as [number, number, number];
  // Relative luminance, near enough to choose between black and white text.
  const dark = 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
  return { fill: `rgb(${r},${g},${b})`, dark };
}
