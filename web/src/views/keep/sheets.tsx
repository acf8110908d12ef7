import type { Controller } from '../../state/controller';
import type { State } from '../../state/types';
import { lazy } from '../common/lazy';

const Palette = lazy('the palette', async () => (await import('../palette/palette')).Palette);
const RecentSheet = lazy('recent sessions', async () => (await import('./recent-sheet')).RecentSheet);
const ReportSheet = lazy('the report', async () => (await import('./report-sheet')).ReportSheet);

/** Sheets over the page, one at a time, each loaded when first opened. */
export function Sheets({ state, controller }: { state: State; controller: Controller }) {
  const close = (): void => {
    // A sheet that opened another one must not close it.
    if (controller.store.get().sheet === state.sheet) controller.store.patch({ sheet: null });
  };
  if (state.sheet === 'palette') return <Palette controller={controller} onClose={close} />;
  if (state.sheet === 'recent')
    return (
      <RecentSheet
        recents={state.recents}
        loaded={state.artifacts.summary?.files.map((file) => file.file_name) ?? []}
        onOpen={(recent) => void controller.openLink(recent.fragment)}
        onDelete={(id) => controller.forgetRecent(id)}
        onClear={() => controller.forgetAllRecents()}
        onClose={close}
      />
    );
  if (state.sheet === 'report') return <ReportSheet controller={controller} onClose={close} />;
  return null;
}
