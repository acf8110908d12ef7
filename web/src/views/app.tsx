import { lastOf } from '../state/types';
import { useEffect, useMemo } from 'preact/hooks';
import { applyUpdate, onUpdateAvailable } from '../offline';
import type { Controller } from '../state/controller';
import type { NoticeAction, State } from '../state/types';
import { fromInput } from '../worker/collect';
import type { Source } from '../worker/protocol';
import { modelsOf } from '../state/models';
import { ErrorBoundary } from './common/parts';
import { Notices } from './common/notices';
import { print } from './common/printing';
import { Shortcuts } from './common/shortcuts';
import { DropZone } from './drop/drop-zone';
import { Actions } from './header/actions';
import { Pickers } from './header/pickers';
import { useShortcuts } from './shortcuts';
import { ExportSheet } from './intake/export-sheet';
import { Explanations } from './explain/explanations';
import { Sheets } from './keep/sheets';
import { Workspace } from './workspace';

/** The container: the one component that knows store and controller. All below take props and call back. */
export function App({ controller }: { controller: Controller }) {
  const { store } = controller;
  const state = store.state.value;

  useEffect(() => onUpdateAvailable(() => store.patch({ updateReady: true })), [store]);
  useEffect(() => applyTheme(state.preferences.theme), [state.preferences.theme]);
  useShortcuts(controller);

  const takeFiles = useMemo(
    () => (sources: Promise<Source[]> | Source[]) => {
      store.patch({ exportOpen: false });
      void controller.drops.take(sources);
    },
    [controller, store],
  );
  const onDragging = useMemo(
    () => (dragging: boolean) => store.get().dragging !== dragging && store.patch({ dragging }),
    [store],
  );
  const onAction = (action: NoticeAction['id']): void => {
    if (action === 'undo-drop') void controller.drops.undo();
    else if (action === 'apply-suggested') controller.drops.applySuggested();
    else if (action === 'as-recorded') controller.showAsRecorded();
    else if (action === 'open-compare') controller.show('compare');
    else controller.show('artifacts');
  };
  const last = lastOf(state.run);

  return (
    <div class="app">
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        Skip to the results
      </a>
      <header class="top">
        <h1 class="brand">ModelMeter</h1>
        <Pickers
          models={modelsOf(state)}
          wanted={state.wanted}
          catalog={state.catalog}
          gpus={state.gpus}
          userGpus={state.userGpus}
          userWorkloads={state.userWorkloads}
          request={state.request}
          onModel={(id) => controller.pickModel(id)}
          onWorkload={(id) => controller.pickWorkload(id)}
          onGpu={(id) => controller.pickGpu(id)}
        />
        <Actions
          canUndo={state.past.length > 0 || state.dropUndo !== null}
          canRedo={state.future.length > 0}
          theme={state.preferences.theme}
          canDownload={last !== null}
          onUndo={() => controller.undo()}
          onRedo={() => controller.redo()}
          onTheme={(theme) => controller.prefer({ theme })}
          onFiles={(files) => takeFiles(fromInput(files))}
          onReset={() => controller.reset()}
          onClearAll={() => controller.clearAll()}
          onShortcuts={() => store.patch({ shortcutsOpen: true })}
          onExport={() => store.patch({ exportOpen: true })}
          onRecent={() => store.patch({ sheet: 'recent' })}
          onPalette={() => store.patch({ sheet: 'palette' })}
          onReport={() => store.patch({ sheet: 'report' })}
          onPrint={print}
          getAddress={() => controller.keeper.address()}
          getTrace={() => controller.answers.traceForDownload()}
          getFiles={() => controller.answers.filesForDownload()}
        />
      </header>
      {state.updateReady && (
        <p class="banner" role="status">
          A newer version is ready.
          <button type="button" onClick={applyUpdate}>
            Update now
          </button>
        </p>
      )}
      <EngineBanner engine={state.engine} onRetry={() => controller.retryEngine()} />
      <Notices notices={state.notices} onDismiss={(id) => store.dismiss(id)} onAction={onAction} />
      <ErrorBoundary area="The results">
        <Workspace state={state} controller={controller} onFiles={takeFiles} />
      </ErrorBoundary>
      <DropZone
        dragging={state.dragging}
        loading={state.loading}
        byteUnits={state.preferences.byteUnits}
        onDragging={onDragging}
        onFiles={takeFiles}
        onCancel={() => controller.drops.cancel()}
      />
      <Shortcuts open={state.shortcutsOpen} onClose={() => store.patch({ shortcutsOpen: false })} />
      <ExportSheet open={state.exportOpen} onClose={() => store.patch({ exportOpen: false })} onFiles={takeFiles} />
      <Sheets state={state} controller={controller} />
      <Explanations state={state} controller={controller} />
      <p class="visually-hidden" role="status" aria-live="polite">
        {state.announcement}
      </p>
    </div>
  );
}

function EngineBanner({ engine, onRetry }: { engine: State['engine']; onRetry(): void }) {
  if (engine.kind !== 'failed') return null;
  return (
    <p class="banner bad" role="alert">
      The engine could not run: {engine.reason}
      <button type="button" onClick={onRetry}>
        Start it again
      </button>
    </p>
  );
}

/** `data-theme` on the root decides the colours; "system" follows the system, also while the page is open. */
function applyTheme(theme: State['preferences']['theme']): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    document.documentElement.dataset['theme'] = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  };
  apply();
  dark.addEventListener('change', apply);
  return () => dark.removeEventListener('change', apply);
}
