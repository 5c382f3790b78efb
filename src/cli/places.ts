import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { newRunId, runsFolder } from '../launch';
import { FailureError } from '../protocol/failure';
import { runFiles } from '../protocol/runFolder';
import { texts } from './texts';

const dataSet = 'Clean_LiTS';

/** The nearest `name` in one of the folders or above it, the first folder first. */
function nearest(name: string, folders: readonly string[]): string | undefined {
  for (const start of folders) {
    for (let folder = resolve(start); ; folder = dirname(folder)) {
      const candidate = join(folder, name);
      if (existsSync(candidate)) return candidate;
      if (dirname(folder) === folder) break;
    }
  }
  return undefined;
}

/**
 * The data set to use: the chosen folder, else the nearest `Clean_LiTS` above the file's folder, then above the current folder.
 * @throws FailureError when there is none. Whether the folder is a data set is for the worker to say.
 */
export function dataFolder(chosen: string | undefined, cwd: string, file?: string): string {
  if (chosen) return resolve(cwd, chosen);
  const places = file ? [dirname(file), cwd] : [cwd];
  const found = nearest(dataSet, places);
  if (found) return found;
  throw new FailureError(texts.noData([...new Set(places)]));
}

/** The data set above a folder, if there is one. */
export function optionalDataFolder(cwd: string): string | undefined {
  return nearest(dataSet, [cwd]);
}

/**
 * The folder for a new run: the chosen one, else a new one beside the nearest `.lits` above the file or the current folder.
 * @throws FailureError when it holds a run already.
 */
export function newRunFolder(chosen: string | undefined, cwd: string, file: string, now: Date): string {
  const dir = chosen
    ? resolve(cwd, chosen)
    : join(nearestHome([dirname(file), cwd]) ?? cwd, runsFolder, newRunId(file, now));
  if (existsSync(join(dir, runFiles.record))) throw new FailureError(texts.runDirTaken(dir));
  return dir;
}

/**
 * The folder of an existing run, given as a path or as its name in the nearest `.lits/runs`.
 * @throws FailureError when there is none.
 */
export function existingRunFolder(run: string, cwd: string): string {
  const runs = join(nearestHome([cwd]) ?? cwd, runsFolder);
  const found = [resolve(cwd, run), join(runs, run)].find((dir) => existsSync(join(dir, runFiles.record)));
  if (found) return found;
  throw new FailureError(texts.noRun(run, runs));
}

/** The runs beside a folder or above it, if there are any. */
export function existingRunsFolder(folder: string): string | undefined {
  const home = nearestHome([folder]);
  return home && join(home, runsFolder);
}

function nearestHome(folders: readonly string[]): string | undefined {
  const lits = nearest('.lits', folders);
  return lits && dirname(lits);
}
