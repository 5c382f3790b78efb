import { readFile } from 'node:fs/promises';
import { readLastWords } from '../protocol/lastWords';
import type { Failure } from '../protocol/run';
import { t } from '../words';

/** How a process ended. */
export interface Ending {
  /** As in "killed by SIGKILL". */
  words: string;
  signal?: NodeJS.Signals | undefined;
  code?: number | undefined;
}

export interface Death {
  /** Unknown for a process that another one has started. */
  ending: Ending | undefined;
  /** The end of its log. */
  lastOutput: string;
  /** Linux has killed a process because memory was short, between the start of the work and now. */
  oomKill: boolean;
  /** There is no space left where it writes to. */
  diskIsFull: boolean;
}

/** What V8 and C++ say when an allocation fails. */
const heapIsFull = /heap out of memory|std::bad_alloc/;

/** A line that the run has logged as it went on its way: settings, layers, epochs. Nothing of how it ended. */
const isInformation = /^\d{4}-\S+Z info: /;

/** What to tell of a worker that is gone without having been asked to end. */
export function failureOfDeath({ ending, lastOutput, oomKill, diskIsFull }: Death): Failure {
  const told = readLastWords(lastOutput);
  if (told) return told;
  const telling = lastOutput
    .split('\n')
    .filter((line) => !isInformation.test(line))
    .join('\n');
  const tail = telling && t('Its last output:\n{0}', telling);
  const how = ending ? ` (${ending.words})` : '';
  const saved = t('What the run had saved before is still there.');
  const smaller = `${saved} ${t('Try again with a smaller batch size or a smaller model, or close other programs first.')}`;
  const wasKilled = !ending || ending.signal === 'SIGKILL';
  if (heapIsFull.test(lastOutput))
    return death(t('Memory ran out: the process that did the work ended{0}.', how), tail, smaller);
  if (wasKilled && oomKill)
    return death(
      t('Memory ran out: the system killed the process that did the work{0}.', how),
      [t('It asked for more memory than was left.'), tail].filter(Boolean).join(' '),
      smaller,
    );
  if (diskIsFull)
    return death(
      t('The process that did the work ended unexpectedly{0}: most likely, because the disk is full.', how),
      tail,
      `${saved} ${t('Free some space, then try again.')}`,
    );
  if (ending?.signal === 'SIGKILL')
    return death(
      t('The process that did the work ended unexpectedly{0}: most likely, memory ran out.', how),
      [t('The system ends the largest process when memory is short.'), tail].filter(Boolean).join(' '),
      smaller,
    );
  return death(
    t('The process that did the work ended unexpectedly{0}.', how),
    tail || t('It left no message.'),
    `${saved} ${t('Try again. If it ends again, look at its log.')}`,
  );
}

const death = (what: string, why: string, next: string): Failure => ({ what, why, next, problems: [] });

/**
 * How many processes Linux has killed since it started because memory was short; 0 where the system does not tell.
 * @param file text in the format of Linux' `/proc/vmstat`
 */
export async function oomKills(file = '/proc/vmstat'): Promise<number> {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(await readFile(file, 'utf8'))?.[1] ?? 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 0;
    throw error;
  }
}
