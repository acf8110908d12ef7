import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ReportFiles } from '../../../../bindings/api';
import type { Loaded } from '../../state/types';
import { copyText, Diagnostics, EmptyState, save } from '../common/parts';
import { renderMarkdown } from './markdown';

interface Props {
  files: Loaded<ReportFiles>;
  selected: string | null;
  onSelect(path: string): void;
}

const SUMMARY = 'layers/summary.md';

/** The report's Markdown: a summary and one page per module class. */
export function Docs({ files, selected, onSelect }: Props) {
  const [filter, setFilter] = useState('');
  const documents = useMemo(
    () => (files.kind === 'here' ? files.value.files.filter((file) => file.path.endsWith('.md')) : []),
    [files],
  );
  if (files.kind === 'failed') return <Diagnostics errors={files.errors} label="Faults" />;
  if (files.kind !== 'here') return <EmptyState title="Writing the documents …" />;
  const current = documents.find((file) => file.path === selected) ?? documents.find((file) => file.path === SUMMARY);
  const wanted = filter.trim().toLowerCase();
  const listed = documents.filter((file) => titleOf(file.path).toLowerCase().includes(wanted));
  return (
    <section class="docs" aria-label="Layer docs">
      <nav class="docs-list" aria-label="Documents">
        <input
          type="search"
          placeholder="Filter classes"
          aria-label="Filter documents"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <ul>
          {listed.map((file) => (
            <li key={file.path}>
              <button
                type="button"
                aria-current={file.path === current?.path ? 'page' : undefined}
                onClick={() => onSelect(file.path)}
              >
                {titleOf(file.path)}
              </button>
            </li>
          ))}
        </ul>
        {listed.length === 0 && <p class="note">No document of this name.</p>}
      </nav>
      {current ? (
        <Document
          key={current.path}
          path={current.path}
          text={current.text}
          known={documents.map((file) => file.path)}
          onSelect={onSelect}
        />
      ) : (
        <EmptyState title="This report has no documents" />
      )}
    </section>
  );
}

const titleOf = (path: string): string =>
  path === SUMMARY ? 'Summary' : path.replace(/^layers\//, '').replace(/\.md$/, '');

function Document({
  path,
  text,
  known,
  onSelect,
}: {
  path: string;
  text: string;
  known: readonly string[];
  onSelect(path: string): void;
}) {
  const [html, setHtml] = useState<string | null>(null);
  const body = useRef<HTMLElement>(null);
  useEffect(() => {
    let current = true;
    void renderMarkdown(text).then((rendered) => current && setHtml(rendered));
    return () => {
      current = false;
    };
  }, [text]);

  /** Links between documents stay on the page; others open beside it. */
  const follow = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute('href') ?? '';
    const target = known.find((one) => one === href || one === `layers/${href.replace(/^\.\//, '')}`);
    if (target) onSelect(target);
    else if (/^https?:/.test(href)) open(href, '_blank', 'noopener,noreferrer');
  };

  return (
    <div class="document-frame">
      <div class="toolbar">
        <code>{path}</code>
        <span class="grow" />
        <button type="button" class="quiet" onClick={() => void copyText(text)}>
          Copy Markdown
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => save(path.slice(path.lastIndexOf('/') + 1), text, 'text/markdown')}
        >
          Download
        </button>
      </div>
      {html === null ? (
        <EmptyState title="Rendering …" />
      ) : (
        <article class="document" ref={body} onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />
      )}
    </div>
  );
}
