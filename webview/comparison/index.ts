import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode/codicons/dist/codicon.css';
import { Comparison } from './comparison';
import '../shared/base.css';
import '../shared/buttons.css';
import '../shared/figures.css';
import '../shared/fields.css';
import './comparison.css';

new Comparison(document.body);
