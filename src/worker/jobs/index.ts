import { findConfinement, measureFile, summarizeFile } from '../../check';
import { physicalCores, startEngine } from '../../engine';
import { proxyFetch } from '../../files/proxyFetch';
import type { DeviceReport } from '../../protocol/devices';
import type { JobKind, JobOf, ResultOf } from '../../protocol/jobs';
import {
  defaultDeadlines,
  evaluateRun,
  explainRun,
  exportRun,
  hasEventFile,
  findRate,
  readPipeline,
  recordProgram,
  resumeTraining,
  runTraining,
  withEventFile,
  type JobContext,
  type Log,
} from '../../train';
import { installCudaRuntime, lookForCudaRuntime } from '../cuda/install';
import { probe } from '../devices/probe';
import { startDevice, torchPrograms, type DeviceChoice } from '../devices/start';
import { devicesToTry, surveyDevices } from '../devices/survey';
import type { Rank } from '../ranks/rank';
import type { RunningJob } from '../server';
import { watchLeftovers } from '../watchdog';
import { t } from '../../words';
import { browse } from './browse';
import { check } from './check';
import { checkData } from './checkData';
import { examine } from './doctor';
import { download } from './download';
import { listSlices } from './listSlices';
import { prepare } from './prepare';
import { slices } from './slices';
import { volumes } from './volumes';

/** This process and what was installed with it. */
export interface Installation {
  /** Its program. */
  program: string;
  /** Folder of the type declarations for students. */
  typings: string;
  /** Program of a thread that augments pictures. */
  augmentThread: string;
  /** Program of a thread that prepares volumes. */
  volumeThread: string;
  /** Program of the thread that ends this process when student code does not end. */
  watchdogThread: string;
  socket: string;
  /** Where this is one of several processes that train together. */
  rank?: Pick<Rank, 'place' | 'onMachine' | 'launch'> | undefined;
}

/** What does the jobs of each kind. */
export type Handlers = {
  readonly [Kind in JobKind]: (
    job: JobOf<Kind>,
    running: RunningJob,
    installation: Installation,
  ) => Promise<ResultOf<Kind>>;
};

const handlers: Handlers = {
  prepare,
  download,
  volumes,
  checkData,
  slices,
  browse,
  async train(job, running, installation) {
    const context = await contextFor(job, running, installation);
    const run = await runTraining(job, job.tensorboard ? withEventFile(context, job.runDir) : context);
    if (run.state === 'stopped') running.endsStopped();
    return run;
  },
  async resume(job, running, installation) {
    const context = await contextFor(job, running, installation);
    const goesOn = hasEventFile(job.runDir);
    const run = await resumeTraining(job, goesOn ? withEventFile(context, job.runDir) : context);
    if (run.state === 'stopped') running.endsStopped();
    return run;
  },
  record: (job, running, { typings }) =>
    recordProgram(job, { typings, emit: (event) => running.emit(event) }),
  async findRate(job, running, installation) {
    return findRate(job, await contextFor(job, running, installation));
  },
  async evaluate(job, running, installation) {
    return evaluateRun(job, await contextFor(job, running, installation));
  },
  async explain(job, running, installation) {
    return explainRun(job, await contextFor(job, running, installation));
  },
  async export(job, running, installation) {
    return exportRun(job, await contextFor({ device: 'cpu' }, running, installation));
  },
  check,
  async summarize({ file }, { signal, emit }, { program, typings }) {
    const log: Log = (level, text) => emit({ type: 'log', level, text });
    const options = { program, typings, threads: physicalCores(), signal, log };
    return summarizeFile(file, options);
  },
  async measure({ threads = physicalCores(), ...job }, { signal, emit }, { program, typings }) {
    const log: Log = (level, text) => emit({ type: 'log', level, text });
    return measureFile(job, { program, typings, threads, signal, log });
  },
  async doctor(job, running, { program }) {
    const reports = await tryDevices(running, program);
    const { means } = await findConfinement(program);
    return examine(job, await startEngine(), reports, means, running.signal);
  },
  listSlices,
  async pipeline({ file }, { emit }, { typings }) {
    await startEngine();
    const log: Log = (level, text) => emit({ type: 'log', level, text });
    const options = { typings, log, deadlines: defaultDeadlines };
    return readPipeline(file, options);
  },
  async devices(_job, running, { program }) {
    return tryDevices(running, program);
  },
  async cudaRuntime({ action, out }, { signal, emit }) {
    const fetch = await proxyFetch();
    if (action === 'look') return lookForCudaRuntime({ signal, fetch });
    const onProgress = (done: number, total: number) =>
      emit({ type: 'progress', phase: 'download', text: t('Downloading'), done, total, unit: 'MB' });
    return installCudaRuntime({ out, signal, onProgress, fetch });
  },
};

async function tryDevices({ signal, emit }: RunningJob, program: string): Promise<DeviceReport[]> {
  return surveyDevices(
    await devicesToTry(process.cwd(), torchPrograms()),
    (device) => probe(program, device, signal),
    (done, total) =>
      emit({
        type: 'progress',
        phase: 'tryDevices',
        text: t('Trying devices'),
        done,
        total,
        unit: 'devices',
      }),
  );
}

/** Does one job. */
export function doJob<Kind extends JobKind>(
  kind: Kind,
  job: JobOf<Kind>,
  running: RunningJob,
  installation: Installation,
): Promise<ResultOf<Kind>> {
  watchLeftovers(installation.watchdogThread);
  return handlers[kind](job, running, installation);
}

/** Starts the engine for a job. @throws FailureError when the device is not there */
export async function contextFor(
  choice: DeviceChoice,
  { signal, emit }: Pick<RunningJob, 'signal' | 'emit'>,
  { typings, augmentThread, socket, rank }: Installation,
): Promise<JobContext> {
  const engine = await startDevice(rank ? asRank(choice, rank) : choice);
  return {
    signal,
    emit,
    engine,
    typings,
    augmentThread,
    deadlines: defaultDeadlines,
    worker: { pid: process.pid, socket },
    place: rank?.place,
  };
}

/** What a process of several takes of its machine. */
const asRank = (choice: DeviceChoice, { onMachine, launch }: NonNullable<Installation['rank']>) => ({
  ...choice,
  threads: choice.threads ?? Math.max(1, Math.floor(physicalCores() / onMachine)),
  ranks: { waitSeconds: launch.waitSeconds },
});
