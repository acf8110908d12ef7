import { lastOf } from '../../state/types';
import { useEffect, useState } from 'preact/hooks';
import { reportTemplate } from '#report-template';
import * as format from '../../format';
import type { Controller } from '../../state/controller';
import { toBlock, withSession } from '../../state/session';
import { save } from '../common/parts';
import { Sheet } from '../common/sheet';

type Made =
  | { kind: 'making' }
  | { kind: 'failed'; reason: string }
  | { kind: 'made'; page: Blob; name: string; parts: { label: string; bytes: number }[] };

const bytesOf = (text: string): number => new Blob([text]).size;

async function make(controller: Controller): Promise<Made> {
  const { run, artifacts } = controller.store.get();
  const report = lastOf(run)?.estimate.report;
  if (!report) return { kind: 'failed', reason: 'Nothing has been computed yet.' };
  const [template, files] = await Promise.all([reportTemplate(), controller.answers.filesForDownload()]);
  const session = controller.keeper.sessionNow();
  const block = await toBlock(session);
  const own = await toBlock({ ...session, sources: [] });
  const gpu = report.estimate?.gpu_id ?? '';
  const page = withSession(
    template,
    block,
    `${report.model.model_variant || report.model.model_id} on ${gpu}: ModelMeter`,
  );
  const stem = files?.archive_name.replace(/\.zip$/, '') ?? report.report_id;
  return {
    kind: 'made',
    page: new Blob([page], { type: 'text/html' }),
    name: `${stem}.report.html`,
    parts: [
      { label: 'The page, the engine and all GPU profiles', bytes: bytesOf(template) },
      { label: 'Your settings, workloads and GPUs', bytes: bytesOf(own) },
      ...(artifacts.sources.length > 0
        ? [
            {
              label:
                artifacts.sources.length === 1
                  ? 'The file that you dropped'
                  : `The ${artifacts.sources.length} files that you dropped`,
              bytes: bytesOf(block) - bytesOf(own),
            },
          ]
        : []),
    ],
  };
}

/** What a live report holds and how large it is, before it is saved. */
export function ReportSheet({ controller, onClose }: { controller: Controller; onClose(): void }) {
  const [made, setMade] = useState<Made>({ kind: 'making' });
  const { byteUnits } = controller.store.get().preferences;
  useEffect(() => {
    let open = true;
    make(controller).then(
      (done) => open && setMade(done),
      (error: unknown) =>
        open && setMade({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
    return () => void (open = false);
  }, [controller]);
  return (
    <Sheet open title="Live report" onClose={onClose}>
      <p>
        One HTML file with this view, the engine and your files in it. Whoever opens it, from a disk or an attachment,
        sees what you see and can change every setting; it needs no network and asks for nothing.
      </p>
      {made.kind === 'making' && (
        <p class="note" role="status">
          Putting it together …
        </p>
      )}
      {made.kind === 'failed' && (
        <p class="field-message" role="alert">
          The report could not be made: {made.reason}
        </p>
      )}
      {made.kind === 'made' && (
        <table class="report-parts" aria-label="What it holds">
          <tbody>
            {made.parts.map(({ label, bytes }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td class="num">{format.bytesIn(byteUnits, bytes)}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">The file</th>
              <td class="num" title={format.full(made.page.size, 'B')}>
                {format.bytesIn(byteUnits, made.page.size)}
              </td>
            </tr>
          </tbody>
        </table>
      )}
      <div class="sheet-foot">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="button primary"
          disabled={made.kind !== 'made'}
          onClick={() => {
            if (made.kind !== 'made') return;
            save(made.name, made.page, 'text/html');
            onClose();
          }}
        >
          Save {made.kind === 'made' ? format.bytesIn(byteUnits, made.page.size) : ''}
        </button>
      </div>
    </Sheet>
  );
}
