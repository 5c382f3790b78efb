export { loadCheckpoint } from './checkpoint';
export type { JobContext } from './context';
export { openData } from './openData';
export { readPipeline } from './readPipeline';
export { evaluateRun } from './evaluateRun';
export { explainRun } from './explainRun';
export { exportRun } from './exportRun';
export { findRate } from './findRate';
export {
  callPosition,
  buildTraining,
  compileProgram,
  defaultDeadlines,
  followLayers,
  inOurStep,
  withholdWhatRunsAside,
  forbidCodeFromText,
  studentRejection,
  functionPrototypes,
  openProgram,
  otherSpelling,
  runStudentCode,
  stackPositions,
  studentFailure,
  trainingOf,
  type CompiledProgram,
  type Deadlines,
  type LoadedTraining,
  type Log,
  type StudentModule,
} from './program';
export { requireTypings } from './program/requireTypings';
export { leftover } from './program/leftover';
export { followTraining } from './followTraining';
export { followResumed } from './resume/followResumed';
export { randomStream } from './random';
export type { Place } from './ranks';
export { predictedOf, predictLogits } from './step';
export { recordProgram } from './recordProgram';
export { resumeTraining } from './resume/resumeTraining';
export { runTraining } from './runTraining';
export { hasEventFile, withEventFile } from './tensorboard';
export { meanCrossEntropy } from './loss';
export { kernelPenalty, penaltyOf } from './penalties';
