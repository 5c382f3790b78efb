import { findConfinement, summarizeFile } from '../../check';
import { physicalCores, startEngine } from '../../engine';
import type { DeviceReport } from '../../protocol/devices';
import type { Job, JobResult } from '../../protocol/jobs';
import {
  defaultDeadlines,
  evaluateRun,
  explainRun,
  exportRun,
  readPipeline,
  runTraining,
  type JobContext,
  type Log,
} from '../../train';
import { installCudaRuntime, lookForCudaRuntime } from '../cuda/install';
import { probe } from '../devices/probe';
import { startDevice, type DeviceChoice } from '../devices/start';
import { devicesToTry, surveyDevices } from '../devices/survey';
import type { RunningJob } from '../server';
import { check } from './check';
import { examine } from './doctor';
import { listSlices } from './listSlices';
import { prepare } from './prepare';
import { slices } from './slices';

/** This process and what was installed with it. */
export interface Installation {
  /** Its program. */
  program: string;
  /** Folder of the type declarations for students. */
  typings: string;
  /** Program of a thread that augments pictures. */
  augmentThread: string;
  socket: string;
}

type Handler<Kind extends Job['kind']> = (
  job: Extract<Job, { kind: Kind }>,
  running: RunningJob,
  installation: Installation,
) => Promise<JobResult>;

const handlers: { [Kind in Job['kind']]: Handler<Kind> } = {
  prepare,
  slices,
  async train(job, running, installation) {
    return { kind: 'train', run: await runTraining(job, await contextFor(job, running, installation)) };
  },
  async evaluate(job, running, installation) {
    const context = await contextFor(job, running, installation);
    return { kind: 'evaluate', evaluation: await evaluateRun(job, context) };
  },
  async explain(job, running, installation) {
    const context = await contextFor(job, running, installation);
    return { kind: 'explain', heatMaps: await explainRun(job, context) };
  },
  async export(job, running, installation) {
    const context = await contextFor({ device: 'cpu' }, running, installation);
    return { kind: 'export', ...(await exportRun(job, context)) };
  },
  check,
  async summarize({ file }, { signal, emit }, { program, typings }) {
    const log: Log = (level, text) => emit({ type: 'log', level, text });
    const options = { program, typings, threads: physicalCores(), signal, log };
    return { kind: 'summarize', summary: await summarizeFile(file, options) };
  },
  async doctor(job, running, { program }) {
    const reports = await tryDevices(running, program);
    const { means } = await findConfinement(program);
    return {
      kind: 'doctor',
      report: await examine(job, await startEngine(), reports, means, running.signal),
    };
  },
  listSlices,
  async pipeline({ file }, { emit }, { typings }) {
    await startEngine();
    const log: Log = (level, text) => emit({ type: 'log', level, text });
    const options = { typings, log, deadlines: defaultDeadlines };
    return { kind: 'pipeline', pipeline: await readPipeline(file, options) };
  },
  async devices(_job, running, { program }) {
    return { kind: 'devices', devices: await tryDevices(running, program) };
  },
  async cudaRuntime({ action, out }, { signal, emit }) {
    if (action === 'look') {
      const { megabytes, host } = await lookForCudaRuntime({ signal });
      return { kind: 'cudaRuntime', megabytes, host };
    }
    const onProgress = (done: number, total: number) =>
      emit({ type: 'progress', phase: 'Downloading', done, total, unit: 'MB' });
    return { kind: 'cudaRuntime', ...(await installCudaRuntime({ out, signal, onProgress })) };
  },
};

async function tryDevices({ signal, emit }: RunningJob, program: string): Promise<DeviceReport[]> {
  return surveyDevices(
    await devicesToTry(process.cwd()),
    (device) => probe(program, device, signal),
    (done, total) => emit({ type: 'progress', phase: 'Trying devices', done, total, unit: 'devices' }),
  );
}

/** Does one job. */
export function runJob(job: Job, running: RunningJob, installation: Installation): Promise<JobResult> {
  // The table pairs every kind with its handler; TypeScript cannot follow that through a union.
  const handler = handlers[job.kind] as Handler<Job['kind']>;
  return handler(job, running, installation);
}

async function contextFor(
  choice: DeviceChoice,
  { signal, emit }: RunningJob,
  { typings, augmentThread, socket }: Installation,
): Promise<JobContext> {
  const engine = await startDevice(choice);
  return {
    signal,
    emit,
    engine,
    typings,
    augmentThread,
    deadlines: defaultDeadlines,
    worker: { pid: process.pid, socket },
  };
}
