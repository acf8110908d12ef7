import type { Diagnostic } from '../../../bindings/api';

/** "layers_flat[12].input_size: expected array of ints, got string" */
export const sentence = ({ path, expected, got }: Diagnostic): string =>
  `${path ? `${path}: ` : ''}expected ${expected}, got ${got}`;

/** The first sentences, and how many more there are. */
export function sentences(errors: readonly Diagnostic[], most = 5): string[] {
  const shown = errors.slice(0, most).map(sentence);
  return errors.length > most ? [...shown, `… and ${errors.length - most} more`] : shown;
}
