export { proxiesIn } from './environment';
export { findNode, type NodeRuntime } from './findNode';
export { PhaseClock } from './phaseClock';
export { findTorchPython } from './ranks/findPython';
export { startRanks, type StartedRanks } from './ranks/startRanks';
export type { Processes } from './ranks/torchrun';
export { attachWorker, startWorker } from './startWorker';
export { WorkerClient, type Disposable } from './workerClient';
export { unwrittenEnd, WorkerError } from './workerError';
