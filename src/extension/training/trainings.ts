import { dirname } from 'node:path';
import * as vscode from 'vscode';
import {
  attachWorker,
  findNode,
  PhaseClock,
  startWorker,
  unwrittenEnd,
  WorkerError,
  type NodeRuntime,
  type WorkerClient,
} from '../../launch';
import { defaultDevice, deviceIdSchema, type DeviceId } from '../../protocol/devices';
import type { JobEvent, ProgressEvent } from '../../protocol/events';
import type { ResumeJob, TrainJob } from '../../protocol/jobs/trainJob';
import { epochText } from '../../protocol/progressText';
import {
  isActive,
  type EpochLine,
  type Failure,
  type MetricLine,
  type RunRecord,
  type RunState,
  type StepLine,
} from '../../protocol/run';
import { closeRun, makeRunFolder, runLog, runName, runsHome } from '../../runs';
import { logEvent } from '../kit/workerLog';
import { programWith, type WorkerProgram } from '../kit/workerProgram';
import type { WorkspaceRuns, StoredRun } from '../runs/workspaceRuns';

export interface TrainingRequest {
  /** The student's training file. */
  file: string;
  /** Workspace folder of the file. */
  folder: string;
  /** Data set folder. */
  data: string;
  device: DeviceId;
  threads: number | undefined;
  /** Also writes an event file for TensorBoard. */
  tensorboard: boolean;
  nodePath: string | undefined;
  /** It has waited: its program is recorded in the folder of its run, which is there. */
  recorded?: { runDir: string; codeHash: string };
}

/** A training whose worker this window listens to. */
export interface Training {
  readonly dir: string;
  readonly folder: string;
  readonly file: string;
  readonly name: string;
  readonly device: DeviceId;
  state: RunState;
  progress?: ProgressEvent;
  lastStep?: StepLine;
  lastValidation?: EpochLine;
  /** The student has asked for its end. */
  stopping: boolean;
}

export interface TrainingEnd {
  state: RunState;
  failure?: Failure;
}

interface Tracked {
  training: Training;
  client: WorkerClient;
  /** The client still waits for the answer to the job, and leaves the worker after it. */
  awaitsAnswer: boolean;
}

/**
 * The trainings that run now, each in a worker process of its own: starts them, finds them again after a reload of the window,
 * and says what they do. Leaving (`dispose`) ends none of them.
 */
export class Trainings implements vscode.Disposable {
  private readonly tracked = new Map<string, Tracked>();
  /** Workers that are being connected to, by socket; one that could not be talked to stays, so that it is asked once. */
  private readonly asked = new Map<string, 'connecting' | WorkerError>();
  private readonly started = new vscode.EventEmitter<Training>();
  private readonly event = new vscode.EventEmitter<{ training: Training; event: JobEvent }>();
  private readonly ended = new vscode.EventEmitter<{ training: Training; end: TrainingEnd }>();
  /** A training has begun, or was found again. */
  readonly onDidStart = this.started.event;
  readonly onEvent = this.event.event;
  readonly onDidEnd = this.ended.event;

  constructor(
    private readonly worker: WorkerProgram,
    private readonly runs: WorkspaceRuns,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  all(): Training[] {
    return [...this.tracked.values()].map(({ training }) => training);
  }

  get(dir: string): Training | undefined {
    return this.tracked.get(dir)?.training;
  }

  private answerOf({ record: { worker } }: StoredRun): 'connecting' | WorkerError | undefined {
    return worker && this.asked.get(worker.socket);
  }

  /**
   * Starts a training and returns once its worker has the job.
   * @throws WorkerError when there is no Node.js to run it or the worker does not start.
   */
  async start(request: TrainingRequest): Promise<Training> {
    const node = await findNode({ configured: request.nodePath });
    const { recorded } = request;
    const home = await runsHome(dirname(request.file), request.folder);
    const dir = recorded?.runDir ?? (await makeRunFolder(home, request.file, new Date()));
    this.log.info(`Training ${request.file} with Node.js ${node.version} (${node.path}) into ${dir}`);
    const { file, folder, data, device, threads, tensorboard } = request;
    const codeHash = recorded?.codeHash;
    const job: TrainJob = { file, data, runDir: dir, codeHash, device, threads, tensorboard };
    return this.launch(node, { dir, folder, file, device }, (client) => client.start('train', job));
  }

  /**
   * Goes on with a run that was stopped or killed, where it was trained before. Returns once its worker has the job.
   * @throws WorkerError as `start`
   */
  async resume({ dir, folder, record }: StoredRun, nodePath: string | undefined): Promise<Training> {
    const node = await findNode({ configured: nodePath });
    const { file, threads } = record;
    const device = deviceOf(record);
    this.log.info(`Resuming ${record.id} with Node.js ${node.version} (${node.path})`);
    const job: ResumeJob = { runDir: dir, device, threads };
    return this.launch(node, { dir, folder, file, device }, (client) => client.start('resume', job));
  }

  private async launch(
    node: NodeRuntime,
    of: Pick<Training, 'dir' | 'folder' | 'file' | 'device'>,
    begin: (client: WorkerClient) => Promise<RunRecord>,
  ): Promise<Training> {
    const client = await startWorker({
      ...programWith(this.worker, node),
      logFile: runLog(of.dir),
      cwd: of.folder,
    });
    const training = this.track(client, of, true);
    void this.awaitEnd(training, begin(client)).finally(() => client.dispose());
    return training;
  }

  /** Connects to the workers of all runs that call themselves running. */
  async attachToRunning(): Promise<void> {
    const waiting = this.runs
      .all()
      .filter(
        ({ dir, record }) =>
          isActive(record.state) &&
          record.worker &&
          !this.tracked.has(dir) &&
          !this.asked.has(record.worker.socket),
      );
    await Promise.all(waiting.map((run) => this.attach(run)));
  }

  /**
   * Ends a training within one step; by force when it does not answer. Resolves when it has ended.
   * @throws WorkerError `protocol` when its worker speaks another version of the protocol.
   */
  async stop(dir: string): Promise<void> {
    const tracked = this.tracked.get(dir);
    const run = this.runs.all().find((one) => one.dir === dir);
    const answer = run && this.answerOf(run);
    if (!tracked && answer instanceof WorkerError && answer.kind === 'protocol') throw answer;
    if (!tracked || tracked.training.stopping) return;
    tracked.training.stopping = true;
    await tracked.client.cancel();
  }

  dispose(): void {
    for (const { client } of this.tracked.values()) client.dispose();
    this.tracked.clear();
    this.started.dispose();
    this.event.dispose();
    this.ended.dispose();
  }

  private async attach(run: StoredRun): Promise<void> {
    const { worker } = run.record;
    if (!worker) return;
    this.asked.set(worker.socket, 'connecting');
    let client: WorkerClient | undefined;
    try {
      client = await attachWorker({ ...worker, logFile: runLog(run.dir) });
      const snapshot = await client.attach();
      this.asked.delete(worker.socket);
      if (!isActive(snapshot.state)) {
        client.dispose();
        return;
      }
      const device = deviceOf(run.record);
      const training = this.track(
        client,
        { dir: run.dir, folder: run.folder, file: run.record.file, device },
        false,
      );
      training.state = snapshot.state;
      training.progress = snapshot.progress;
      this.log.info(`Listening again to the training of ${training.name}.`);
    } catch (error) {
      client?.dispose();
      if (!(error instanceof WorkerError)) throw error;
      this.asked.set(worker.socket, error);
      if (error.kind === 'protocol') this.log.warn(`${run.record.id}: ${error.message}`);
      else this.log.info(`The worker of the run ${run.record.id} is gone: the run was interrupted.`);
    }
  }

  private async awaitEnd(training: Training, answer: Promise<RunRecord>): Promise<void> {
    try {
      const { state } = await answer;
      await this.finish(training, { end: { state } });
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error;
      await this.finish(training, endOf(error));
    }
  }

  private track(
    client: WorkerClient,
    of: Pick<Training, 'dir' | 'folder' | 'file' | 'device'>,
    awaitsAnswer: boolean,
  ): Training {
    const training: Training = { ...of, name: runName(of.file), state: 'starting', stopping: false };
    const clock = new PhaseClock();
    this.tracked.set(training.dir, { training, client, awaitsAnswer });
    client.onEvent((event) => this.receive(training, clock, event));
    client.onClose((reason) => void this.finish(training, endOf(reason)));
    this.started.fire(training);
    return training;
  }

  private receive(training: Training, clock: PhaseClock, event: JobEvent): void {
    switch (event.type) {
      case 'progress':
        training.progress = clock.complete(event, new Date());
        break;
      case 'metric':
        remember(training, event.line);
        if (event.line.kind === 'epoch') this.logEpoch(training, event.line);
        break;
      case 'log':
        logEvent(this.log, `[${training.name}] ${event.text}`, event.level);
        break;
      case 'state':
        training.state = event.state;
        break;
      case 'check':
        break; // A training has none.
    }
    this.event.fire({ training, event });
    if (changesRecord(event)) this.runs.schedule(training.dir, training.folder);
    if (event.type === 'state' && !isActive(event.state))
      void this.finish(training, { end: { state: event.state, failure: event.failure } });
  }

  private logEpoch(training: Training, line: EpochLine): void {
    const { epochs = line.epoch } = this.runs.get(training.dir)?.record.config ?? {};
    this.log.info(`[${training.name}] ${epochText(line, epochs)}`);
  }

  /** The first notice of the end counts: a worker tells of it, answers the job, and closes its socket. */
  private async finish(training: Training, ending: Ending): Promise<void> {
    const { end, unwritten } = withDevice(ending, training.device);
    const tracked = this.tracked.get(training.dir);
    if (!tracked || tracked.training !== training) return;
    this.tracked.delete(training.dir);
    if (!tracked.awaitsAnswer) tracked.client.dispose();
    training.state = end.state;
    if (unwritten) await this.recordEnd(training, { state: unwritten, failure: end.failure });
    await this.runs.refresh(training.dir, training.folder);
    this.ended.fire({ training, end });
  }

  /** A killed worker could not write that its run has ended. */
  private async recordEnd(training: Training, end: Parameters<typeof closeRun>[1]): Promise<void> {
    try {
      await closeRun(training.dir, end);
    } catch (error) {
      this.log.warn(`The end of ${training.name} could not be written into its run.json: ${String(error)}`);
    }
  }
}

const deviceOf = ({ device }: RunRecord): DeviceId => deviceIdSchema.catch(defaultDevice).parse(device);

interface Ending {
  end: TrainingEnd;
  /** What is still to be written of it, where the worker's process could not do so. */
  unwritten?: ReturnType<typeof unwrittenEnd>;
}

/** A process that dies while it computes on a GPU has most likely died of that. */
function withDevice(ending: Ending, device: DeviceId): Ending {
  const { state, failure } = ending.end;
  if (state !== 'interrupted' || !failure || device === defaultDevice) return ending;
  return { ...ending, end: { state, failure: { ...failure, device } } };
}

function endOf(error: WorkerError): Ending {
  const unwritten = unwrittenEnd(error.kind);
  const isStopped = error.kind === 'stopped';
  return {
    end: {
      state: unwritten ?? (isStopped ? 'stopped' : 'failed'),
      failure: isStopped ? undefined : error.failure,
    },
    unwritten,
  };
}

/** Whether a worker writes its run's record before such an event. */
function changesRecord(event: JobEvent): boolean {
  return event.type === 'state' || (event.type === 'metric' && event.line.kind === 'epoch');
}

function remember(training: Training, line: MetricLine): void {
  if (line.kind === 'step') training.lastStep = line;
  else training.lastValidation = line;
}
