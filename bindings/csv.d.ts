export type CsvValue = string | number | boolean | null | undefined;
/** A cell: empty for null, text that a spreadsheet would run as a formula defused with an apostrophe. */
export function csvCell(value: CsvValue): string;
export function csvLine(cells: readonly CsvValue[]): string;
