import type { ArtifactInfo, ArtifactSummary, Finding } from '../../../../bindings/api';
import * as format from '../../format';
import { ARTIFACT, modelLabel } from '../../state/models';
import { sentence } from '../../state/sentence';
import type { ArtifactState } from '../../state/types';
import type { FileOutcome, Source } from '../../worker/protocol';
import { Diagnostics, Dot } from '../common/parts';
import { ExportPanel } from '../intake/export-panel';
import { Intake } from '../intake/intake';
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
        <h3>Files</h3>
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
      <Coverage summary={summary} onSelectModule={onSelectModule} />
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

const SEVERITY = { error: 'bad', warning: 'warn', info: 'info' } as const;
const ORDER = { error: 0, warning: 1, info: 2 } as const;

function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  const sorted = [...findings].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  return (
    <section class="card">
      <h3>Forensics</h3>
      <ul class="findings">
        {sorted.map((finding) => (
          <li key={finding.id}>
            <details>
              <summary>
                <span class={`tag ${SEVERITY[finding.severity]}`}>{finding.severity}</span>
                <span class="finding-title">{finding.title}</span>
                <span class="finding-count">{format.integer(finding.count)}×</span>
              </summary>
              <p>{finding.detail}</p>
              <ul class="plain-list">
                {finding.examples.map((example) => (
                  <li key={example}>
                    <code>{example}</code>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ParameterChecks({ summary }: { summary: ArtifactSummary }) {
  const checks = summary.parameter_checks;
  if (checks.length === 0) return null;
  const wrong = checks.filter((row) => !row.equal);
  const shown = [...wrong, ...checks.filter((row) => row.equal)];
  return (
    <section class="card">
      <details open={wrong.length > 0}>
        <summary>
          <h3>Parameters</h3>
          <span class={`tag ${wrong.length === 0 ? 'good' : 'bad'}`}>
            {wrong.length === 0
              ? `all ${format.integer(checks.length)} equal`
              : `${format.integer(wrong.length)} of ${format.integer(checks.length)} differ`}
          </span>
        </summary>
        <div class="table-scroll short">
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">Module</th>
                <th scope="col" class="num">
                  In the artifact
                </th>
                <th scope="col" class="num">
                  In the model
                </th>
                <th scope="col">Verdict</th>
              </tr>
            </thead>
            <tbody>
              {shown.slice(0, 300).map((row) => (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  <td class="num">{format.integer(row.artifact_parameters)}</td>
                  <td class="num">{format.integer(row.model_parameters)}</td>
                  <td>{row.equal ? 'equal' : <span class="tag bad">differs</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Coverage({ summary, onSelectModule }: { summary: ArtifactSummary; onSelectModule(moduleId: string): void }) {
  const rows = summary.coverage;
  if (rows.length === 0) return null;
  const missing = rows.filter((row) => !row.covered);
  // Classes are covered or not by a model that was written for them.
  const builtIn = summary.model_id !== null;
  return (
    <section class="card">
      <details open={builtIn}>
        <summary>
          <h3>Classes</h3>
          {builtIn ? (
            <span class={`tag ${missing.length === 0 ? 'good' : 'warn'}`}>
              {missing.length === 0 ? `all ${rows.length} covered` : `${missing.length} of ${rows.length} not covered`}
            </span>
          ) : (
            <span class="tag">{format.integer(rows.length)}</span>
          )}
        </summary>
        <div class="table-scroll">
          <table class="grid">
            <thead>
              <tr>
                <th scope="col">Class</th>
                <th scope="col" class="num">
                  Instances
                </th>
                <th scope="col">Category</th>
                {builtIn && <th scope="col">In the built-in model</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.class_name_qualified}>
                  <th scope="row">{row.class_name_qualified}</th>
                  <td class="num">{format.integer(row.instances)}</td>
                  <td>
                    <Dot name={`category-${row.category_id}`} />
                    {row.category_id}
                  </td>
                  {builtIn && (
                    <td>
                      {row.covered ? (
                        row.module_ids[0] ? (
                          <button
                            type="button"
                            class="link"
                            title={row.module_ids[0]}
                            onClick={() => onSelectModule(row.module_ids[0]!)}
                          >
                            {row.module_ids.length === 1 ? '1 module' : `${row.module_ids.length} modules`}
                          </button>
                        ) : (
                          'covered'
                        )
                      ) : (
                        <span class="tag warn">not covered</span>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
