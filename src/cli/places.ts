import { dirname, join, resolve } from 'node:path';
import { FailureError } from '../protocol/failure';
import {
  claimRunFolder,
  findDataSet,
  findRunFolder,
  foldersUp,
  makeRunFolder,
  nearestHome,
  runsFolder,
} from '../runs';
import { texts } from './texts';

/**
 * The data set to use: the chosen folder, else the nearest one above the file's folder, then above the current folder.
 * @throws FailureError when there is none. Whether a chosen folder is a data set is for the worker to say.
 */
export async function dataFolder(chosen: string | undefined, cwd: string, file: string): Promise<string> {
  if (chosen) return resolve(cwd, chosen);
  const places = [...new Set([dirname(file), cwd])];
  const found = await findDataSet(
    undefined,
    places.flatMap((place) => foldersUp(place)),
  );
  if (found) return found;
  throw new FailureError(texts.noData(places));
}

/** The data set above a folder, if there is one. */
export function optionalDataFolder(cwd: string): Promise<string | undefined> {
  return findDataSet(undefined, foldersUp(cwd));
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
  if (await claimRunFolder(dir)) return dir;
  throw new FailureError(texts.runDirTaken(dir));
}

/**
 * The folder of an existing run, given as a path or as its name in the nearest home.
 * @throws FailureError when there is none.
 */
export async function existingRunFolder(run: string, cwd: string): Promise<string> {
  const home = (await nearestHome([cwd])) ?? cwd;
  const found = await findRunFolder(run, cwd, home);
  if (found) return found;
  throw new FailureError(texts.noRun(run, join(home, runsFolder)));
}

/** The runs beside a folder or above it, if there are any. */
export async function existingRunsFolder(folder: string): Promise<string | undefined> {
  const home = await nearestHome([folder]);
  return home && join(home, runsFolder);
}
