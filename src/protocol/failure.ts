import { foreign, t } from '../words';
import { failureSchema, type Failure } from './run';

/** An error whose cause, meaning and remedy are known; `failure` says them in the student's terms. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Omit<Failure, 'problems'> & Partial<Pick<Failure, 'problems'>>, cause?: unknown) {
    const told = shortened({ problems: [], ...failure });
    super([told.what, told.why].filter(Boolean).join(' '), { cause });
    this.name = 'FailureError';
    this.failure = told;
  }
}

const mostProblems = 100;

/** A failure whose texts and list of problems are no longer than a person reads: they may repeat what a student's code says. */
function shortened(failure: Failure): Failure {
  const { what, why, next, problems } = failure;
  return {
    ...failure,
    what: foreign(what),
    ...(why === undefined ? {} : { why: foreign(why) }),
    ...(next === undefined ? {} : { next: foreign(next) }),
    problems: problems
      .slice(0, mostProblems)
      .map((problem) => ({ ...problem, message: foreign(problem.message) })),
  };
}

const forbidden = () => ({
  why: t('You may not read or write there.'),
  next: t('Choose a folder that belongs to you.'),
});

const fileSystemFailures: Readonly<Record<string, () => Pick<Failure, 'why' | 'next'>>> = {
  ENOSPC: () => ({ why: t('The disk is full.'), next: t('Free some space, then try again.') }),
  EDQUOT: () => ({
    why: t('Your disk quota is used up.'),
    next: t('Delete files you no longer need, then try again.'),
  }),
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: () => ({ why: t('The disk or folder is read-only.'), next: t('Choose a folder you may write to.') }),
  ENOENT: () => ({
    why: t('The file or folder is missing.'),
    next: t('Check that it was not moved or deleted.'),
  }),
  EISDIR: () => ({
    why: t('There is a folder in its place.'),
    next: t('Move that folder away, then try again.'),
  }),
  ENOTDIR: () => ({
    why: t('There is a file in the place of a folder.'),
    next: t('Move that file away, then try again.'),
  }),
  ENOTFILE: () => ({
    why: t('There is a pipe or a device in its place, not a file.'),
    next: t('Move it away, and put the file in its place.'),
  }),
  EEXIST: () => ({
    why: t('There is already something else in its place.'),
    next: t('Choose another place, or move away what is there.'),
  }),
  ENAMETOOLONG: () => ({ why: t('Its name is too long.'), next: t('Choose a shorter name or folder.') }),
  ELOOP: () => ({ why: t('Its links lead in a circle.'), next: t('Replace the link by the file itself.') }),
  EBUSY: () => ({
    why: t('Another program is using it.'),
    next: t('Close that program, then try again.'),
  }),
  EMFILE: () => ({ why: t('Too many files are open.'), next: t('Close other programs, then try again.') }),
  EIO: () => ({ why: t('The disk reported an error.'), next: t('Check the disk, or use another one.') }),
};

/** What a thrown value says of itself, as a text of others. */
export const messageOf = (error: unknown): string =>
  foreign(error instanceof Error ? error.message : String(error));

/** A thrown value in the student's terms, where it has any: the failure it carries, or a known error of the file system. */
export function knownFailureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('failure' in error) {
    const told = failureSchema.safeParse(error.failure);
    if (told.success) return told.data;
  }
  const known = systemFailureOf(error);
  if (!known) return undefined;
  // Where a file is moved, it is the one to be written that matters, not the temporary one.
  const { path, dest = path }: Error & { path?: unknown; dest?: unknown } = error;
  const what =
    typeof dest === 'string'
      ? t('A file could not be read or written: {0}.', dest)
      : t('A file could not be read or written.');
  return { what, ...known, problems: [] };
}

/** Why the system refuses a file, as a sentence; of other errors, what they say. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error && systemFailureOf(error)?.why) || messageOf(error);

function systemFailureOf(error: Error): Pick<Failure, 'why' | 'next'> | undefined {
  if (!('code' in error) || typeof error.code !== 'string') return undefined;
  const known = fileSystemFailures[error.code];
  if (known) return known();
  // Whatever else the system has against a file: its code is what can be searched for.
  if (!('errno' in error && 'syscall' in error)) return undefined;
  return {
    why: t('The system says {0}.', error.code),
    next: t('Look at this file or folder, or choose another one.'),
  };
}

/** Any thrown value in the student's terms: what is known of it, or an honest "unexpected" with the original message. */
export function toFailure(error: unknown): Failure {
  const known = knownFailureOf(error);
  if (known) return known;
  return {
    what: t('Something unexpected went wrong.'),
    why: messageOf(error),
    next: t('Look at the log; if your code is not the cause, please report this.'),
    problems: [],
  };
}
