import { useEffect, useState } from 'preact/hooks';
import { renderMath } from './katex';

/** A formula as MathML; its LaTeX source until the renderer is loaded, or where it cannot be. */
export function MathText({ latex, display = false }: { latex: string; display?: boolean }) {
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void renderMath(latex, display).then(
      (rendered) => current && setHtml(rendered),
      () => current && setHtml(null),
    );
    return () => {
      current = false;
    };
  }, [latex, display]);
  const className = display ? 'math display' : 'math';
  if (html === null) return <code class={className}>{latex}</code>;
  // KaTeX builds this markup from parsed LaTeX, with commands that make links or raw HTML off (`trust: false`).
  return <span class={className} dangerouslySetInnerHTML={{ __html: html }} />;
}
