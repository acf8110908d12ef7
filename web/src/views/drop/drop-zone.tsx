import { useEffect } from 'preact/hooks';
import * as format from '../../format';
import { collect, entriesOf, pastedSource } from '../../worker/collect';
import type { Progress, Source } from '../../worker/protocol';

interface Props {
  dragging: boolean;
  loading: Progress | null;
  byteUnits: format.ByteUnits;
  onDragging(on: boolean): void;
  onFiles(sources: Promise<Source[]> | Source[]): void;
  onCancel(): void;
}

/** Takes drops and pastes anywhere on the page, and shows how far reading is. */
export function DropZone({ dragging, loading, byteUnits, onDragging, onFiles, onCancel }: Props) {
  useEffect(() => {
    // Every element that is entered and left tells; only the outermost counts.
    let depth = 0;
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth += 1;
      onDragging(true);
    };
    const over = (event: DragEvent): void => {
      if (!holdsFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    };
    const leave = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) onDragging(false);
    };
    const drop = (event: DragEvent): void => {
      if (!event.dataTransfer || !holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      onDragging(false);
      onFiles(collect(entriesOf(event.dataTransfer)));
    };
    const paste = (event: ClipboardEvent): void => {
      if (event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]')) return;
      const { clipboardData } = event;
      if (!clipboardData) return;
      if (clipboardData.files.length > 0) {
        event.preventDefault();
        onFiles(collect([...clipboardData.files]));
        return;
      }
      const text = clipboardData.getData('text/plain');
      // A word or a line pasted by mistake is no document.
      if (!/^\s*[[{]/.test(text) && text.trim().split('\n').length < 2) return;
      event.preventDefault();
      onFiles([pastedSource(text)]);
    };
    addEventListener('dragenter', enter);
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    addEventListener('paste', paste);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
      removeEventListener('paste', paste);
    };
  }, [onDragging, onFiles]);

  return (
    <>
      {dragging && (
        <div class="drop-overlay">
          <div>
            <p class="drop-title">Drop to read</p>
            <p>TorchInfo files or text, FLOP counts, folders, zips, GPU or workload profiles, reports.</p>
            <p class="drop-note">Nothing leaves this machine.</p>
          </div>
        </div>
      )}
      {loading && (
        <div class="loading" role="group" aria-label="Reading files">
          <p class="loading-line">
            <span class="loading-path" title={loading.path}>
              {loading.path}
            </span>
            {loading.fileCount > 1 && (
              <span>
                file {loading.fileIndex + 1} of {loading.fileCount}
              </span>
            )}
            <span>
              {format.bytesIn(byteUnits, loading.bytes)}
              {loading.totalBytes !== null && ` of ${format.bytesIn(byteUnits, loading.totalBytes)}`}
            </span>
            <button type="button" onClick={onCancel}>
              Cancel
            </button>
          </p>
          <progress
            aria-label="Bytes read"
            {...(loading.totalBytes === null ? {} : { value: loading.bytes, max: Math.max(1, loading.totalBytes) })}
          />
        </div>
      )}
    </>
  );
}
