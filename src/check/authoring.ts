/** What `checks.ts` of an exercise imports as `lits/check`. */
export type { Check, Findings, FindingInput, Probe } from './check';
export {
  dropsOut,
  penalizesSquares,
  withoutPenalty,
  withoutRandomness,
  withoutRegularization,
} from './probes/regularization';
export { isComparableWith, trainsAs, wasTrained } from './probes/runs';
export { parameterCount } from './probes/structure';
export type { RecordedRun, Subject } from './subject';
