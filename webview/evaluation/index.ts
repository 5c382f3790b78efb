import '../shared/base.css';
import './evaluation.css';
import { EvaluationView } from './evaluationView';

new EvaluationView(document.body);
