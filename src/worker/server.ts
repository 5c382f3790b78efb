import { createServer, type Socket } from 'node:net';
import {
  createMessageConnection,
  ErrorCodes,
  NotificationType0,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type * as z from 'zod';
import { FailureError, knownFailureOf, toFailure } from '../protocol/failure';
import { errorText } from '../protocol/failureText';
import type { JobEvent } from '../protocol/events';
import {
  jobs,
  questions,
  trains,
  type AnswerOf,
  type JobKind,
  type JobOf,
  type QuestionName,
  type QuestionOf,
  type ResultOf,
} from '../protocol/jobs';
import {
  askMessageSchema,
  attachMessageSchema,
  startMessageSchema,
  type AskAnswer,
  type Snapshot,
  type StartAnswer,
} from '../protocol/messages';
import { askJob, attachJob, cancelJob, jobEvent, startJob } from '../protocol/methods';
import { ShownLines } from '../protocol/shownLines';
import { faultLines, validate } from '../protocol/validate';
import { protocolVersion, versionConflict, versionOf } from '../protocol/version';
import { t } from '../words';
import { speakCarried } from '../words/bundles';

/** What answers each question to a job. */
export type Answers = {
  readonly [Name in QuestionName]: (question: QuestionOf<Name>) => Promise<AnswerOf<Name>>;
};

export interface RunningJob {
  /** Aborted when the job shall end. */
  signal: AbortSignal;
  emit: (event: JobEvent) => void;
  /** Says that the job was stopped before its end, and has a result all the same. */
  endsStopped: () => void;
  /** Answers questions from now on. Such a job ends with its last client. */
  answers: (answers: Answers) => void;
}

export interface JobServerOptions {
  /** Path of the socket, or name of the pipe. */
  socket: string;
  /** Does a job. Rejects with an error whose `failure` is told to the clients. */
  run<Kind extends JobKind>(kind: Kind, job: JobOf<Kind>, running: RunningJob): Promise<ResultOf<Kind>>;
  /** How long nobody may be connected, once the job has ended, before the server leaves. */
  idleMs?: number;
  /** How long it may take until the first client connects. */
  firstClientMs?: number;
  /** Takes what is noteworthy but no part of a job. */
  report(text: string): void;
}

const cancelled = 'cancelled';
/** Of no meaning to a client: JSON-RPC lets it ignore a `$/` method. */
const leaving = new NotificationType0('$/leaving');

/** Serves one job to any number of clients; see `protocol/messages.ts`. */
export class JobServer {
  private readonly server = createServer((socket) => this.connect(socket));
  private readonly clients = new Map<MessageConnection, Socket>();
  private readonly attached = new Set<MessageConnection>();
  private readonly abort = new AbortController();
  private snapshot: Snapshot = { protocol: protocolVersion, state: 'starting' };
  private hasLanguage = false;
  private running = false;
  private readonly lines = new ShownLines({
    deliver: (level, text) => this.tell({ type: 'log', level, text }),
  });
  private answers: Answers | undefined;
  private isShuttingDown = false;
  private leaving: NodeJS.Timeout | undefined;
  private resolveFinished!: () => void;

  /** Resolves when there is nothing left to do and nobody left to talk to. */
  readonly finished = new Promise<void>((resolve) => (this.resolveFinished = resolve));

  constructor(private readonly options: JobServerOptions) {}

  /** Resolves once clients can connect; rejects when the socket cannot be had. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.socket, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    this.leaveAfter(this.options.firstClientMs ?? 30_000);
  }

  /** Ends the job because it cannot go on; it becomes `failed` with this error. */
  fail(error: unknown): void {
    this.options.report(errorText(error));
    this.abort.abort(error instanceof FailureError ? error : new FailureError(toFailure(error), error));
  }

  /** Ends the job as `job/cancel` does, then leaves without waiting for anyone. */
  shutDown(): void {
    this.isShuttingDown = true;
    this.abort.abort(cancelled);
    this.leaveWhenIdle();
  }

  private connect(socket: Socket): void {
    clearTimeout(this.leaving);
    const connection = createMessageConnection(
      new SocketMessageReader(socket),
      new SocketMessageWriter(socket),
    );
    this.clients.set(connection, socket);
    const left = () => this.disconnect(connection);
    connection.onClose(left);
    connection.onError(([error]) => this.options.report(`Connection: ${error.message}`));
    socket.on('error', (error) => this.options.report(`Connection: ${error.message}`));
    // By their names, so that a message without a body, of a client from before versions, is answered plainly.
    connection.onRequest(startJob.method, (message: unknown) => this.start(message));
    connection.onRequest(attachJob.method, (message: unknown) => this.attach(connection, message));
    connection.onRequest(askJob.method, (message: unknown) => this.ask(message));
    connection.onRequest(cancelJob, () => this.abort.abort(cancelled));
    connection.listen();
  }

  private disconnect(connection: MessageConnection): void {
    if (!this.clients.delete(connection)) return;
    this.attached.delete(connection);
    connection.dispose();
    if (this.answers && this.clients.size === 0) this.abort.abort(cancelled);
    this.leaveWhenIdle();
  }

  private leaveWhenIdle(): void {
    if (this.running) return;
    if (this.isShuttingDown) this.leaveAfter(0);
    else if (this.clients.size === 0) this.leaveAfter(this.options.idleMs ?? 3000);
  }

  private leaveAfter(milliseconds: number): void {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => {
      if (!this.running) void this.leave();
    }, milliseconds);
  }

  private async leave(): Promise<void> {
    const clients = [...this.clients];
    this.clients.clear();
    // A connection writes in order: once this is out, so is the answer that the job's client waits for.
    await Promise.allSettled(clients.map(([client]) => client.sendNotification(leaving)));
    for (const [client, socket] of clients) {
      client.dispose();
      socket.destroySoon();
    }
    this.server.close(() => this.resolveFinished());
  }

  private attach(connection: MessageConnection, message: unknown): Snapshot {
    this.speakAsAsked(message);
    received(attachMessageSchema, message);
    this.attached.add(connection);
    return this.snapshot;
  }

  private async start(message: unknown): Promise<StartAnswer> {
    this.speakAsAsked(message);
    const { kind, job } = received(startMessageSchema, message);
    return { protocol: protocolVersion, result: await this.work(kind, job) };
  }

  /** All that the worker says is in one language: that of the first message, even of one that it refuses. */
  private speakAsAsked(message: unknown): void {
    const asked = attachMessageSchema.pick({ language: true }).safeParse(message);
    if (this.hasLanguage || !asked.success) return;
    speakCarried(asked.data.language);
    this.hasLanguage = true;
  }

  private async work<Kind extends JobKind>(kind: Kind, given: unknown): Promise<ResultOf<Kind>> {
    const job = understood(jobs[kind].job, given);
    if (this.snapshot.work)
      throw new ResponseError(ErrorCodes.InvalidRequest, t('This worker already has a job.'));
    this.snapshot = { ...this.snapshot, work: { kind, job } };
    this.running = true;
    this.emit({ type: 'state', state: 'starting' });
    let end: 'done' | 'stopped' = 'done';
    try {
      const result = await this.options.run(kind, job, {
        signal: this.abort.signal,
        emit: (event) => this.emit(event),
        endsStopped: () => (end = 'stopped'),
        answers: (answers) => (this.answers = answers),
      });
      this.snapshot = { ...this.snapshot, work: { kind, job, result } };
      this.emit({ type: 'state', state: end });
      return result;
    } catch (error) {
      throw this.ended(kind, error);
    } finally {
      this.running = false;
      this.answers = undefined;
      this.leaveWhenIdle();
    }
  }

  private async ask(message: unknown): Promise<AskAnswer> {
    const { name, question } = received(askMessageSchema, message);
    try {
      return { protocol: protocolVersion, answer: await this.answer(name, question) };
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      if (!knownFailureOf(error)) this.options.report(errorText(error));
      const failure = toFailure(error);
      throw new ResponseError(ErrorCodes.InternalError, failure.what, failure);
    }
  }

  private answer<Name extends QuestionName>(name: Name, given: unknown): Promise<AnswerOf<Name>> {
    const question = understood(questions[name].question, given);
    if (!this.answers)
      throw new ResponseError(ErrorCodes.InvalidRequest, t('This worker has no job that answers questions.'));
    return this.answers[name](question);
  }

  /** Tells everyone how the job ended without a result. */
  private ended(kind: JobKind, error: unknown): ResponseError<unknown> {
    const { signal } = this.abort;
    const stopped = signal.aborted && signal.reason === cancelled;
    const failure = stopped
      ? { what: t('Stopped before the end.'), problems: [] }
      : toFailure(signal.aborted && !(error instanceof FailureError) ? signal.reason : error);
    // A training has told it in the log of its run, which takes this report, too.
    if (!stopped && !(trains(kind) && knownFailureOf(error))) this.options.report(errorText(error));
    this.emit({ type: 'state', state: stopped ? 'stopped' : 'failed', failure });
    return new ResponseError(ErrorCodes.InternalError, failure.what, failure);
  }

  /** Student code may print in the middle of anything: its lines wait until it is over, and never go out from within it. */
  private emit(event: JobEvent): void {
    if (event.type === 'log') {
      this.lines.add(event.level, event.text);
      return;
    }
    if (event.type === 'state') this.lines.end();
    else this.lines.flush();
    this.tell(event);
  }

  private tell(event: JobEvent): void {
    if (event.type === 'progress') this.snapshot = { ...this.snapshot, progress: event };
    if (event.type === 'state')
      this.snapshot = { ...this.snapshot, state: event.state, failure: event.failure };
    for (const client of this.attached)
      // A client that has left cannot be told: it is no longer one.
      client.sendNotification(jobEvent, event).catch(() => this.disconnect(client));
  }
}

/** A message of a client that speaks our version of the protocol. */
function received<T>(schema: z.ZodType<T>, message: unknown): T {
  const conflict = versionConflict({ worker: protocolVersion, client: versionOf(message) });
  if (conflict) {
    const sentences = [conflict.what, conflict.why, conflict.next].join(' ');
    throw new ResponseError(ErrorCodes.InvalidRequest, sentences, conflict);
  }
  return understood(schema, message);
}

function understood<T>(schema: z.ZodType<T>, message: unknown): T {
  const read = validate(schema, message);
  if (read.ok) return read.value;
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    t('The job cannot be done as it was given. {0}', faultLines(read.faults)),
  );
}
