import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { exclusively } from '../../files/exclusively';
import { FolderWatcher } from '../../files/folderWatcher';
import { isActive } from '../../protocol/run';
import {
  enqueue,
  giveBackQueued,
  makeQueuedFolder,
  movedBy,
  orderQueue,
  possibleHomes,
  queueFolder,
  readQueue,
  removeQueued,
  runLog,
  runsHome,
  takeQueued,
  type Queued,
} from '../../runs';
import { t } from '../../words';
import type { Reporter } from '../kit/reporter';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import type { WorkerProgram } from '../kit/workerProgram';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import type { Training, TrainingRequest, Trainings } from './trainings';

/** A training that waits, and the workspace folder that it lies in. */
export interface WaitingTraining extends Queued {
  folder: string;
}

export interface QueueServices {
  trainings: Trainings;
  runs: WorkspaceRuns;
  worker: WorkerProgram;
  log: vscode.LogOutputChannel;
  reporter: Reporter;
}

/** Another window is just starting one of the trainings that wait. */
class StartedElsewhere extends Error {}

/**
 * Trainings that wait for the one that runs, kept in `.lits/queue`. A training that waits is the program as it was when it was queued:
 * who queues one file three times, with another setting each time, gets three different runs; and an error in it is told at once.
 * The next one starts when a training has ended that this window has seen running. After a reload without one nothing starts by
 * itself: the student may have opened the folder for something else.
 */
export class TrainingQueue implements vscode.Disposable {
  private waiting: WaitingTraining[] = [];
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly watcher = new FolderWatcher(() => this.follow(this.refresh()));
  private readonly listening: vscode.Disposable;
  /** While the student is deciding what is trained next, nothing starts. */
  private held = 0;
  private isGoingOn = false;
  private isAskedAgain = false;

  constructor(private readonly services: QueueServices) {
    this.listening = services.trainings.onDidEnd(() => this.follow(this.goOn()));
  }

  /** The trainings that wait, the next one first. */
  all(): readonly WaitingTraining[] {
    return this.waiting;
  }

  /** Reads what waits in the workspace, and watches it from now on. */
  async refresh(): Promise<void> {
    const found: WaitingTraining[] = [];
    const watched: string[] = [];
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      if (uri.scheme !== 'file') continue;
      for (const home of await possibleHomes(uri.fsPath)) {
        const place = join(home, queueFolder);
        watched.push(dirname(place), place);
        found.push(...(await readQueue(home)).map((one) => ({ ...one, folder: uri.fsPath })));
      }
    }
    const before = this.waiting;
    this.waiting = found;
    this.watcher.watch(watched);
    if (JSON.stringify(before) !== JSON.stringify(found)) this.changed.fire();
  }

  /**
   * Records a program as it is now, and has it wait.
   * @throws WorkerError with the student's lines where it cannot be compiled
   */
  async add(request: TrainingRequest): Promise<void> {
    const { file, folder, data, device, threads, tensorboard, nodePath } = request;
    const { worker, log } = this.services;
    const dir = await makeQueuedFolder(await runsHome(dirname(file), folder), file, new Date());
    try {
      const { codeHash } = await doVisibleJob(
        'record',
        { file, folder: dir },
        { title: t('Recording the program'), worker, nodePath, logFile: runLog(dir), cwd: folder, log },
      );
      const queuedAt = new Date().toISOString();
      await enqueue(dir, { file, codeHash, data, device, threads, tensorboard, queuedAt });
    } catch (error) {
      await removeQueued({ dir });
      throw error;
    }
    await this.refresh();
  }

  /** @param by places; negative: nearer to its turn */
  async move({ home, id }: WaitingTraining, by: number): Promise<void> {
    const ids = this.waiting.filter((one) => one.home === home).map((one) => one.id);
    await orderQueue(home, movedBy(ids, id, by));
    await this.refresh();
  }

  async remove(queued: WaitingTraining): Promise<void> {
    await removeQueued(queued);
    await this.refresh();
  }

  /** Starts one now, beside whatever runs. Undefined when another window has started it. */
  async start(queued: WaitingTraining): Promise<Training | undefined> {
    const { trainings, log } = this.services;
    const runDir = await takeQueued(queued, new Date());
    if (runDir === undefined) {
      await this.refresh();
      return undefined;
    }
    try {
      const { file, folder, data, device, threads, tensorboard, codeHash } = queued;
      const { nodePath } = settingsFor(vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)));
      const recorded = { runDir, codeHash };
      log.info(`Its turn has come: ${queued.id}`);
      return await trainings.start({ file, folder, data, device, threads, tensorboard, nodePath, recorded });
    } catch (error) {
      await giveBackQueued(queued, runDir);
      throw error;
    } finally {
      await this.refresh();
    }
  }

  /** Starts the next one, unless a training runs anywhere in the workspace. */
  async goOn(): Promise<void> {
    this.isAskedAgain = true;
    if (this.isGoingOn || this.held > 0) return;
    this.isGoingOn = true;
    try {
      while (this.isAskedAgain) {
        this.isAskedAgain = false;
        await this.startNext();
      }
    } finally {
      this.isGoingOn = false;
    }
  }

  /** Has nothing start meanwhile. A training that ends in between is followed by the next one afterwards, unless another one runs then. */
  async whileHeld<Result>(action: () => Promise<Result>): Promise<Result> {
    this.held++;
    try {
      return await action();
    } finally {
      this.held--;
      if (this.isAskedAgain) this.follow(this.goOn());
    }
  }

  dispose(): void {
    this.listening.dispose();
    this.watcher.dispose();
    this.changed.dispose();
  }

  private async startNext(): Promise<void> {
    const [next] = this.waiting;
    if (!next) return;
    const lock = join(next.home, queueFolder, '.starting');
    try {
      await exclusively(
        lock,
        () => new StartedElsewhere(),
        async () => {
          // What another window has done since counts: it may have started one, or changed the order.
          await this.services.runs.look();
          await this.refresh();
          const [first] = this.waiting;
          if (first && !this.isTraining()) await this.startAndAwait(first);
        },
      );
    } catch (error) {
      if (!(error instanceof StartedElsewhere)) throw error;
    }
  }

  /** Whoever holds the lock next finds the run on the disk. */
  private async startAndAwait(first: WaitingTraining): Promise<void> {
    const { trainings, runs } = this.services;
    const heardOf = new Set<string>();
    let wake = () => undefined as void;
    const hear = ({ training }: { training: Training }) => {
      heardOf.add(training.dir);
      wake();
    };
    const listening = vscode.Disposable.from(trainings.onEvent(hear), trainings.onDidEnd(hear));
    try {
      const training = await this.start(first);
      if (!training) return;
      while (!heardOf.has(training.dir)) await new Promise<void>((resolve) => (wake = resolve));
      await runs.refresh(training.dir, training.folder);
    } finally {
      listening.dispose();
    }
  }

  private isTraining(): boolean {
    const { trainings, runs } = this.services;
    return trainings.all().length > 0 || runs.all().some(({ record }) => isActive(record.state));
  }

  private follow(action: Promise<void>): void {
    action.catch((error: unknown) => this.services.reporter.error(error, 'Queue of trainings'));
  }
}
