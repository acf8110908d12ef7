import type { Source } from '../../worker/protocol';
import { Sheet } from '../common/sheet';
import { ExportPanel } from './export-panel';
import { PasteBox } from './paste-box';

/** The way in, from wherever the user is. */
export function ExportSheet({
  open,
  onClose,
  onFiles,
}: {
  open: boolean;
  onClose(): void;
  onFiles(sources: Source[]): void;
}) {
  return (
    <Sheet open={open} title="Your own model" wide onClose={onClose}>
      <ExportPanel />
      <PasteBox onFiles={onFiles} />
    </Sheet>
  );
}
