import type { Controller } from '../../state/controller';
import type { State } from '../../state/types';
import { onDemand } from '../common/on-demand';

const Palette = onDemand(async () => (await import('../palette/palette')).Palette, 'the palette');
const RecentSheet = onDemand(async () => (await import('./recent-sheet')).RecentSheet, 'recent sessions');
const ReportSheet = onDemand(async () => (await import('./report-sheet')).ReportSheet, 'the report');

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
        onDelete={(id) => controller.keeper.forgetRecent(id)}
        onClear={() => controller.keeper.forgetAllRecents()}
        onClose={close}
      />
    );
  if (state.sheet === 'report') return <ReportSheet controller={controller} onClose={close} />;
  return null;
}
