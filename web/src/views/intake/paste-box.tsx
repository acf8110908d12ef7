import { useState } from 'preact/hooks';
import { pastedSource } from '../../worker/collect';
import type { Source } from '../../worker/protocol';

/** A place for torchinfo's text, for those who would rather see where it goes than press Ctrl+V. */
export function PasteBox({ onFiles }: { onFiles(sources: Source[]): void }) {
  const [text, setText] = useState('');
  const load = (): void => {
    onFiles([pastedSource(text)]);
    setText('');
  };
  return (
    <form
      class="paste-box"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') load();
      }}
    >
      <label>
        <span>Paste summary text</span>
        <textarea
          rows={6}
          wrap="off"
          spellcheck={false}
          autocomplete="off"
          placeholder={'Layer (type:depth-idx)        Output Shape        Param #\n…'}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <div class="paste-tools">
        <span class="note">
          What str(torchinfo.summary(…)) printed, with any columns and depth. JSON works as well.
        </span>
        <button type="submit" class="strong" disabled={text.trim() === ''}>
          Load
        </button>
      </div>
    </form>
  );
}
