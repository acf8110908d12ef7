import type { Controller } from '../../state/controller';
import type { State } from '../../state/types';
import { onDemand } from '../common/on-demand';

const ExplainPanel = onDemand(async () => (await import('./explain-panel')).ExplainPanel, 'the explanation');

/** The panel of the figure that is asked about; loaded when the first one is. */
export function Explanations({ state, controller }: { state: State; controller: Controller }) {
  if (state.why.length === 0) return null;
  return (
    <ExplainPanel
      path={state.why}
      explanation={state.figure}
      byteUnits={state.preferences.byteUnits}
      onExplain={(subject) => controller.explainFigure(subject)}
      onBack={() => controller.explainBack()}
      onClose={() => controller.explainFigure(null)}
    />
  );
}
