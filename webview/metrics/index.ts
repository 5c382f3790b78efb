import '@vscode/codicons/dist/codicon.css';
import 'uplot/dist/uPlot.min.css';
import { MetricsView } from './metricsView';
import '../shared/base.css';
import '../shared/confusion.css';
import '../shared/run.css';
import './metrics.css';

new MetricsView(document.body);
