import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode/codicons/dist/codicon.css';
import 'uplot/dist/uPlot.min.css';
import { Dashboard } from './dashboard';
import '../shared/base.css';
import '../shared/run.css';
import '../shared/figures.css';
import './dashboard.css';

new Dashboard(document.body);
