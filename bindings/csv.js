/** CSV as RFC 4180 writes it, safe to open in a spreadsheet. */

/**
 * A cell: empty for null, text that a spreadsheet would run as a formula defused with an apostrophe.
 * @param {string | number | boolean | null | undefined} value
 */
export function csvCell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {readonly (string | number | boolean | null | undefined)[]} cells */
export const csvLine = (cells) => `${cells.map(csvCell).join(',')}\r\n`;
