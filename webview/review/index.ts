import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode/codicons/dist/codicon.css';
import { ReviewPage } from './reviewPage';
import '../shared/base.css';
import '../shared/buttons.css';
import '../shared/fields.css';
import './review.css';

new ReviewPage(document.body);
