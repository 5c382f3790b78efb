export { behaviourOf, type Behaviour, type Fault, type References } from './behaviour';
export type { Comparison, Step } from './comparison';
export { computes, whereDifferent } from './findings';
export { dropsWhereItBelongs } from './dropoutPlaces';
export { averagesFollowBatch } from './movingAverages';
