/** Asks the engine for times: every law has one implementation. */

const failure = (errors) => new Error(errors.map((e) => `${e.path}: expected ${e.expected}, got ${e.got}`).join('\n'));

/**
 * Times of points, whose calls may launch several kernels: sums of seconds and of both ends of the band; the family
 * of residuals is that of the longest kernel.
 * @param {object} subject { gpu } (an id) or { profile }
 * @returns {{ seconds: number, low: number, high: number, family: string }[]}
 */
export function times(engine, subject, execution, points) {
  const reply = engine.kernelTimes({ ...subject, execution, kernels: points.flatMap((one) => one.kernels) });
  if (!reply.ok) throw failure(reply.errors);
  let next = 0;
  return points.map((one) => {
    const kernels = reply.value.slice(next, (next += one.kernels.length));
    const longest = kernels.reduce((most, kernel) => (kernel[0] > most[0] ? kernel : most));
    const sum = (index) => kernels.reduce((total, kernel) => total + kernel[index], 0);
    return { seconds: sum(0), low: sum(1), high: sum(2), family: longest[4] };
  });
}

/** Times under one section of a calibration, for the fit: { seconds, family }. */
export const timer = (engine, profile, calibration, key) => (section, points) =>
  times(engine, { profile: { ...profile, calibration: { ...calibration, [key]: section } } }, 'calibrated', points);
