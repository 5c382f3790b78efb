import { rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ConnectionError,
  createMessageConnection,
  ErrorCodes,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type * as z from 'zod';
import { isDiskFull } from '../files/space';
import { jobEventSchema, type JobEvent } from '../protocol/events';
import {
  jobs,
  questions,
  type AnswerOf,
  type JobKind,
  type JobOf,
  type QuestionName,
  type QuestionOf,
  type ResultOf,
} from '../protocol/jobs';
import { askAnswerSchema, snapshotSchema, startAnswerSchema, type Snapshot } from '../protocol/messages';
import { askJob, attachJob, cancelJob, jobEvent, startJob } from '../protocol/methods';
import { failureSchema, type Failure, type JobState } from '../protocol/run';
import { faultLines, validate } from '../protocol/validate';
import { protocolVersion, versionConflict, versionOf } from '../protocol/version';
import { language, t } from '../words';
import { failureOfDeath, oomKills, type Ending } from './death';
import { logTail } from './logTail';
import { killProcessGroup } from './processGroup';
import { WorkerError, type WorkerErrorKind } from './workerError';

export interface Disposable {
  dispose(): void;
}

export interface CancelOptions {
  /** How long the job may take to end by itself before its process is killed. */
  graceMillis?: number;
}

const defaultGraceMillis = 10_000;

/** How a client knows the process at the other end of its socket. */
export interface WorkerProcess {
  pid: number;
  socket: string;
  /** File that the worker's output goes to. */
  logFile?: string;
  /** Says how the process ended, for a process that we started ourselves. */
  ending?: () => Promise<Ending | undefined>;
  /** Ends it and all that works with it, at once; default: its process group. */
  kill?: () => void;
}

/** This side of the connection to a worker process. See `protocol/messages.ts` for the course of a job. */
export class WorkerClient implements Disposable {
  readonly pid: number;
  readonly socket: string;
  private readonly connection: MessageConnection;
  private readonly listeners = new Set<(event: JobEvent) => void>();
  private readonly closeListeners = new Set<(reason: WorkerError) => void>();
  /** Settles when the connection is over, with what pending calls are told. */
  private readonly closed: Promise<WorkerError>;
  private closeReason: WorkerError | undefined;
  private plannedClose: WorkerError | undefined;
  private state: JobState = 'starting';
  private failure: Failure | undefined;
  private attached = false;
  /** Settles before the job is sent. */
  private attaching: Promise<unknown> = Promise.resolve();
  private eventsHeard = 0;
  private readonly endWaiters = new Set<() => void>();
  private readonly oomKillsBefore = oomKills();

  constructor(
    stream: Socket,
    private readonly worker: WorkerProcess,
  ) {
    this.pid = worker.pid;
    this.socket = worker.socket;
    this.connection = createMessageConnection(
      new SocketMessageReader(stream),
      new SocketMessageWriter(stream),
    );
    this.connection.onNotification(jobEvent, (event) => this.receive(event));
    this.closed = new Promise((resolve) => {
      // `onClose` fires when the worker's end goes away, `onDispose` when this one does.
      this.connection.onClose(() => void this.describeClose().then(resolve));
      this.connection.onDispose(() => void this.describeClose().then(resolve));
    });
    void this.closed.then((reason) => {
      this.closeReason = reason;
      this.settleEnd();
      for (const listener of this.closeListeners) listener(reason);
    });
    // A write to a dead socket also closes it, which is where it is dealt with.
    this.connection.onError(() => stream.destroy());
    this.connection.listen();
  }

  /**
   * Gives the worker its job and waits for the end of it. A training that was stopped resolves too: its run says `stopped`.
   * @throws WorkerError `job-failed`, `stopped`, `force-stopped`, `died`, `disconnected` or `protocol`.
   */
  async start<Kind extends JobKind>(kind: Kind, job: JobOf<Kind>): Promise<ResultOf<Kind>> {
    if (!this.attached) await (this.attaching = this.attach());
    try {
      const message = { ...greeting(), kind, job };
      const answer = await this.untilClosed(() => this.connection.sendRequest(startJob, message));
      const { result } = received(startAnswerSchema, answer);
      return understood(jobs[kind].result, result);
    } catch (error) {
      throw this.jobError(error);
    } finally {
      if (!isFinal(this.state)) this.state = 'done';
      this.settleEnd();
    }
  }

  /**
   * Asks something of the job, which goes on.
   * @throws WorkerError as `start` does
   */
  async ask<Name extends QuestionName>(name: Name, question: QuestionOf<Name>): Promise<AnswerOf<Name>> {
    try {
      // A question must not overtake its job.
      await this.attaching;
      const message = { ...greeting(), name, question };
      const answer = await this.untilClosed(() => this.connection.sendRequest(askJob, message));
      return understood(questions[name].answer, received(askAnswerSchema, answer).answer);
    } catch (error) {
      throw this.jobError(error);
    }
  }

  /**
   * Where the job stands now; from here on, listeners hear every event.
   * @throws WorkerError `protocol` when the worker speaks another version of the protocol.
   */
  async attach(): Promise<Snapshot> {
    const answer = await this.untilClosed(() => this.connection.sendRequest(attachJob, greeting())).catch(
      (error: unknown) => {
        throw refusal(error);
      },
    );
    const snapshot = received(snapshotSchema, answer);
    this.attached = true;
    this.state = snapshot.state;
    this.failure = snapshot.failure;
    return snapshot;
  }

  /** Calls `listener` with every event from `attach` or `start` on. */
  onEvent(listener: (event: JobEvent) => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Calls `listener` once the connection is over, with the reason; at once when it already is. */
  onClose(listener: (reason: WorkerError) => void): Disposable {
    if (this.closeReason) listener(this.closeReason);
    else this.closeListeners.add(listener);
    return { dispose: () => this.closeListeners.delete(listener) };
  }

  /**
   * Ends the job: politely first, and by killing the process when it has not ended within the grace period, as code in an endless
   * loop would not. While it saves, it has longer. Resolves when the job has ended; a run keeps what it had written.
   */
  async cancel({ graceMillis = defaultGraceMillis }: CancelOptions = {}): Promise<void> {
    if (this.closeReason || isFinal(this.state)) return;
    const ended = new Promise<void>((resolve) => this.endWaiters.add(resolve));
    this.connection.sendRequest(cancelJob).catch((error: unknown) => {
      if (isConnectionLoss(error)) return;
      this.emit({
        type: 'log',
        level: 'warning',
        text: t('The process was asked to stop and answered: {0}', String(error)),
      });
    });
    let timer: NodeJS.Timeout | undefined;
    let saving: Disposable | undefined;
    const late = new Promise<'late'>((resolve) => {
      const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve('late'), graceMillis);
      };
      wait();
      saving = this.onEvent((event) => {
        if (event.type === 'progress' && event.phase === 'save') wait();
      });
    });
    const outcome = await Promise.race([ended, late]);
    clearTimeout(timer);
    saving?.dispose();
    if (outcome === 'late') {
      this.plannedClose = workerError('force-stopped', {
        what: t('The program was ended by force.'),
        why: t(
          'It did not stop within {0} seconds of being asked, as happens when code runs in an endless loop.',
          graceMillis / 1000,
        ),
        next: t('Look for a loop without an end in the code; what the run had saved before is still there.'),
      });
      this.kill();
      await ended;
    }
  }

  /** Ends the process and all it started, at once. Prefer `cancel`. */
  kill(): void {
    this.plannedClose ??= workerError('force-stopped', {
      what: t('The program was ended by force.'),
      next: t('What the run had saved before is still there.'),
    });
    if (this.worker.kill) this.worker.kill();
    else killProcessGroup(this.pid);
    if (process.platform !== 'win32') void rm(this.socket, { force: true });
  }

  /** Leaves the worker to itself: a job goes on and writes to its run folder. */
  dispose(): void {
    if (this.closeReason) return;
    this.plannedClose ??= workerError('disconnected', { what: t('This client has left the worker.') });
    this.connection.end();
    this.connection.dispose();
  }

  private receive(message: unknown): void {
    this.eventsHeard++;
    const read = validate(jobEventSchema, message);
    if (!read.ok) {
      const text = t('The worker sent an event that is not understood: {0}', faultLines(read.faults));
      this.emit({ type: 'log', level: 'warning', text });
      return;
    }
    const event = read.value;
    if (event.type === 'state') {
      this.state = event.state;
      this.failure = event.failure;
    }
    this.emit(event);
    if (isFinal(this.state)) this.settleEnd();
  }

  private emit(event: JobEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  private settleEnd(): void {
    for (const resolve of this.endWaiters) resolve();
    this.endWaiters.clear();
  }

  /** The answer to a request, or the reason why the connection ended first. */
  private async untilClosed<T>(request: () => Promise<T>): Promise<T> {
    const closed = this.closed.then((reason) => {
      throw reason;
    });
    try {
      return await Promise.race([request(), closed]);
    } catch (error) {
      if (isConnectionLoss(error)) return await closed;
      throw error;
    }
  }

  private jobError(error: unknown): Error {
    if (error instanceof WorkerError) return error;
    if (!(error instanceof ResponseError))
      return workerError('protocol', {
        what: t('The connection to the worker is broken.'),
        why: String(error),
      });
    const told = failureSchema.safeParse(error.data);
    const failure = told.success ? told.data : (this.failure ?? { what: error.message, problems: [] });
    return new WorkerError(this.state === 'stopped' ? 'stopped' : 'job-failed', failure, { cause: error });
  }

  /** What has arrived is handled one message a turn of the event loop, and may be overtaken by the close that followed it. */
  private async lastWordsHeard(): Promise<void> {
    let before;
    do {
      before = this.eventsHeard;
      await nextTurn();
      await nextTurn();
    } while (this.eventsHeard !== before);
  }

  private async describeClose(): Promise<WorkerError> {
    if (this.plannedClose) return this.plannedClose;
    await this.lastWordsHeard();
    if (isFinal(this.state))
      return workerError('disconnected', { what: t('The worker has left after the end of its job.') });
    const ending = await this.worker.ending?.();
    const { logFile } = this.worker;
    const lastOutput = logFile ? await logTail(logFile) : '';
    const oomKill = (await oomKills()) > (await this.oomKillsBefore);
    const diskIsFull = logFile !== undefined && (await isDiskFull(dirname(logFile)));
    return new WorkerError('died', failureOfDeath({ ending, lastOutput, oomKill, diskIsFull }));
  }
}

function isFinal(state: JobState): boolean {
  return state === 'done' || state === 'stopped' || state === 'failed';
}

function isConnectionLoss(error: unknown): boolean {
  return (
    error instanceof ConnectionError ||
    (error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected)
  );
}

function workerError(kind: WorkerErrorKind, failure: Omit<Failure, 'problems'>): WorkerError {
  return new WorkerError(kind, { ...failure, problems: [] });
}

/** How every message begins. */
const greeting = () => ({ protocol: protocolVersion, language: language() });

/** Why a worker refuses to talk, which it does when it speaks another version of the protocol. */
function refusal(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const told = failureSchema.safeParse(error.data);
  const failure = told.success ? told.data : { what: error.message, problems: [] };
  return new WorkerError('protocol', failure, { cause: error });
}

/** An answer of a worker that speaks our version of the protocol. */
function received<T>(schema: z.ZodType<T>, answer: unknown): T {
  const conflict = versionConflict({ worker: versionOf(answer), client: protocolVersion });
  if (conflict) throw new WorkerError('protocol', conflict);
  return understood(schema, answer);
}

function understood<T>(schema: z.ZodType<T>, message: unknown): T {
  const read = validate(schema, message);
  if (read.ok) return read.value;
  throw workerError('protocol', {
    what: t('The worker gave an answer that is not understood.'),
    why: faultLines(read.faults),
    next: t('Worker and client may come from different versions: reload the window or build again.'),
  });
}
