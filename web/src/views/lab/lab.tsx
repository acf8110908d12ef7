/** The container of Compare, Sweep and Solve, with engines of their own; loaded when one of them is first shown. */
import '../../styles/lab.css';
import '../../styles/sweep.css';
import '../../styles/solve.css';
import '../../styles/compare.css';
import '../../styles/lab-narrow.css';
import type { Controller } from '../../state/controller';
import { Lab as Engines } from '../../state/lab';
import { lacksArtifacts } from '../../state/models';
import type { State } from '../../state/types';
import type { Source } from '../../worker/protocol';
import { Compare } from '../compare/compare';
import { Solve } from '../solve/solve';
import { Sweep } from '../sweep/sweep';

export interface LabProps {
  state: State;
  controller: Controller;
  engines: Engines;
}

interface Props extends Omit<LabProps, 'engines'> {
  tab: 'compare' | 'sweep' | 'solve';
  onFiles(sources: Source[]): void;
}

const known = new WeakMap<Controller, Engines>();
function enginesOf(controller: Controller): Engines {
  let engines = known.get(controller);
  if (!engines) {
    engines = new Engines(controller.makeWorker, () => {
      const { userGpus, artifacts } = controller.store.get();
      return { gpus: userGpus, sources: artifacts.sources };
    });
    known.set(controller, engines);
  }
  return engines;
}

export function Lab({ tab, state, controller, onFiles }: Props) {
  const engines = enginesOf(controller);
  // Files of an earlier visit are still being read: a question about their model would be answered wrongly.
  if (lacksArtifacts(state) || state.catalog === null) return null;
  if (tab === 'sweep') return <Sweep state={state} controller={controller} engines={engines} />;
  if (tab === 'solve') return <Solve state={state} controller={controller} engines={engines} />;
  return <Compare state={state} controller={controller} engines={engines} onFiles={onFiles} />;
}
