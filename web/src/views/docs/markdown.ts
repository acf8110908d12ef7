/**
 * Markdown of the engine to safe HTML. Names in it come from dropped files: raw HTML is shown as text, and what marked and
 * KaTeX build goes through DOMPurify all the same.
 */
import { renderMath } from '../common/katex';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

interface Formula {
  latex: string;
  display: boolean;
}

/** Takes formulas out of Markdown (code left alone), so that underscores and stars in them mean what LaTeX means. */
export function liftMath(markdown: string): { text: string; formulas: Formula[] } {
  const formulas: Formula[] = [];
  const pattern =
    /(```[\s\S]*?```|``[^`]*``|`[^`\n]*`)|\$\$([\s\S]+?)\$\$|(?<![\\$\w])\$(?!\s)([^$\n]+?)(?<!\s|\\)\$(?![\d$])/g;
  const text = markdown.replace(
    pattern,
    (whole, code: string | undefined, display: string | undefined, inline: string | undefined) => {
      if (code !== undefined) return whole;
      formulas.push({ latex: (display ?? inline ?? '').trim(), display: display !== undefined });
      return `\uE000${formulas.length - 1}\uE001`;
    },
  );
  return { text, formulas };
}

export async function renderMarkdown(markdown: string): Promise<string> {
  const [{ Marked }, { default: DOMPurify }] = await Promise.all([import('marked'), import('dompurify')]);
  // Marks of our own must not come from outside.
  const { text, formulas } = liftMath(markdown.replace(/[\uE000\uE001]/g, ''));
  const marked = new Marked({ gfm: true, async: false, renderer: { html: ({ text: raw }) => escapeHtml(raw) } });
  // A wide table scrolls by itself, so the keyboard must reach it; raw HTML is text by now, so every <table> is marked's.
  const html = (marked.parse(text) as string).replaceAll('<table>', '<table tabindex="0">');
  const math = await Promise.all(
    formulas.map(({ latex, display }) =>
      renderMath(latex, display).then(withoutSource, () => `<code>${escapeHtml(latex)}</code>`),
    ),
  );
  const filled = html.replace(/\uE000(\d+)\uE001/g, (_, index: string) => {
    const formula = formulas[Number(index)];
    return formula ? `<span class="math${formula.display ? ' display' : ''}">${math[Number(index)]}</span>` : '';
  });
  return DOMPurify.sanitize(filled, {
    USE_PROFILES: { html: true, mathMl: true },
    ADD_TAGS: ['semantics'],
    FORBID_TAGS: ['style', 'form', 'input', 'img', 'iframe', 'audio', 'video'],
    FORBID_ATTR: ['style', 'id', 'name'],
  });
}

/** KaTeX carries the LaTeX along as an annotation, which the sanitizer would show as text. */
const withoutSource = (html: string): string => html.replace(/<annotation[^>]*>[\s\S]*?<\/annotation>/g, '');
