export { explainNotFinite, NotFiniteError } from './explain';
export { KeptWeights } from './keptWeights';
