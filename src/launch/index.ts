export { closeRun } from './closeRun';
export { findNode, type NodeRuntime } from './findNode';
export { newRunId, runName, runsFolder } from './runFolder';
export { attachWorker, startWorker, type StartWorkerOptions } from './startWorker';
export { WorkerClient, type CancelOptions, type Disposable } from './workerClient';
export { WorkerError, type WorkerErrorKind } from './workerError';
