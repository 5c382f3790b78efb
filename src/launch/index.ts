export { closeRun } from './closeRun';
export { findNode } from './findNode';
export { PhaseClock } from './phaseClock';
export { newRunId, runName, runsFolder } from './runFolder';
export { attachWorker, startWorker } from './startWorker';
export { WorkerClient, type Disposable } from './workerClient';
export { WorkerError } from './workerError';
