import { basename, dirname, join, relative, resolve } from 'node:path';
import { FailureError } from '../protocol/failure';
import {
  chosenDataSet,
  claimRunFolder,
  findDataSet,
  findRunFolder,
  foldersUp,
  makeRunFolder,
  nearestHome,
  runFoldersIn,
  runsFolder,
} from '../runs';
import { list, t } from '../words';
import { existingPath, isFile, nearest } from './paths';

/**
 * The data set to use: the chosen folder, else the nearest one above the file's folder, then above the current folder.
 * @throws FailureError when there is none. Whether a chosen folder holds a data set is for the worker to say.
 */
export async function dataFolder(chosen: string | undefined, cwd: string, file: string): Promise<string> {
  if (chosen) return existingPath(chosen, cwd, 'folder');
  const places = [...new Set([dirname(file), cwd])];
  const used = await usedDataSet(places);
  if (used !== undefined) return used;
  const found = await findDataSet(
    undefined,
    places.flatMap((place) => foldersUp(place)),
  );
  if (found) return found;
  throw new FailureError({
    what: t('There is no data set.'),
    why: t(
      'No folder Clean_LiTS with its tables (train_classes.csv and others) in {0}, nor above.',
      list(places, 'or'),
    ),
    next: t('Make a small one with: lits prepare --sample. Or name one with --data.'),
  });
}

/** The data set above a folder, if there is one. */
export async function optionalDataFolder(cwd: string): Promise<string | undefined> {
  return (await usedDataSet([cwd])) ?? findDataSet(undefined, foldersUp(cwd));
}

/** What `lits data use` has chosen. @throws FailureError where it is gone: another one in its place would give other numbers */
async function usedDataSet(places: readonly string[]): Promise<string | undefined> {
  const home = await nearestHome(places);
  const used = home === undefined ? undefined : await chosenDataSet(home);
  if (used === undefined || (await findDataSet(used, [])) !== undefined) return used;
  throw new FailureError({
    what: t('The data set {0} is not there any more.', used),
    why: t('It was chosen with: lits data use.'),
    next: t(
      'Say where it is now with: lits data use DIR. Or give the choice up with: lits data forget {0}',
      used,
    ),
  });
}

/**
 * Makes the folder for a new run: the chosen one, else a new one in the nearest home above the file or the current folder.
 * @throws FailureError when it holds a run already.
 */
export async function newRunFolder(
  chosen: string | undefined,
  cwd: string,
  file: string,
  now: Date,
): Promise<string> {
  if (!chosen) return makeRunFolder((await nearestHome([dirname(file), cwd])) ?? cwd, file, now);
  const dir = resolve(cwd, chosen);
  if (await isFile(dir))
    throw new FailureError({
      what: t('{0} is a file, not a folder.', chosen),
      next: t('Choose another place with --run-dir.'),
    });
  if (await claimRunFolder(dir)) return dir;
  throw new FailureError({
    what: t('The folder {0} holds a run already.', dir),
    next: t('Choose another one with --run-dir, or delete it.'),
  });
}

/**
 * The folder of an existing run, given as a path or as its name in the nearest home.
 * @throws FailureError when there is none.
 */
export async function existingRunFolder(run: string, cwd: string): Promise<string> {
  const home = (await nearestHome([cwd])) ?? cwd;
  const found = await findRunFolder(run, cwd, home);
  if (found) return found;
  const isGivenFile = await isFile(resolve(cwd, run));
  const inRun = isGivenFile && (await findRunFolder(dirname(run), cwd, home));
  const near = inRun
    ? [relative(cwd, inRun)]
    : nearest(basename(run), await runFoldersIn(join(home, runsFolder)));
  throw new FailureError({
    what: isGivenFile ? t('{0} is a file, not a folder.', run) : t('There is no run "{0}".', run),
    why: t('A run is a folder with a run.json, or its name in {0}.', join(home, runsFolder)),
    next: near.length > 0 ? t('Did you mean {0}?', list(near, 'or')) : t('lits train makes one.'),
  });
}

/** The runs beside a folder or above it, if there are any. */
export async function existingRunsFolder(folder: string): Promise<string | undefined> {
  const home = await nearestHome([folder]);
  return home && join(home, runsFolder);
}
