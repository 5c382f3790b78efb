import { findTorchPython, startRanks, WorkerError, type Processes, type StartedRanks } from '../launch';
import { defaultDevice, isTorchDevice, type DeviceId, type TorchDevice } from '../protocol/devices';
import { FailureError, messageOf } from '../protocol/failure';
import type { SharedWork } from '../protocol/ranks';
import type { RunRecord } from '../protocol/run';
import { explainEnd } from '../runs';
import { list, t } from '../words';
import type { Io } from './io';
import { closeKilledRun, throughClient } from './runJob';
import type { View } from './view/view';

/** Options of `lits train` for several processes, as `torchrun` has them. */
export interface ProcessOptions {
  nproc?: number;
  nnodes?: number;
  nodeRank?: number;
  rdzvEndpoint?: string;
  rdzvId?: string;
  rdzvBackend?: string;
  /** Seconds. */
  rankTimeout?: number;
}

/** Longer than packing a large data set takes, which one process does while the others wait. */
export const usualWaitSeconds = 1800;

/** The processes that options ask for; undefined for one, as usual. */
export function processesOf({
  nproc,
  nnodes,
  rankTimeout: waitSeconds = usualWaitSeconds,
  ...rest
}: ProcessOptions): Processes | undefined {
  if (nproc === undefined && nnodes === undefined) return undefined;
  const { nodeRank, rdzvEndpoint, rdzvId, rdzvBackend } = rest;
  return {
    nproc: nproc ?? 1,
    nnodes: nnodes ?? 1,
    nodeRank,
    rdzvEndpoint,
    rdzvId,
    rdzvBackend,
    waitSeconds,
  };
}

/** Where several processes compute. @param isChosen whether somebody has asked for the device */
export function deviceOfProcesses(device: DeviceId, isChosen: boolean): DeviceId {
  return !isChosen && device === defaultDevice ? 'torch' : device;
}

/** Where several processes compute that go on with a run: each on a GPU of its own. */
export const deviceOfEach = (before: DeviceId): DeviceId =>
  isTorchDevice(before) ? (before.replace(/:\d+$/, '') as TorchDevice) : 'torch';

/** What is wrong with options for several processes; undefined where nothing is. */
export function processesProblem(options: ProcessOptions, device: DeviceId): string | undefined {
  const processes = processesOf(options);
  if (!processes) return undefined;
  if (!isTorchDevice(device))
    return t('several processes train with PyTorch alone: leave --device out, or choose --device torch.');
  if (processes.nproc > 1 && /:\d+$/.test(device))
    return t('each process takes a GPU of its own: leave the number out, as in --device torch:cuda.');
  if (processes.nnodes > 1 && processes.rdzvEndpoint === undefined)
    return t(
      'several machines need --rdzv-endpoint, the address of one of them, as in --rdzv-endpoint host:29500.',
    );
  return undefined;
}

/**
 * Trains in several processes, which PyTorch's launcher starts on this machine.
 * @returns undefined where the run is kept on another machine
 * @throws WorkerError as `runJob`, with the failure of the process that has failed first
 */
export async function runInProcesses(
  work: SharedWork,
  processes: Processes,
  io: Io,
  view: View,
): Promise<RunRecord | undefined> {
  const { kind, job } = work;
  if (!isTorchDevice(job.device)) throw new Error('Several processes need PyTorch.');
  const python = await findTorchPython(io.environment, job.device);
  const node = { path: process.execPath, env: {}, version: process.versions.node };
  const { workerPath, cwd } = io;
  const stop = new AbortController();
  const interrupt = io.onInterrupt(() => stop.abort());
  const { signal } = stop;
  const started = await startRanks({
    workerPath,
    node,
    python,
    cwd,
    processes,
    work,
    signal,
  }).finally(() => interrupt.dispose());
  view.note(t('Processes of this training on this machine: {0}.', list(started.ranks.map(String))));
  const { client } = started;
  if (!client) return followed(started, io, view);
  try {
    const run = await throughClient(client, kind, job, io, view);
    await started.end();
    return run;
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
    const failure = (await started.end()) ?? error.failure;
    const explained = new WorkerError(error.kind, failure, { cause: error });
    try {
      await explainEnd(job.runDir, error.failure, failure);
    } catch (second) {
      view.note(t("The run's end could not be written: {0}", messageOf(second)));
    }
    await closeKilledRun(job.runDir, explained, view);
    throw explained;
  }
}

/** Waits for the processes of a machine on which the run is not kept. */
async function followed(started: StartedRanks, io: Io, view: View): Promise<undefined> {
  view.note(t('The run is kept, and told of, on another machine.'));
  let interrupts = 0;
  const interrupt = io.onInterrupt(() => {
    interrupts += 1;
    view.note(
      interrupts === 1
        ? t('Stopping with the other machines. Ctrl+C again ends it at once.')
        : t('Ended at once.'),
    );
    if (interrupts === 1) started.leave();
    else started.kill();
  });
  try {
    const failure = await started.ended();
    if (failure) throw new FailureError(failure);
    return undefined;
  } finally {
    interrupt.dispose();
  }
}
