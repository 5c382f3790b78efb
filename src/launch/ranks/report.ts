import { constants } from 'node:os';
import type { RankNote } from '../../protocol/ranks';
import type { Failure } from '../../protocol/run';
import { list, t } from '../../words';

/** A process that has ended, as `torchrun` tells it. */
export interface Death {
  rank: number;
  /** Exit code; of one that was killed the signal's number, negative. */
  code: number;
}

const reported = /\brank\s*:\s*(\d+) \(local_rank: \d+\)\s+exitcode\s*:\s*(-?\d+)/g;

/** The processes that had ended with an error when `torchrun` ended the others, from its report. */
export const deathsIn = (output: string): Death[] =>
  [...output.matchAll(reported)].map(([, rank, code]) => ({ rank: Number(rank), code: Number(code) }));

/** Whether `torchrun` has noticed that a process has ended with an error. */
export const tellsOfDeath = (output: string): boolean => /failed \(exitcode: /.test(output);

/**
 * Which process of a training on this machine has failed by itself, and why; undefined where it is one of another machine.
 * @param lastWords of a process that has ended itself and could tell it in no other way
 */
export function culpritOf(
  notes: readonly RankNote[],
  deaths: readonly Death[],
  lastWords?: Failure,
): Failure | undefined {
  const told = notes.find(({ failure, isOfAnother }) => failure && !isOfAnother);
  if (told?.failure) return told.rank === 0 ? told.failure : failureOfRank(told.rank, told.failure);
  const hasTold = new Set(notes.flatMap(({ rank, failure }) => (failure ? [rank] : [])));
  const silent = deaths.find(({ rank }) => !hasTold.has(rank));
  if (!silent) return undefined;
  return lastWords ? failureOfRank(silent.rank, lastWords) : failureOfDeadRank(silent);
}

/** The failure of a training whose process has failed, in the words of that process. */
const failureOfRank = (rank: number, failure: Failure): Failure => ({
  ...failure,
  what: t('Process {0} of this training has failed: {1}', rank, failure.what),
});

function failureOfDeadRank({ rank, code }: Death): Failure {
  const signal = Object.entries(constants.signals).find(([, number]) => number === -code)?.[0];
  return {
    what: signal
      ? t('Process {0} of this training was killed by {1}.', rank, signal)
      : t(
          'Process {0} of this training has ended with exit code {1}, and has not said why.',
          rank,
          String(code),
        ),
    ...(signal === 'SIGKILL' ? { why: t('The system ends the largest process when memory is short.') } : {}),
    next: t('What this run had saved is kept, and it can be resumed.'),
    problems: [],
  };
}

/** Why processes had to be ended: the training was over, and they went on, or stood still. */
export const failureOfHung = (ranks: readonly number[]): Failure => ({
  what: t(
    'Processes of this training did not end with the others, and were ended by force: {0}.',
    list(ranks.map(String)),
  ),
  why: t('They did not answer any more.'),
  next: t('What this run had saved is kept, and it can be resumed.'),
  problems: [],
});

/**
 * Why the processes of a training could not begin.
 * @param output of `torchrun`
 * @param isLate whether it was ended because it had waited for so long
 */
export function failureOfStart(output: string, waitSeconds: number, isLate = false): Failure {
  const next = t(
    'Look whether all machines have been started with the same --rdzv-endpoint and --rdzv-id, and whether they reach it.',
  );
  if (isLate || /RendezvousTimeoutError|TimeoutError|Socket Timeout|timed out/i.test(output))
    return {
      what: t('Not all machines of this training have come together within {0} seconds.', waitSeconds),
      why: lastLine(output),
      next,
      problems: [],
    };
  return {
    what: t("PyTorch's launcher could not start the processes of this training."),
    why: lastLine(output) ?? t('It left no message.'),
    problems: [],
  };
}

/** What a program has printed last, but for frames around it. */
const lastLine = (output: string): string | undefined =>
  output
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => /\w/.test(line));
