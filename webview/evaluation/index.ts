import '../shared/base.css';
import '../shared/confusion.css';
import './evaluation.css';
import { EvaluationView } from './evaluationView';

new EvaluationView(document.body);
