import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { csvName, datasetFolder } from '../protocol/dataSet';

/**
 * The data set to use: the chosen folder, or the one in it; without a choice, that in the first of `folders` that has one.
 * Undefined when there is none.
 */
export async function findDataSet(
  chosen: string | undefined,
  folders: readonly string[],
): Promise<string | undefined> {
  const candidates =
    chosen === undefined
      ? folders.map((folder) => join(folder, datasetFolder))
      : [chosen, join(chosen, datasetFolder)];
  for (const candidate of candidates) if (await isDataSet(candidate)) return candidate;
  return undefined;
}

/** Its table tells a data set's folder from any other. */
async function isDataSet(path: string): Promise<boolean> {
  try {
    return (await stat(join(path, csvName('train')))).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
