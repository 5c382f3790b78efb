import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import '../shared/buttons.css';
import '../shared/fields.css';
import './augmentation.css';
import { Laboratory } from './laboratory';

new Laboratory(document.body);
