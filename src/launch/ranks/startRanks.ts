import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readIfPresent, readJsonIfWhole } from '../../files/jsonFile';
import { writeJsonAtomic } from '../../files/atomicFile';
import { isProcessAlive } from '../../files/processes';
import { pythonVariable } from '../../protocol/devices';
import { rankFiles, rankNoteSchema, type Launch, type RankNote, type SharedWork } from '../../protocol/ranks';
import { readLastWords } from '../../protocol/lastWords';
import type { Failure } from '../../protocol/run';
import { language, t } from '../../words';
import type { NodeRuntime } from '../findNode';
import { killProcessGroup } from '../processGroup';
import { newSocketPath } from '../socketPath';
import { exitOf, spawnDetached, tryConnect, within } from '../startWorker';
import { WorkerClient } from '../workerClient';
import { WorkerError } from '../workerError';
import { meetingPointOf, untilGone } from './meetingPoint';
import { culpritOf, deathsIn, failureOfHung, failureOfStart, tellsOfDeath } from './report';
import { secondsOfStart, torchrunArguments, type Processes } from './torchrun';

const lookMillis = 200;
/** How long processes may take to end by themselves once one of them has died, or the work is done. */
const endMillis = 15_000;
/** Of what the launcher prints, so much is kept in mind. */
const outputLength = 20_000;

export interface StartRanksOptions {
  /** The worker's program, `dist/worker.cjs`. */
  workerPath: string;
  node: NodeRuntime;
  /** A Python that has PyTorch. */
  python: string;
  cwd: string;
  processes: Processes;
  work: SharedWork;
  /** Ends them at once, where they have not all come yet. */
  signal: AbortSignal;
}

/** The processes of a training on this machine. */
export interface StartedRanks {
  /** That keeps the run; undefined where it is on another machine. */
  client: WorkerClient | undefined;
  /** Their ranks. */
  ranks: readonly number[];
  /**
   * Waits until they have ended, for as long as the training takes.
   * @returns why they have not done their work, if so
   */
  ended(): Promise<Failure | undefined>;
  /** Has them end, now that their work is over. @returns which of them has failed by itself, and why */
  end(): Promise<Failure | undefined>;
  /** Has them end soon: with those of other machines, if these stop, too. */
  leave(): void;
  kill(): void;
}

/**
 * Starts the processes of a training on this machine by PyTorch's launcher, and connects to the one that keeps the run.
 * @throws WorkerError `not-started`
 */
export async function startRanks(options: StartRanksOptions): Promise<StartedRanks> {
  const launch: Launch = {
    version: 1,
    socket: await newSocketPath(),
    language: language(),
    waitSeconds: options.processes.waitSeconds,
    work: options.work,
  };
  const folder = await mkdtemp(join(tmpdir(), 'lits-ranks-'));
  await writeJsonAtomic(join(folder, rankFiles.launch), launch);
  const launcher = await Launcher.start(folder, options);
  const { signal } = options;
  const stop = () => launcher.stop();
  signal.addEventListener('abort', stop);
  const found = await launcher.found(launch.socket, options.processes.nproc);
  signal.removeEventListener('abort', stop);
  if (!found) {
    const failure = await launcher.startFailure();
    if (signal.aborted)
      throw new WorkerError('stopped', { what: t('Stopped before the end.'), problems: [] });
    throw new WorkerError('not-started', failure);
  }
  void launcher.watch();
  const { stream, notes } = found;
  const client =
    stream &&
    new WorkerClient(stream, {
      pid: notes.find(({ rank }) => rank === 0)?.pid ?? launcher.pid,
      socket: launch.socket,
      logFile: launcher.logFile,
      kill: () => launcher.stop(),
    });
  return {
    client,
    ranks: notes.map(({ rank }) => rank),
    ended: () => launcher.ended(),
    end: () => launcher.end(),
    leave: () => launcher.leave(),
    kill: () => launcher.stop(),
  };
}

/** PyTorch's launcher, and the folder through which its processes tell what they have to. */
class Launcher {
  private isOver = false;
  private isLate = false;
  private wasStopped = false;
  private known: RankNote[] = [];
  /** Ranks that were still there when they were given up. */
  private hung: number[] = [];
  private givingUp: Promise<void> | undefined;

  private constructor(
    private readonly folder: string,
    readonly pid: number,
    private readonly exit: ReturnType<typeof exitOf>,
    private readonly processes: Processes,
  ) {
    void exit.then(() => (this.isOver = true));
  }

  static async start(folder: string, options: StartRanksOptions): Promise<Launcher> {
    const { workerPath, node, python, cwd, processes } = options;
    const program = [node.path, workerPath, '--rank', folder];
    const child = await spawnDetached(
      python,
      torchrunArguments(processes, { id: randomUUID(), logFolder: folder }, program),
      {
        logFile: join(folder, 'output.txt'),
        cwd,
        env: { ...node.env, [pythonVariable]: python, PYTHONUNBUFFERED: '1' },
      },
    );
    // Its end is waited for, be there anything else to do or not.
    child.ref();
    const exit = exitOf(child);
    if (child.pid === undefined) {
      const { words } = await exit;
      throw new WorkerError('not-started', { what: words, problems: [] });
    }
    return new Launcher(folder, child.pid, exit, processes);
  }

  get logFile(): string {
    return join(this.folder, 'output.txt');
  }

  /** Waits until all processes of this machine are there. @returns undefined when the launcher has ended before */
  async found(
    socket: string,
    count: number,
  ): Promise<{ stream: Socket | undefined; notes: RankNote[] } | undefined> {
    let stream: Socket | undefined;
    // Later than the launcher gives up by itself, where it does.
    const late = Date.now() + 1000 * secondsOfStart(this.processes) + endMillis;
    while (!this.isOver) {
      const notes = await this.notes();
      this.isLate = this.processes.nnodes > 1 && notes.length === 0 && Date.now() > late;
      if (this.isLate) this.kill();
      const keeps = notes.some(({ rank }) => rank === 0);
      // Kept: a worker leaves when nobody is connected any more.
      if (keeps) stream ??= await tryConnect(socket);
      if (notes.length === count && (stream || !keeps)) return { stream, notes };
      await delay(lookMillis);
    }
    stream?.destroy();
    return undefined;
  }

  /** Ends processes that do not notice that the training is over: on a GPU some wait for one that has died, others hang. */
  async watch(): Promise<void> {
    const over = new AbortController();
    await Promise.race([this.exit, this.hasSeenDeath(), this.otherMachinesGone(over.signal)]);
    over.abort();
    await this.giveUp();
  }

  async ended(): Promise<Failure | undefined> {
    const { words, code } = await this.exit;
    const failure = (await this.failure()) ?? (await this.lostOther());
    await rm(this.folder, { recursive: true, force: true });
    if (failure !== undefined || code === 0) return failure;
    return { what: this.wasStopped ? t('Stopped before the end.') : words, problems: [] };
  }

  async end(): Promise<Failure | undefined> {
    await this.giveUp();
    const failure = await this.failure();
    await rm(this.folder, { recursive: true, force: true });
    return failure;
  }

  async startFailure(): Promise<Failure> {
    await this.exit;
    const failure =
      (await this.failure()) ??
      failureOfStart(await this.output(), secondsOfStart(this.processes), this.isLate);
    await rm(this.folder, { recursive: true, force: true });
    return failure;
  }

  leave(): void {
    this.wasStopped = true;
    void this.giveUp();
  }

  stop(): void {
    this.wasStopped = true;
    this.kill();
  }

  private kill(): void {
    if (this.isOver) return;
    // Newer launchers start their processes in sessions of their own.
    for (const pid of [this.pid, ...this.known.map((note) => note.pid)]) killProcessGroup(pid);
  }

  private async failure(): Promise<Failure | undefined> {
    const notes = await this.notes();
    const output = await this.output();
    const culprit = culpritOf(notes, deathsIn(output), readLastWords(output));
    return culprit ?? (this.hung.length > 0 ? failureOfHung(this.hung) : undefined);
  }

  /** What processes have told that have failed because of another machine's. */
  private async lostOther(): Promise<Failure | undefined> {
    return (await this.notes()).find(({ failure }) => failure)?.failure;
  }

  private async hasSeenDeath(): Promise<void> {
    while (!this.isOver && !tellsOfDeath(await this.output())) await delay(lookMillis);
  }

  private otherMachinesGone(over: AbortSignal): Promise<void> {
    const point = meetingPointOf(this.processes);
    if (!point) return new Promise(() => undefined);
    return untilGone(point, 1000 * this.processes.waitSeconds, over);
  }

  /** Gives the processes time to end by themselves, and ends those that do not. */
  private giveUp(): Promise<void> {
    return (this.givingUp ??= within(endMillis, this.exit).then((ending) => {
      if (ending) return;
      const left = this.known.filter(({ pid }) => isProcessAlive(pid)).map(({ rank }) => rank);
      this.hung = this.wasStopped ? [] : left;
      this.kill();
    }));
  }

  /** What the processes of this machine have told. */
  private async notes(): Promise<RankNote[]> {
    const names = (await readdir(this.folder)).filter((name) => rankFiles.isNote.test(name)).sort();
    const read = await Promise.all(
      names.map((name) => readJsonIfWhole(join(this.folder, name), rankNoteSchema)),
    );
    this.known = read.filter((note) => note !== undefined).sort((a, b) => a.rank - b.rank);
    return this.known;
  }

  private async output(): Promise<string> {
    // It is gone once all have ended.
    return (await readIfPresent(this.logFile))?.toString('utf8').slice(-outputLength) ?? '';
  }
}
