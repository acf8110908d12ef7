/** KaTeX, loaded when the first formula is shown. MathML only: no fonts, no style attributes. */
let loading: Promise<typeof import('katex')> | null = null;

export async function renderMath(latex: string, display: boolean): Promise<string> {
  loading ??= import('katex');
  const { default: katex } = await loading;
  return katex.renderToString(latex, {
    output: 'mathml',
    displayMode: display,
    throwOnError: false,
    trust: false,
    strict: 'ignore',
    maxExpand: 1000,
  });
}
