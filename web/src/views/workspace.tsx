import type { EstimateRequest, LargestFit } from '../../../bindings/api';
import type { Controller } from '../state/controller';
import { ARTIFACT, artifactModel, lacksArtifacts, modelKey, modelLabel, modelOf } from '../state/models';
import { sentences } from '../state/sentence';
import { lastOf, DEFAULT_REQUEST, TAB_GROUPS, TABS, type Run, type State, type Tab } from '../state/types';
import { fromInput } from '../worker/collect';
import type { Source } from '../worker/protocol';
import { requestKey, sameRequest } from '../state/request';
import { labelOf } from '../state/run-label';
import { Artifacts } from './artifacts/artifacts';
import { Categories } from './categories/categories';
import { TAB_TITLES as TITLES } from './commands';
import { LazyBars, LazyIcicle, LazyMemory, LazyRoofline } from './charts/lazy';
import { Icon } from './common/icons';
import { memo } from './common/memo';
import { onDemand } from './common/on-demand';
import { EmptyState, ErrorBoundary } from './common/parts';
import { Coverage } from './coverage/coverage';
import { Detail } from './detail/detail';
import { Docs } from './docs/docs';
import { BaselineBar } from './headline/baseline-bar';
import { Headline } from './headline/headline';
import { StageBar } from './headline/stage-bar';
import { Waiting } from './intake/waiting';
import { Measured } from './measured/measured';
import { Settings } from './settings/settings';
import { TreePanel } from './tree/tree-panel';
import { Verify } from './verify/verify';

const [FastHeadline, FastStageBar, FastSettings, FastTree, FastDetail] = [
  memo(Headline),
  memo(StageBar),
  memo(Settings),
  memo(TreePanel),
  memo(Detail),
];
/** Compare, Sweep and Solve: with their charts, loaded when one is first shown. */
const Lab = onDemand(async () => (await import('./lab/lab')).Lab, 'the view');

const Gpu = onDemand(async () => (await import('./gpu/gpu-view')).GpuView, 'the GPU view');
/** Key of the view's own state: ids of the GPUs beside the picked one. */
const BESIDE = 'gpus';

const NOTHING: readonly never[] = [];

/** What still fits, where it answers the run that is shown. */
function largestOf(loaded: State['largestFit'], request: EstimateRequest): readonly LargestFit[] | null {
  return loaded.kind === 'here' && loaded.key === requestKey(request) ? loaded.value : null;
}

interface Props {
  state: State;
  controller: Controller;
  onFiles(sources: Source[]): void;
}

/** Settings beside the answer. Split from the container so that a view that fails leaves header and drop zone alone. */
/** An answer, a drop or the files of last time: what is shown is about to change. */
const underWay = ({ run, loading, artifacts, engine }: State): boolean =>
  run.kind === 'running' || loading !== null || artifacts.restoring || engine.kind !== 'ready';

export function Workspace({ state, controller, onFiles }: Props) {
  const { run, request, preferences } = state;
  const last = lastOf(run);
  const model = modelOf(state, request.model);
  const baseline = state.baseline?.estimate.report ?? null;
  const onExport = (): void => controller.store.patch({ exportOpen: true });
  const waiting = state.catalog !== null && lacksArtifacts(state);
  return (
    <div class={`workspace ${preferences.settingsOpen ? '' : 'settings-closed'}`}>
      <aside class="side" aria-label="Settings">
        {model && (
          <button
            type="button"
            class="side-toggle quiet"
            aria-expanded={preferences.settingsOpen}
            onClick={() => controller.prefer({ settingsOpen: !preferences.settingsOpen })}
          >
            <Icon name="settings" /> <span>{preferences.settingsOpen ? 'Hide settings' : 'Settings'}</span>
          </button>
        )}
        {preferences.settingsOpen && model && (
          <FastSettings
            key={model.id}
            fields={model.fields}
            scaling={model === artifactModel(state) ? artifactModel(state)!.scaling : NOTHING}
            inForce={last?.estimate.settings ?? NOTHING}
            set={request.set}
            errors={run.kind === 'rejected' ? run.errors : NOTHING}
            flags={run.kind === 'done' ? run.last.estimate.flags : NOTHING}
            unavailable={run.kind === 'done' ? run.last.estimate.unavailable : NOTHING}
            onSet={(field, value) => controller.set(field, value)}
            onResetAll={() => controller.resetSettings()}
            onBegin={() => controller.endEdit()}
          />
        )}
      </aside>
      <main id="main" tabIndex={-1} class={run.kind === 'rejected' ? 'stale' : ''} aria-busy={underWay(state)}>
        <RunBanner run={run} state={state} onExport={onExport} />
        {waiting ? (
          <Waiting
            wanted={state.wanted}
            files={state.wantedFiles}
            restoring={state.artifacts.restoring || state.loading !== null}
            onFiles={onFiles}
            onBuiltIn={() => controller.reset()}
          />
        ) : last ? (
          <>
            <BaselineBar
              label={state.baseline && labelOf(state.baseline.request, state)}
              same={state.baseline !== null && sameRequest(state.baseline.request, last.request)}
              onPin={() => controller.runs.pin()}
              onUnpin={() => controller.runs.unpin()}
              onReturn={() => state.baseline && controller.ask(state.baseline.request)}
              onCompare={() => controller.show('compare')}
            />
            <FastHeadline
              report={last.estimate.report}
              baseline={baseline}
              byteUnits={preferences.byteUnits}
              largest={largestOf(state.largestFit, last.request)}
              onCoverage={() => controller.show('coverage')}
            />
            <FastStageBar
              report={last.estimate.report}
              baseline={baseline}
              selectedId={state.selectedId}
              preferences={preferences}
              onPrefer={(change) => controller.prefer(change)}
              onSelect={(id) => {
                controller.show('modules');
                controller.select(id);
              }}
              onPin={() => controller.runs.pin()}
            />
          </>
        ) : (
          run.kind !== 'rejected' && (
            <EmptyState title={state.engine.kind === 'failed' ? 'Nothing computed yet' : 'Starting the engine …'} />
          )
        )}
        {!waiting && (
          <>
            <Tabs state={state} controller={controller} />
            <div
              role="tabpanel"
              id={`panel-${state.tab}`}
              aria-labelledby={`tab-${state.tab}`}
              class={`panel panel-${state.tab}`}
            >
              <ErrorBoundary key={state.tab} area={TITLES[state.tab]}>
                <Panel state={state} controller={controller} onFiles={onFiles} />
              </ErrorBoundary>
            </div>
          </>
        )}
      </main>
    </div>
  );
}

function RunBanner({ run, state, onExport }: { run: Run; state: State; onExport(): void }) {
  if (run.kind === 'rejected') {
    return (
      <div class="banner bad" role="alert">
        <div>
          <b>Not computed.</b> {run.last ? 'What is shown below answers the settings before.' : ''}
          {sentences(run.errors, 3).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      </div>
    );
  }
  const flags = run.kind === 'done' ? run.last.estimate.flags : [];
  if (flags.length > 0) {
    return (
      <div class="banner warn">
        <div>
          {sentences(flags, 3).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      </div>
    );
  }
  if (
    state.request.model !== DEFAULT_REQUEST.model ||
    state.past.length > 0 ||
    state.artifacts.summary ||
    Object.keys(state.request.set).length > 0
  )
    return null;
  return (
    <p class="intro">
      <span>
        What running this model costs on this GPU, module by module, computed in your browser. This is the built-in
        example: change any setting, or drop the TorchInfo files of any PyTorch model (
        <button type="button" class="link" onClick={onExport}>
          export your own
        </button>
        ). Nothing leaves this machine.
      </span>
    </p>
  );
}

/** First of a group, but of the first one. */
const begins = (tab: Tab): boolean => TAB_GROUPS.some((group, index) => index > 0 && group[0] === tab);

function Tabs({ state, controller }: Omit<Props, 'onFiles'>) {
  const move = (event: KeyboardEvent): void => {
    const at = TABS.indexOf(state.tab);
    const to: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 };
    const index = to[event.key];
    if (index === undefined) return;
    event.preventDefault();
    const next = TABS[(index + TABS.length) % TABS.length]!;
    controller.show(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs-row">
      <div class="tabs" role="tablist" aria-label="Views" onKeyDown={move}>
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            class={begins(tab) ? 'begins' : ''}
            id={`tab-${tab}`}
            aria-selected={tab === state.tab}
            aria-controls={tab === state.tab ? `panel-${tab}` : undefined}
            tabIndex={tab === state.tab ? 0 : -1}
            onClick={() => controller.show(tab)}
          >
            {TITLES[tab]}
            {tab === 'artifacts' && state.artifacts.summary && (
              <span class="badge">{state.artifacts.summary.files.length}</span>
            )}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Where the module's panel stands above the tree, a pick brings it into view. */
const showDetail = (): void => document.querySelector('.detail')?.scrollIntoView({ block: 'start' });

function Panel({ state, controller, onFiles }: Props) {
  const { run, preferences, tab } = state;
  const last = lastOf(run);
  const onExport = (): void => controller.store.patch({ exportOpen: true });
  const toModule = (id: string): void => {
    controller.show('modules');
    controller.select(id);
  };
  if (tab === 'artifacts') {
    return (
      <Artifacts
        artifacts={state.artifacts}
        model={state.request.model}
        onFiles={onFiles}
        onExport={onExport}
        onAsRecorded={() => controller.showAsRecorded()}
        canUndo={state.dropUndo !== null}
        byteUnits={preferences.byteUnits}
        onUndo={() => void controller.drops.undo()}
        onRemove={() => void controller.drops.removeAll()}
        onApplySuggested={() => controller.drops.applySuggested()}
        onSelectModule={toModule}
      />
    );
  }
  if (tab === 'gpu')
    return (
      <Gpu
        gpu={state.gpus.find((gpu) => gpu.id === state.request.gpu)}
        gpus={state.gpus}
        userGpus={state.userGpus}
        draft={state.gpuDraft}
        calibration={state.calibration}
        beside={state.views[BESIDE]?.split(',') ?? NOTHING}
        onBeside={(ids) => controller.keeper.setView(BESIDE, ids.length > 0 ? ids.join(',') : null)}
        onEdit={(gpu, copy) => controller.gpus.edit(gpu, copy)}
        onWrite={(path, text) => void controller.gpus.write(path, text)}
        onSave={() => void controller.gpus.save()}
        onCancel={() => controller.gpus.cancel()}
        onRemove={(id) => void controller.gpus.remove(id).catch(() => undefined)}
        onFiles={(picked) => onFiles(fromInput(picked))}
      />
    );
  if (tab === 'compare' || tab === 'sweep' || tab === 'solve')
    return <Lab tab={tab} state={state} controller={controller} onFiles={onFiles} />;
  if (!last) return null;
  if (tab === 'verify')
    return (
      <Verify
        verification={state.verification}
        hasFiles={state.artifacts.summary !== null}
        notPicked={
          last.request.model !== ARTIFACT && state.artifacts.summary?.model
            ? modelLabel(state.artifacts.summary.model)
            : null
        }
        onAsRecorded={() => controller.showAsRecorded('verify')}
        onFiles={onFiles}
        onExport={onExport}
        onSelectModule={toModule}
      />
    );
  if (tab === 'measured')
    return (
      <Measured
        comparison={state.measured}
        summary={state.measurements}
        onFiles={onFiles}
        onRuns={(runs) => void controller.setMeasuredRuns(runs)}
        onRemove={() => void controller.drops.removeMeasurements()}
        onSelectModule={toModule}
      />
    );
  const { report } = last.estimate;
  const { byteUnits, charts } = preferences;
  const chartProps = {
    report,
    charts,
    selectedId: state.selectedId,
    hover: controller.store.hover,
    query: state.query,
    byteUnits,
    onCharts: (change: Partial<typeof charts>) => controller.chart(change),
    onQuery: (query: string) => controller.search(query),
    onSelect: (id: string) => controller.select(id),
  };
  const detail = state.selectedId && (
    <FastDetail
      report={report}
      baseline={state.baseline?.estimate.report ?? null}
      selectedId={state.selectedId}
      explanation={state.explanation}
      kernels={state.kernels}
      byteUnits={byteUnits}
      onSelect={(id) => controller.select(id)}
      onDocument={(path) => controller.openDocument(path)}
      onKernels={(id) => void controller.answers.kernels(id)}
    />
  );
  if (tab === 'icicle' || tab === 'roofline' || tab === 'memory')
    return (
      <div class={`split below ${state.selectedId ? 'open' : ''}`}>
        <div class="charts">
          {tab === 'icicle' ? (
            <LazyIcicle {...chartProps} roofline={state.roofline.kind === 'here' ? state.roofline.value : null} />
          ) : tab === 'memory' ? (
            <LazyMemory {...chartProps} />
          ) : (
            <LazyRoofline {...chartProps} roofline={state.roofline} />
          )}
        </div>
        {detail}
      </div>
    );
  if (tab === 'categories')
    return (
      <div class="charts">
        <LazyBars
          report={report}
          breakdown={state.breakdown}
          charts={charts}
          byteUnits={byteUnits}
          onCharts={chartProps.onCharts}
        />
        <Categories report={report} byteUnits={byteUnits} />
      </div>
    );
  if (tab === 'coverage')
    return <Coverage report={report} rules={state.catalog?.rules ?? []} onSelectModule={toModule} />;
  if (tab === 'docs')
    return <Docs files={state.files} selected={state.document} onSelect={(path) => controller.openDocument(path)} />;
  return (
    <div class={`split ${state.selectedId ? 'open' : ''}`}>
      <FastTree
        key={`${last.request.model} ${last.request.model === ARTIFACT ? modelKey(state.artifacts.summary) : ''}`}
        report={report}
        baseline={state.baseline?.estimate.report ?? null}
        selectedId={state.selectedId}
        columns={preferences.columns}
        operators={preferences.operators}
        query={state.query}
        hover={controller.store.hover}
        onQuery={chartProps.onQuery}
        byteUnits={preferences.byteUnits}
        onSelect={(id) => {
          controller.select(id);
          if (matchMedia('(width < 1280px)').matches) requestAnimationFrame(showDetail);
        }}
        onColumns={(columns) => controller.prefer({ columns })}
        onOperators={(operators) => controller.prefer({ operators })}
      />
      {detail}
    </div>
  );
}
