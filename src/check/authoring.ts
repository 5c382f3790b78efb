/** What `checks.ts` of an exercise imports as `lits/check`. */
export type { Check, Findings, FindingInput, Probe } from './check';
export {
  averagesFollowBatch,
  averagesRemember,
  computes,
  dropsWhereItBelongs,
  inSteps,
  layerByLayer,
  trainsByItsGradient,
  whereCompared,
  whereDifferent,
  whereLogitsAreKept,
  type Comparison,
  type Fault,
  type Layer,
  type References,
  type Step,
} from './behaviour';
export {
  dropoutAlone,
  dropsOut,
  penalizesSquares,
  penaltyAlone,
  withoutRegularization,
} from './probes/regularization';
export { isComparableWith, trainsAs, wasTrained } from './probes/runs';
export {
  calledKernels,
  channelsOf,
  depthsOf,
  inLayers,
  nameOf,
  nameOfKind,
  networkAt,
  networkOfFunction,
  placeOf,
  residualBlocks,
  structureOf,
  type Block,
  type Network,
  type Op,
  type OpKind,
} from './network';
export { augments } from './probes/augmentation';
export { predictsWith, returnsLogits, steadyEvaluation } from './probes/evaluationMode';
export { learns, movingAverages } from './probes/learning';
export { parameterCount } from './probes/structure';
export { beatsMajority, wasTested } from './probes/tested';
export { beatsMajorityInValidation } from './probes/validated';
export { regularizes } from './probes/regularizes';
export { ownWeights } from './probes/weights';
export { seesWholeSlice } from './probes/wholeSlice';
export { firstOf } from './probes/firstOf';
export { decimals, list, number, percent, t } from '../words';
export type { RecordedRun, Subject } from './subject';
