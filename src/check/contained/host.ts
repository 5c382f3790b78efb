import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { FailureError } from '../../protocol/failure';
import type { Deadlines, Log } from '../../train';
import type { ModelSummary } from '../../protocol/modelSummary';
import type { Failure } from '../../protocol/run';
import type { Finding } from '../../protocol/checkReport';
import { language, t } from '../../words';
import type { Outcome } from '../runChecks';
import {
  answerSchema,
  type Answer,
  type Assignment,
  type Predicted,
  type PredictRequest,
  type Request,
} from './messages';
import type { Confinement } from './confinement';

/** How long one check may take, whatever its probe does. */
const usualCheckMillis = 90_000;
const startMillis = 60_000;
const mostStderr = 20_000;

/** What a process gets, and the program that it runs. */
export type Work = Omit<Assignment, 'type' | 'word' | 'language' | 'deadlines'> & {
  program: string;
  deadlines?: (Deadlines & { checkMs: number }) | undefined;
};

/** What the process runs. @param program that of the worker */
export const runningChecks = (program: string): readonly string[] => [program, '--check'];

/** How a process ends that has not answered. */
type Stop =
  { kind: 'late' } | { kind: 'died'; code: number | null; signal: NodeJS.Signals | null; stderr: string };

type Ending = { kind: 'outcome'; outcome: Outcome } | Stop;

type Answered<Value> = { kind: 'value'; value: Value } | { kind: 'failure'; failure: Failure };

const answeredWith = <Value extends object>(said: Value | { failure: Failure }): Answered<Value> =>
  'failure' in said ? { kind: 'failure', failure: said.failure } : { kind: 'value', value: said };

/**
 * Runs checks in a process of its own, which is ended when it takes too long, and started anew for the next check after it has
 * ended in any way.
 */
export class ContainedRunner {
  private child: Promise<Child> | undefined;

  constructor(
    private readonly assignment: Work,
    private readonly confinement: Confinement,
    private readonly signal: AbortSignal,
    private readonly log: Log,
  ) {}

  async execute(id: string, title: string): Promise<Outcome> {
    this.signal.throwIfAborted();
    const child = await this.started();
    const millis = this.assignment.deadlines?.checkMs ?? usualCheckMillis;
    const ending = await child.check(id, millis);
    if (ending.kind === 'outcome') return ending.outcome;
    this.child = undefined;
    await child.end();
    this.signal.throwIfAborted();
    return { stopped: endingFinding(ending, title, millis) };
  }

  /** What a file's model is made of. @throws FailureError when it cannot be built */
  async summarize(file: string): Promise<ModelSummary> {
    const child = await this.started();
    return this.answered(await child.summarize(file), {
      what: t('The process of your code ended before the model was built.'),
      next: t('Check the exercise: it tells more.'),
    });
  }

  /** Logits of slices. @throws FailureError when the model cannot be built or has none */
  async predict(request: Omit<PredictRequest, 'type'>): Promise<Predicted> {
    const child = await this.started();
    return this.answered(await child.predict(request), {
      what: t('The process of the code ended before the slices were predicted.'),
    });
  }

  /** @throws FailureError when the answer is a failure, or the process has ended without one */
  private answered<Value>(ending: Answered<Value> | Stop, ended: { what: string; next?: string }): Value {
    if (ending.kind === 'value') return ending.value;
    if (ending.kind === 'failure') throw new FailureError(ending.failure);
    this.signal.throwIfAborted();
    throw new FailureError({ ...ended, why: t('It ran out of time or memory.') });
  }

  private started(): Promise<Child> {
    return (this.child ??= Child.start(this.assignment, this.confinement, this.signal, this.log));
  }

  async dispose(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    await (await child?.catch(() => undefined))?.end();
  }
}

class Child {
  private readonly word = randomBytes(16).toString('hex');
  private readonly closed: Promise<unknown>;
  private stderr = '';
  private hear: (answer: Answer) => void = () => undefined;

  private constructor(
    private readonly process: ChildProcess,
    private readonly signal: AbortSignal,
    log: Log,
  ) {
    this.closed = once(process, 'close').catch(() => undefined);
    process.on('error', (error) => (this.stderr += error.message));
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-mostStderr);
    });
    process.on('message', (message) => {
      const parsed = answerSchema.safeParse(message);
      // Anything else is somebody else's: the process that is heard here runs student code.
      if (!parsed.success || parsed.data.word !== this.word) return;
      if (parsed.data.type === 'log') log(parsed.data.level, parsed.data.text);
      else this.hear(parsed.data);
    });
  }

  /** @throws FailureError when no process can be started that could check. */
  static async start(
    { program, ...assignment }: Work,
    confinement: Confinement,
    signal: AbortSignal,
    log: Log,
  ): Promise<Child> {
    const child = new Child(confinement.start(runningChecks(program)), signal, log);
    const ending = await child.ask(
      { type: 'assignment', word: child.word, language: language(), ...assignment },
      startMillis,
      (answer) => (answer.type === 'ready' ? { kind: 'outcome', outcome: { findings: [] } } : undefined),
    );
    if (ending.kind === 'outcome') return child;
    await child.end();
    signal.throwIfAborted();
    throw new FailureError({
      what: t('The process that checks your code could not be started.'),
      why: child.stderr.trim().split('\n').at(-1) || t('It did not answer.'),
      next: t('Run lits doctor; if it finds nothing, please report this.'),
    });
  }

  check(id: string, millis: number): Promise<Ending> {
    return this.ask({ type: 'check', id }, millis, (answer) =>
      answer.type === 'outcome' && answer.id === id
        ? { kind: 'outcome', outcome: answer.outcome }
        : undefined,
    );
  }

  async end(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.closed;
  }

  summarize(file: string): Promise<Answered<ModelSummary> | Stop> {
    return this.ask({ type: 'summarize', file }, usualCheckMillis, (answer) =>
      answer.type === 'summary' ? answeredWith<ModelSummary>(answer.summary) : undefined,
    );
  }

  predict(request: Omit<PredictRequest, 'type'>): Promise<Answered<Predicted> | Stop> {
    return this.ask({ type: 'predict', ...request }, usualCheckMillis, (answer) =>
      answer.type === 'predicted' ? answeredWith<Predicted>(answer.predicted) : undefined,
    );
  }

  private async ask<T>(
    request: Request,
    millis: number,
    accept: (answer: Answer) => T | undefined,
  ): Promise<T | Stop> {
    const { process, signal } = this;
    const stop = () => process.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<T | Stop>((resolve, reject) => {
        timer = setTimeout(() => resolve({ kind: 'late' }), millis);
        void this.closed.then(() => {
          const { exitCode: code, signalCode } = process;
          resolve({ kind: 'died', code, signal: signalCode, stderr: this.stderr });
        });
        this.hear = (answer) => {
          if (answer.type === 'broken')
            reject(
              new FailureError({
                what: t('The checks of this exercise cannot be run.'),
                why: answer.message,
                next: t('Tell the author of the course.'),
              }),
            );
          const ending = accept(answer);
          if (ending) resolve(ending);
        };
        process.send(request, (error) => {
          if (error) stop();
        });
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }
}

function endingFinding(ending: Stop, title: string, millis: number): Finding {
  const finding = (actual: string, why: string, hint: string): Finding => ({
    probed: title,
    expected: t('Code that runs to the end.'),
    actual,
    why,
    hints: [hint],
  });
  if (ending.kind === 'late')
    return finding(
      t('Your code was stopped after {0} seconds.', millis / 1000),
      t('It did not come to an end.'),
      t('Look for a loop, or a promise, that never ends.'),
    );
  const { code, signal, stderr } = ending;
  const noMemory = /heap out of memory|bad_alloc|allocation failed/i.test(stderr) || signal === 'SIGKILL';
  if (noMemory)
    return finding(
      t('Your code used up all the memory that a check may have, and its process was ended.'),
      t('The tensors and arrays that it makes do not fit.'),
      t(
        'Look for a layer or an array that is far larger than it should be, or for a loop that never stops adding.',
      ),
    );
  return finding(
    signal === null
      ? t('The process of your code ended in the middle of the check (exit code {0}).', String(code))
      : t('The process of your code ended in the middle of the check ({0}).', signal),
    t('Nothing that comes after it could be looked at.'),
    t('Your code may not end its process; otherwise, the log tells more.'),
  );
}
