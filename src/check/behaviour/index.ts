export { behaviourOf, type Behaviour, type Fault, type References } from './behaviour';
export type { Comparison, Step } from './comparison';
export { computes, inSteps, trainsByItsGradient, whereDifferent } from './findings';
export { layerByLayer, type Layer } from './layers';
export { dropsWhereItBelongs } from './dropoutPlaces';
export { averagesFollowBatch, averagesRemember } from './movingAverages';
