import { FailureError, messageOf } from '../../protocol/failure';
import type { Failure } from '../../protocol/run';
import { t } from '../../words';

/** What is used of a repository of VS Code's Git extension (`extensions/git/src/api/git.d.ts`). */
export interface GitRepository {
  readonly state: {
    readonly HEAD:
      { readonly name?: string; readonly upstream?: object; readonly ahead?: number } | undefined;
    readonly remotes: readonly { readonly name: string; readonly isReadOnly: boolean }[];
    readonly mergeChanges: readonly unknown[];
    readonly indexChanges: readonly { readonly uri: { readonly fsPath: string } }[];
  };
  status(): Promise<void>;
  add(paths: string[]): Promise<void>;
  commit(message: string): Promise<void>;
  push(remote?: string, branch?: string, setUpstream?: boolean): Promise<void>;
}

/** Where a hand-in goes. */
export interface GitTarget {
  remote: string;
  branch: string;
  /** Whether the branch is new to the remote. */
  isNew: boolean;
}

/** @throws FailureError when a hand-in would not arrive, before anything is done */
export function gitTarget({
  state: { HEAD, remotes, mergeChanges },
}: Pick<GitRepository, 'state'>): GitTarget {
  if (mergeChanges.length > 0)
    throw new FailureError({
      what: t('There are conflicts from a merge in your repository.'),
      why: t('Git commits nothing until they are resolved.'),
      next: t('Resolve them in the view Source Control, then hand in again.'),
    });
  const branch = HEAD?.name;
  if (branch === undefined)
    throw new FailureError({
      what: t('Your repository is on no branch.'),
      why: t('What is committed now would belong to no branch, and could not be pushed.'),
      next: t('Choose a branch in the status bar, such as main, then hand in again.'),
    });
  const writable = remotes.filter(({ isReadOnly }) => !isReadOnly);
  const remote = writable.find(({ name }) => name === 'origin') ?? writable[0];
  if (!remote)
    throw new FailureError({
      what: t('Your repository has no remote to hand in to.'),
      why: t('It exists on this machine alone.'),
      next: t('Add the address that your course gave you: Git: Add Remote. Or use LiTS: Export Submission.'),
    });
  return { remote: remote.name, branch, isNew: HEAD?.upstream === undefined };
}

export interface GitHandIn {
  /** Absolute paths of the student's own files. */
  work: readonly string[];
  /** Of reports and runs. */
  records: readonly string[];
  message: string;
}

export interface HandedIn {
  /** Whether there was anything that the server did not have. */
  isNew: boolean;
  /** Whether the repository ignores reports and runs, so that they stay here. */
  isWithoutRecords: boolean;
}

/**
 * Commits the files, with whatever is staged already, and pushes.
 * @throws FailureError when Git could not; what was committed by then stays
 */
export async function handIn(
  repository: GitRepository,
  { work, records, message }: GitHandIn,
): Promise<HandedIn> {
  // What it knew may be old, or nothing yet.
  await repository.status();
  const target = gitTarget(repository);
  let isWithoutRecords = false;
  await repository.add([...work]).catch((error: unknown) => refuse(error, false));
  if (records.length > 0)
    await repository.add([...records]).catch((error: unknown) => {
      isWithoutRecords = isIgnored(error);
      if (!isWithoutRecords) refuse(error, false);
    });
  await repository.status();
  const isNew = repository.state.indexChanges.length > 0;
  if (isNew) await repository.commit(message).catch((error: unknown) => refuse(error, false));
  await repository.status();
  const isAhead = target.isNew || (repository.state.HEAD?.ahead ?? 0) > 0;
  if (isNew || isAhead)
    await repository
      .push(target.remote, target.branch, target.isNew)
      .catch((error: unknown) => refuse(error, true));
  return { isNew: isNew || isAhead, isWithoutRecords };
}

/** Files that are staged already and are none of the hand-in: they would be committed with it. */
export function alsoStaged({ state }: Pick<GitRepository, 'state'>, files: readonly string[]): string[] {
  const own = new Set(files);
  return state.indexChanges.map(({ uri }) => uri.fsPath).filter((path) => !own.has(path));
}

function refuse(error: unknown, isCommitted: boolean): never {
  const failure = gitFailure(error);
  throw new FailureError(
    isCommitted
      ? { ...failure, what: t('Your work is committed here, but not handed in yet. {0}', failure.what) }
      : failure,
    error,
  );
}

/** What Git's error means to a student, and the way out. */
export function gitFailure(error: unknown): Pick<Failure, 'what' | 'why' | 'next'> {
  const { code, text } = readError(error);
  const known = failures()[code];
  if (known) return { ...known, ...(text === '' ? {} : { why: known.why ?? text }) };
  return {
    what: t('Git could not do it.'),
    why: text || messageOf(error),
    next: t('The log of Git says more: Git: Show Git Output. Or use LiTS: Export Submission.'),
  };
}

/** By `gitErrorCode` of VS Code's Git extension. */
function failures(): Readonly<Record<string, Pick<Failure, 'what' | 'why' | 'next'>>> {
  const unknown = {
    what: t('Git does not know who you are.'),
    next: t(
      'In a terminal: git config --global user.name "Your Name", and git config --global user.email you@example.org. Then hand in again.',
    ),
  };
  const refused = {
    what: t('The server did not let you push.'),
    next: t(
      'Sign in with the account that has the repository, or ask your tutor whether it may be written to.',
    ),
  };
  const unreachable = {
    what: t('The server of your repository cannot be reached.'),
    next: t('Look at the connection and at the address of the remote, then hand in again.'),
  };
  const behind = {
    what: t('The server has commits that you do not have here.'),
    next: t('Get them with Git: Pull, then hand in again.'),
  };
  return {
    NoUserNameConfigured: unknown,
    NoUserEmailConfigured: unknown,
    AuthenticationFailed: refused,
    PermissionDenied: refused,
    RemoteConnectionError: unreachable,
    CantAccessRemote: unreachable,
    RepositoryNotFound: unreachable,
    PushRejected: behind,
    ForcePushWithLeaseRejected: behind,
    Conflict: {
      what: t('There are conflicts from a merge in your repository.'),
      next: t('Resolve them in the view Source Control, then hand in again.'),
    },
    RepositoryIsLocked: {
      what: t('Another program is using your repository.'),
      next: t('Wait for its end, then hand in again.'),
    },
  };
}

/** The extension's errors carry a code, and what Git has printed. */
function readError(error: unknown): { code: string; text: string } {
  const part = (name: string): string => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' ? value.trim() : '';
  };
  return { code: part('gitErrorCode'), text: part('stderr') };
}

/** Git is asked in English by the extension. */
const isIgnored = (error: unknown): boolean =>
  /ignored by one of your \.gitignore/.test(readError(error).text);
