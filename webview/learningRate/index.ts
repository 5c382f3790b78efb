import '@vscode-elements/elements/dist/vscode-button/index.js';
import 'uplot/dist/uPlot.min.css';
import { RatePage } from './ratePage';
import '../shared/base.css';
import '../shared/run.css';
import '../shared/figures.css';
import './learningRate.css';

new RatePage(document.body);
