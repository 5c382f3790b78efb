import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists } from '../files/exists';
import { hasCode } from '../protocol/errorCode';
import { runFiles, runLog, runsFolder } from './layout';

/** Beside the folder of runs: what is left of runs that failed before their first step, for who wants to read their logs. */
const failedFolder = '.lits/failed';
const mostKept = 5;

/** Where a run is kept that failed before its first step; undefined for one outside of a folder of runs, which stays where it is. */
function placeAside(runDir: string): string | undefined {
  const home = join(runDir, '../../..');
  return join(home, runsFolder, basename(runDir)) === runDir
    ? join(home, failedFolder, basename(runDir))
    : undefined;
}

/**
 * Takes a run that has failed before its first step out of the folder of runs: there is nothing in it to look at, evaluate or
 * compare. Its log is kept, as are those of the few before it.
 * @returns whether it was taken away
 */
export async function setAsideUnbegun(runDir: string): Promise<boolean> {
  const place = placeAside(runDir);
  if (place === undefined || (await exists(join(runDir, runFiles.metrics)))) return false;
  await mkdir(dirname(place), { recursive: true });
  try {
    await rename(runDir, place);
  } catch (error) {
    // Windows moves no folder of which a file is open. Then the run is listed as the others are.
    if (hasCode(error, 'EPERM', 'EACCES', 'EBUSY', 'ENOENT')) return false;
    throw error;
  }
  const old = (await readdir(dirname(place))).sort().reverse().slice(mostKept);
  await Promise.all(old.map((name) => rm(join(dirname(place), name), { recursive: true, force: true })));
  return true;
}

/** The log of a run, also of one that was set aside. */
export async function findRunLog(runDir: string): Promise<string> {
  const place = placeAside(runDir);
  return place !== undefined && (await exists(runLog(place))) ? runLog(place) : runLog(runDir);
}
