export { proxiesIn } from './environment';
export { findNode, type NodeRuntime } from './findNode';
export { PhaseClock } from './phaseClock';
export { attachWorker, startWorker } from './startWorker';
export { WorkerClient, type Disposable } from './workerClient';
export { unwrittenEnd, WorkerError } from './workerError';
