import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import '../shared/buttons.css';
import '../shared/fields.css';
import './data.css';
import { DataBrowser } from './dataBrowser';

new DataBrowser(document.body);
