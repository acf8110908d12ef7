import type { Source } from '../../worker/protocol';
import { EmptyState } from '../common/parts';
import { ExportPanel } from './export-panel';
import { Intake } from './intake';

interface Props {
  /** Name of the model that the settings are about; null where it is not known. */
  wanted: string | null;
  /** Names of its files, where the link or the last visit said them. */
  files: readonly string[];
  restoring: boolean;
  onFiles(sources: Source[]): void;
  onBuiltIn(): void;
}

/** In place of the results, where the settings are about artifacts that are not loaded. */
export function Waiting({ wanted, files, restoring, onFiles, onBuiltIn }: Props) {
  if (restoring) return <EmptyState title="Reading the files of your last visit …" />;
  return (
    <section class="waiting" aria-label="Artifacts wanted">
      <div class="card" role="alert">
        <h2>{wanted === null ? 'A model from artifacts is wanted' : <>The artifacts of {wanted} are wanted</>}</h2>
        <p>
          These settings are for {wanted === null ? 'a model' : <b>{wanted}</b>} made from TorchInfo artifacts. A link
          carries the settings, not the files: load {wanted === null ? 'them' : 'its files'} here and the report is made
          with these settings.
        </p>
        {files.length > 0 && (
          <p>
            It was made from{' '}
            {files.map((file, index) => (
              <span key={file}>
                {index > 0 && ', '}
                <code>{file}</code>
              </span>
            ))}
            .
          </p>
        )}
        <button type="button" onClick={onBuiltIn}>
          Show the built-in example instead
        </button>
      </div>
      <Intake onFiles={onFiles} />
      <details class="card">
        <summary>
          <h3>Export your own model</h3>
        </summary>
        <ExportPanel />
      </details>
    </section>
  );
}
