import { format } from 'node:util';
import vm from 'node:vm';
import { hasCode } from '../../protocol/errorCode';
import { FailureError } from '../../protocol/failure';
import type { LogLevel } from '../../protocol/run';
import type { TrainingSettings } from '../../student';
import { t } from '../../words';
import { callBegins, callEnds } from './leftover';
import { readableError } from './thrown';

export type Log = (level: LogLevel, text: string) => void;

type ConsoleMethod = 'log' | 'info' | 'debug' | 'warn' | 'error';

/** A console that writes to a run's log. */
export function consoleFor(log: Log): Record<ConsoleMethod, (...values: unknown[]) => void> {
  const to =
    (level: LogLevel) =>
    (...values: unknown[]) => {
      const text = printed(values);
      asHost(() => log(level, text));
    };
  return {
    log: to('info'),
    info: to('info'),
    debug: to('info'),
    warn: to('warning'),
    error: to('error'),
  };
}

/** Values as Node.js prints them. No value, whatever its code does when it is read, stops the program that prints it. */
function printed(values: readonly unknown[]): string {
  try {
    return format(...values);
  } catch {
    return t('a value that cannot be shown');
  }
}

export interface Scope {
  log: Log;
  /** Replaces `Math.random`, from which TensorFlow.js seeds its initializers and dropout. */
  random: () => number;
  /** What the student's code is asked to do, in the reader's language: "building the model". */
  task: string;
  /** The setting whose code runs: the place of an error that has none of its own. */
  setting?: keyof TrainingSettings;
  /** Slices that are worked on at once. */
  batchSize?: number;
  deadlineMs: number;
}

/**
 * Student code calls deep into TensorFlow.js. V8 keeps ten frames by default, which would cut off the student's own lines.
 */
const stackFrames = 200;
const pendingCall: unique symbol = Symbol.for('lits.pendingCall');
const callPending = new vm.Script("globalThis[Symbol.for('lits.pendingCall')]()");
const globals = globalThis as typeof globalThis & { [pendingCall]?: () => void };

let running = 0;

/** Whether a call of student code is under way. */
export const isStudentCodeRunning = (): boolean => running > 0;

/** Calls code of ours from within student code. */
function asHost(call: () => void): void {
  const outer = running;
  running = 0;
  try {
    call();
  } finally {
    running = outer;
  }
}

/**
 * Calls synchronous student code: with seeded `Math.random`, with `console` (TensorFlow.js's own output included)
 * going to the run's log, and with a deadline that ends even an endless loop.
 * @throws FailureError when the deadline passes; what `call` throws, as `readableError` makes it.
 */
export function runInScope<T>(scope: Scope, call: () => T): T {
  const { random } = Math;
  const { stackTraceLimit } = Error;
  const hostConsole = { ...console };
  let result: { value: T } | { thrown: Error } | undefined;
  globals[pendingCall] = () => {
    try {
      result = { value: call() };
    } catch (error) {
      result = { thrown: readableError(error) };
    }
  };
  const outer = running;
  running = outer + 1;
  Math.random = scope.random;
  Error.stackTraceLimit = stackFrames;
  Object.assign(console, consoleFor(scope.log));
  callBegins();
  try {
    callPending.runInThisContext({ timeout: scope.deadlineMs, displayErrors: false });
  } catch (error) {
    if (hasCode(error, 'ERR_SCRIPT_EXECUTION_TIMEOUT')) throw deadlinePassed(scope, error);
    throw error;
  } finally {
    callEnds();
    running = outer;
    delete globals[pendingCall];
    Math.random = random;
    Error.stackTraceLimit = stackTraceLimit;
    Object.assign(console, hostConsole);
  }
  if (!result) throw new Error('The call neither returned nor threw.');
  if ('thrown' in result) throw result.thrown;
  return result.value;
}

function deadlinePassed({ task, deadlineMs }: Scope, cause: Error): FailureError {
  return new FailureError(
    {
      what: t('Your code was stopped: {0} took longer than {1} seconds.', task, deadlineMs / 1000),
      why: t('There may be a loop that never ends.'),
      next: t('Look for a while or for loop whose condition never becomes false.'),
    },
    cause,
  );
}
