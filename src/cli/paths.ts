import leven from 'leven';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { FailureError } from '../protocol/failure';
import { list, t } from '../words';

/** What a command wants to find at a path. */
export type PathKind = 'file' | 'folder' | 'any';

/**
 * The absolute path of something that must be there.
 * @throws FailureError when it is missing, which names what is called nearly so; or when it is of another kind
 */
export async function existingPath(given: string, cwd: string, wanted: PathKind): Promise<string> {
  const path = resolve(cwd, given);
  const found = await statIfThere(path);
  if (!found) throw await missing(given, path, cwd, wanted);
  if (wanted === 'folder' && !found.isDirectory())
    throw new FailureError({
      what: t('{0} is a file, not a folder.', given),
      next: t('Name a folder, such as the one that it lies in: {0}.', shown(dirname(path), cwd)),
    });
  if (wanted === 'file' && found.isDirectory()) {
    const [inside] = (await namesIn(path)).filter((name) => /\.[cm]?tsx?$/.test(name));
    throw new FailureError({
      what: t('{0} is a folder, not a file.', given),
      next:
        inside === undefined
          ? t('Name a file.')
          : t('Name a file in it, such as {0}.', shown(join(path, inside), cwd)),
    });
  }
  return path;
}

async function missing(given: string, path: string, cwd: string, wanted: PathKind): Promise<FailureError> {
  let [parent, name] = [dirname(path), basename(path)];
  while (parent !== dirname(parent) && !(await statIfThere(parent)))
    [parent, name] = [dirname(parent), basename(parent)];
  const names = await namesIn(parent);
  const near = nearest(name, names).map((other) => shown(join(parent, other), cwd));
  const what = {
    file: t('There is no file {0}.', given),
    folder: t('There is no such folder: {0}.', given),
    any: !/\.[a-z]{1,4}$/i.test(given)
      ? t('There is no such folder: {0}.', given)
      : t('There is no such file or folder: {0}.', given),
  };
  return new FailureError({
    what: what[wanted],
    ...(near.length === 0 && names.length > 0
      ? { why: t('{0} holds {1}.', parent, list(names.slice(0, mostNames))) }
      : {}),
    next:
      near.length > 0
        ? t('Did you mean {0}?', list(near, 'or'))
        : t('Check the name and the folder you are in.'),
  });
}

const mostNames = 5;
/** How much of a name may differ for another one to be near it. */
const nearShare = 0.4;

/** The names that are most like a name, the nearest first; none where none is like it. */
export function nearest(name: string, names: readonly string[]): string[] {
  const plain = (text: string) => text.normalize('NFC').toLowerCase();
  return names
    .map((other) => ({ other, distance: leven(plain(name), plain(other)) }))
    .filter(({ other, distance }) => distance <= nearShare * Math.max(name.length, other.length))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ other }) => other);
}

/** Whether there is a file at a path. */
export async function isFile(path: string): Promise<boolean> {
  return (await statIfThere(path))?.isFile() ?? false;
}

const shown = (path: string, cwd: string): string => relative(cwd, path) || '.';

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(absent);
  return (names ?? []).filter((name) => !name.startsWith('.'));
}

const statIfThere = (path: string) => stat(path).catch(absent);

/** What may not be looked at, or cannot have such a name, is not there for us. */
function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error) return undefined;
  throw error;
}
