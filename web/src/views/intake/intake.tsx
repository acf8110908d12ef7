import { fromInput } from '../../worker/collect';
import type { Source } from '../../worker/protocol';
import { Icon } from '../common/icons';
import { PasteBox } from './paste-box';

/** Everything that brings a model in, in one place: the whole page takes drops, this says so. */
export function Intake({ onFiles }: { onFiles(sources: Source[]): void }) {
  const take = (input: HTMLInputElement): void => {
    if (input.files && input.files.length > 0) onFiles(fromInput(input.files));
    // The list lives with the input: it may be emptied only once the files were copied out.
    setTimeout(() => (input.value = ''));
  };
  return (
    <div class="intake">
      <div class="intake-drop">
        <p class="empty-title">Drop your model’s TorchInfo files anywhere on this page</p>
        <p class="note">
          A folder, a zip, single files, gzipped or not, or the text table. Any PyTorch model: its layers, shapes and
          parameters become a report like the built-in one. They are read in this browser and never leave it.
        </p>
        <div class="toolbar">
          <label class="button">
            <Icon name="file" /> Choose files
            <input
              class="visually-hidden"
              type="file"
              multiple
              accept=".json,.txt,.log,.gz,.zip"
              onChange={(event) => take(event.currentTarget)}
            />
          </label>
          <label class="button">
            <Icon name="folder" /> Choose a folder
            <input
              class="visually-hidden"
              type="file"
              multiple
              {...{ webkitdirectory: true }}
              onChange={(event) => take(event.currentTarget)}
            />
          </label>
        </div>
      </div>
      <PasteBox onFiles={onFiles} />
    </div>
  );
}
