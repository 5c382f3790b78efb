export { explainNotFinite } from './explain';
export { KeptWeights } from './keptWeights';
