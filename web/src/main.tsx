import { render } from 'preact';
import { makeEngineWorker } from '#engine-worker';
import { Controller } from './state/controller';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/tables.css';
import './styles/views.css';
import { App } from './views/app';

const controller = new Controller(makeEngineWorker);
render(<App controller={controller} />, document.getElementById('app')!);
controller.start();
