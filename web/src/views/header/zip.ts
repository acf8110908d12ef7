import type { ReportFiles } from '../../../../bindings/api';

/** Every entry of the zip bears this date: same report, same bytes. The first day that the format can hold. */
const ZIP_DATE = new Date(1980, 0, 1);

/** The whole download as zip bytes, in the layout the engine gives. */
export async function zipOf(files: ReportFiles): Promise<Uint8Array<ArrayBuffer>> {
  const { strToU8, zipSync } = await import('fflate');
  const entries = Object.fromEntries(
    files.files.map(({ path, text }) => [path, [strToU8(text), { mtime: ZIP_DATE, level: 6 as const }] as const]),
  );
  return zipSync(entries as unknown as Parameters<typeof zipSync>[0]) as Uint8Array<ArrayBuffer>;
}
