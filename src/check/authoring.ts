/** What `checks.ts` of an exercise imports as `lits/check`. */
export type { Check, Findings, FindingInput, Probe } from './check';
export { parameterCount } from './probes/structure';
export type { RecordedRun, Subject } from './subject';
