/** Small parts that many views use. */
import { Component, type ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Diagnostic } from '../../../../bindings/api';
import { sentence } from '../../state/sentence';

export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children && <div class="empty-text">{children}</div>}
    </div>
  );
}

/** A bar as long as a share of 0..1; longer than 1 is drawn full. */
export function ShareBar({ share, tone }: { share: number | null | undefined; tone?: string }) {
  const width = Math.max(0, Math.min(1, share ?? 0));
  return (
    <span class={`share-bar ${tone ?? ''}`} aria-hidden="true">
      <span style={{ width: `${width * 100}%` }} />
    </span>
  );
}

export function Dot({ name }: { name: string }) {
  return <span class={`dot ${name}`} aria-hidden="true" />;
}

/** A value that a click copies in full. */
export function Copyable({
  text,
  title,
  children,
  class: className,
}: {
  text: string;
  title?: string | undefined;
  children: ComponentChildren;
  class?: string;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await copyText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1200);
  };
  return (
    <button
      type="button"
      class={`copyable ${className ?? ''}`}
      title={title ?? `${text} (click to copy)`}
      onClick={() => void copy()}
    >
      {children}
      <span class="copied" aria-live="polite">
        {copied ? 'copied' : ''}
      </span>
    </button>
  );
}

/** From file:// and without permission there is no clipboard: a selected text field does it then. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'offscreen';
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
}

export function Diagnostics({ errors, label }: { errors: readonly Diagnostic[]; label: string }) {
  return (
    <ul class="diagnostics" aria-label={label}>
      {errors.map((error, index) => (
        <li key={index}>{sentence(error)}</li>
      ))}
    </ul>
  );
}

interface BoundaryProps {
  area: string;
  children: ComponentChildren;
}
/** A view that fails says so in its place; the others stay. */
export class ErrorBoundary extends Component<BoundaryProps, { error: Error | null }> {
  override state = { error: null as Error | null };
  static override getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }
  override componentDidCatch(error: Error): void {
    console.error(error);
  }
  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div class="empty" role="alert">
        <p class="empty-title">{this.props.area} could not be shown</p>
        <p class="empty-text">{error.message}</p>
        <button type="button" onClick={() => this.setState({ error: null })}>
          Try again
        </button>
      </div>
    );
  }
}

/** Saves bytes under a name. */
export function save(name: string, content: BlobPart, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has its own hold on the data by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
