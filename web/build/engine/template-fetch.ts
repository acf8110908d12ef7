// `#report-template` of the page in several files: the page in one file lies beside it.

/** The page in one file, with room for a session. */
export async function reportTemplate(): Promise<string> {
  const response = await fetch(new URL('report.html', document.baseURI));
  if (!response.ok) throw new Error(`report.html: expected the page in one file, got status ${response.status}`);
  return response.text();
}
export const captureTemplate = (): void => undefined;
