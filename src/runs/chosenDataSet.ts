import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { writeJsonAtomic } from '../files/atomicFile';
import { readJsonIfWhole } from '../files/jsonFile';
import { ownFolder } from './homes';

const chosenSchema = z.object({ version: z.literal(1), path: z.string() });

const chosenFile = (home: string) => join(home, ownFolder, 'data.json');

/** The data set that was chosen for a home, whether it is still there or not; undefined where none was. */
export async function chosenDataSet(home: string): Promise<string | undefined> {
  return (await readJsonIfWhole(chosenFile(home), chosenSchema))?.path;
}

/** Chooses the data set of a home; undefined: whichever is nearest. */
export async function chooseDataSet(home: string, path: string | undefined): Promise<void> {
  const file = chosenFile(home);
  if (path === undefined) return rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true });
  await writeJsonAtomic(file, { version: 1, path });
}
