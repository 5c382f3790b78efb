export type { JobContext } from './context';
export { evaluateRun } from './evaluateRun';
export { exportRun } from './exportRun';
export { defaultDeadlines, forbidCodeFromText } from './program';
export { runTraining } from './runTraining';
