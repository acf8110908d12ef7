import type { ArtifactInfo, ArtifactSummary } from '../../../../bindings/api';
import * as format from '../../format';
import { ARTIFACT, modelLabel } from '../../state/models';
import { sentence } from '../../state/sentence';
import type { ArtifactState } from '../../state/types';
import type { FileOutcome, Source } from '../../worker/protocol';
import { CsvButton, csvOf } from '../common/csv';
import { Diagnostics } from '../common/parts';
import { ExportPanel } from '../intake/export-panel';
import { Intake } from '../intake/intake';
import { Classes, Findings, ParameterChecks } from './cards';
import { LayerRows } from './layer-rows';

interface Props {
  artifacts: ArtifactState;
  /** Id of the model that is picked. */
  model: string;
  onFiles(sources: Source[]): void;
  onExport(): void;
  /** Shows the model of the artifacts as they recorded it. */
  onAsRecorded(): void;
  canUndo: boolean;
  byteUnits: format.ByteUnits;
  onUndo(): void;
  onRemove(): void;
  onApplySuggested(): void;
  onSelectModule(moduleId: string): void;
}

/** What the dropped files are, what they said, and what about them is wrong. */
export function Artifacts({
  artifacts,
  model,
  onFiles,
  onExport,
  onAsRecorded,
  canUndo,
  byteUnits,
  onUndo,
  onRemove,
  onApplySuggested,
  onSelectModule,
}: Props) {
  const { summary, outcomes, openedReport, rows } = artifacts;
  return (
    <section class="artifacts" aria-label="Artifacts">
      {(canUndo || summary) && (
        <div class="toolbar">
          {canUndo && (
            <button type="button" onClick={onUndo}>
              Undo the last drop
            </button>
          )}
          {summary && (
            <button type="button" class="quiet" onClick={onRemove}>
              Remove all files
            </button>
          )}
          <span class="grow" />
          {summary && (
            <button type="button" class="quiet" onClick={onExport}>
              Export your own model
            </button>
          )}
        </div>
      )}
      <LastDrop outcomes={outcomes} />
      {openedReport && (
        <section class="card">
          <h3>{openedReport.path}</h3>
          {openedReport.flags.length === 0 ? (
            <p class="note">A sound report: every rule of the data model holds.</p>
          ) : (
            <Diagnostics errors={openedReport.flags} label="What the report's values suggest" />
          )}
        </section>
      )}
      {summary ? (
        <Summary
          summary={summary}
          model={model}
          onAsRecorded={onAsRecorded}
          byteUnits={byteUnits}
          onApplySuggested={onApplySuggested}
          onSelectModule={onSelectModule}
        />
      ) : (
        <>
          <Intake onFiles={onFiles} />
          <section class="card">
            <h3>Export your own model</h3>
            <ExportPanel />
          </section>
        </>
      )}
      {summary && <LayerRows rows={rows} />}
    </section>
  );
}

const FATES: Record<FileOutcome['outcome'], string> = {
  artifact: 'read',
  measurement: 'measured times',
  gpu: 'GPU profile',
  workload: 'workload',
  report: 'report',
  faulty: 'not used',
  ignored: 'left out',
};

function LastDrop({ outcomes }: { outcomes: readonly FileOutcome[] }) {
  const told = outcomes.filter((one) => one.outcome === 'faulty' || one.outcome === 'ignored');
  if (told.length === 0) return null;
  const faulty = told.filter((one) => one.outcome === 'faulty');
  const ignored = told.filter((one) => one.outcome === 'ignored');
  return (
    <section class="card">
      <h3>From the last drop</h3>
      {faulty.map((one) => (
        <div key={one.path} class="faulty-file">
          <p>
            <span class="tag bad">{FATES[one.outcome]}</span> <code>{one.path}</code>
          </p>
          <ul class="diagnostics">
            {one.errors.slice(0, 50).map((error, index) => (
              <li key={index}>{sentence(error)}</li>
            ))}
            {one.errors.length > 50 && <li>… and {format.integer(one.errors.length - 50)} more</li>}
          </ul>
        </div>
      ))}
      {ignored.length > 0 && (
        <details>
          <summary>{ignored.length === 1 ? '1 file' : `${ignored.length} files`} left out</summary>
          <ul class="plain-list">
            {ignored.slice(0, 200).map((one) => (
              <li key={one.path}>
                <code>{one.path}</code> {one.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Summary({
  summary,
  model,
  onAsRecorded,
  byteUnits,
  onApplySuggested,
  onSelectModule,
}: {
  summary: ArtifactSummary;
  model: string;
  onAsRecorded(): void;
  byteUnits: format.ByteUnits;
  onApplySuggested(): void;
  onSelectModule(moduleId: string): void;
}) {
  const suggested = Object.entries(summary.suggested_set);
  return (
    <>
      <section class="card">
        <div class="toolbar">
          <h3>Files</h3>
          <CsvButton
            name="artifact-files"
            csv={() =>
              csvOf(
                ['file', 'kind', 'bytes', 'contributed', 'model'],
                summary.files.map((one) => [one.file_name, one.kind, one.bytes, one.contributed, one.model_path]),
              )
            }
          />
        </div>
        <div class="table-scroll">
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col">Kind</th>
                <th scope="col" class="num">
                  Size
                </th>
                <th scope="col">What it contributed</th>
                <th scope="col">Model</th>
              </tr>
            </thead>
            <tbody>
              {summary.files.map((file: ArtifactInfo, index) => (
                <tr key={`${index}-${file.file_name}`}>
                  <th scope="row">{file.file_name}</th>
                  <td>{file.kind}</td>
                  <td class="num" title={format.full(file.bytes, 'B')}>
                    {format.bytesIn(byteUnits, file.bytes)}
                  </td>
                  <td class="words">{file.contributed}</td>
                  <td class="words">{file.model_path}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {summary.missing.map((one) => (
          <p class="note" key={one.kind}>
            <span class="tag warn">missing</span> {FILE_OF[one.kind]}: {one.would_add}
          </p>
        ))}
        {summary.model_id !== null && (
          <p class="note">
            Recognised as the built-in model <b>{summary.model_id}</b>.
          </p>
        )}
        {summary.model && (
          <p class="note">
            {model === ARTIFACT ? (
              <>
                The report shows <b>{modelLabel(summary.model)}</b>: {summary.model.description}
              </>
            ) : (
              <>
                The layers themselves can be costed, at the run that they recorded.{' '}
                <button type="button" onClick={onAsRecorded}>
                  Show {modelLabel(summary.model)} as recorded
                </button>
              </>
            )}
          </p>
        )}
        {!summary.model && <p class="note">No report yet: it needs torchinfo-layers.json or torchinfo’s text table.</p>}
        {suggested.length > 0 && model !== ARTIFACT && (
          <p class="note">
            Its own run had {suggested.map(([key, value]) => `${key} = ${value}`).join(', ')}.{' '}
            <button type="button" onClick={onApplySuggested}>
              Use these settings
            </button>
          </p>
        )}
      </section>
      <Findings findings={summary.findings} />
      <ParameterChecks summary={summary} />
      <Classes summary={summary} onSelectModule={onSelectModule} />
    </>
  );
}

const FILE_OF: Record<ArtifactInfo['kind'], string> = {
  layers: 'torchinfo-layers.json',
  'unique-layers': 'torchinfo-unique-layers.json',
  stages: 'torchinfo-stages.json',
  summary: 'torchinfo’s text table',
  'flop-counter': 'a FLOP-counter file',
};
