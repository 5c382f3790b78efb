import { mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hasCode } from '../protocol/errorCode';
import { newRunId } from './ids';
import { runFiles, runsFolder } from './layout';

/** Makes the folder for a new run of a file: it is this run's alone, even when another one begins in the same second. */
export async function makeRunFolder(home: string, file: string, now: Date): Promise<string> {
  return makeFolder(await makeRunsFolder(home), newRunId(file, now));
}

/** Makes a folder with a name, or with a number after it where that is taken. It was not there before. */
export async function makeFolder(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const folder = join(parent, attempt === 1 ? name : `${name}-${attempt}`);
    if (await isMade(folder)) return folder;
  }
}

/**
 * Makes a folder that was named for a new run. One that is there already will do as long as it holds no run.
 * @returns whether it can be used
 */
export async function claimRunFolder(folder: string): Promise<boolean> {
  await mkdir(dirname(folder), { recursive: true });
  return (await isMade(folder)) || !(await holdsRun(folder));
}

/** Makes the folder that a home has for its runs. */
export async function makeRunsFolder(home: string): Promise<string> {
  const runs = join(home, runsFolder);
  await mkdir(runs, { recursive: true });
  return runs;
}

/** The folder of a run that is given as a path or by its name in the home's runs; undefined when there is none. */
export async function findRunFolder(run: string, cwd: string, home: string): Promise<string | undefined> {
  for (const folder of [resolve(cwd, run), join(home, runsFolder, run)])
    if (await holdsRun(folder)) return folder;
  return undefined;
}

/** Whether the folder was made, rather than there already. */
async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function holdsRun(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, runFiles.record))).isFile();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
