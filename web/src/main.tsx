import { render } from 'preact';
import { makeEngineWorker } from '#engine-worker';
import { captureTemplate } from '#report-template';
import { Controller } from './state/controller';
import { fromBlock, SESSION_ID, type Session } from './state/session';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/marks.css';
import './styles/messages.css';
import './styles/tables.css';
import './styles/headline.css';
import './styles/settings.css';
import './styles/detail.css';
import './styles/docs.css';
import './styles/files.css';
import './styles/intake.css';
import './styles/verify.css';
import './styles/measured.css';
import './styles/charts.css';
import './styles/chart-marks.css';
import './styles/explain.css';
import './styles/what-if.css';
import './styles/keep.css';
import './styles/print.css';
import { App } from './views/app';
import { Explain } from './views/common/why';

/** What an HTML report carries; null on the page itself. A damaged one is told, and the page is shown without. */
async function carriedSession(): Promise<{ session: Session | null; fault: string | null }> {
  const text = document.getElementById(SESSION_ID)?.textContent ?? '';
  if (text.trim() === '') return { session: null, fault: null };
  try {
    return { session: await fromBlock(text), fault: null };
  } catch (error) {
    return { session: null, fault: error instanceof Error ? error.message : String(error) };
  }
}

captureTemplate();
const { session, fault } = await carriedSession();
const controller = new Controller(makeEngineWorker, session);
render(
  <Explain.Provider value={(subject) => controller.explainFigure(subject)}>
    <App controller={controller} />
  </Explain.Provider>,
  document.getElementById('app')!,
);
controller.start();
if (fault !== null)
  controller.store.notify({ tone: 'error', title: 'What this report carries could not be read', lines: [fault] });
