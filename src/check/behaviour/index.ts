export { behaviourOf, type Behaviour, type Fault, type References } from './behaviour';
export type { Comparison } from './comparison';
export type { Step } from './step';
export { computes, inSteps, trainsByItsGradient, whereCompared, whereDifferent } from './findings';
export { layerByLayer, type Layer } from './layers';
export { dropsWhereItBelongs, whereLogitsAreKept } from './dropoutPlaces';
export { averagesFollowBatch, averagesRemember } from './movingAverages';
