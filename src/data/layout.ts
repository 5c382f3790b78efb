import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { csvName, datasetFolder } from '../protocol/dataSet';
import type { SplitName } from '../protocol/run';
import { list, t } from '../words';
import { DatasetError, isMissing } from './failure';

export const splitNames: readonly SplitName[] = ['train', 'val', 'test'];
export { csvName, datasetFolder };

/** Columns of `<split>_classes.csv`; paths are relative to the split's folder. */
export const columns = {
  picture: 'filename',
  liver: 'liver_visible',
  lesion: 'lesion_visible',
  liverMask: 'liver_segmentation',
  lesionMask: 'lesion_segmentation',
} as const;

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/**
 * Absolute path of the `Clean_LiTS` folder at or directly under `dir`.
 * Throws DatasetError when there is none, or when one of its three tables is missing.
 */
export async function findDataset(dir: string): Promise<string> {
  const expected = splitNames.map(csvName);
  for (const root of [resolve(dir), resolve(dir, datasetFolder)]) {
    const names = new Set(await namesIn(root));
    const missing = expected.filter((name) => !names.has(name));
    if (missing.length === 0) return root;
    if (missing.length < expected.length)
      throw new DatasetError({
        what: t('The data set in {0} is incomplete: {1} not found.', root, list(missing)),
        why: t('It was probably copied or unzipped only in part.'),
        next: t(
          'Copy it again. Run "LiTS: Prepare Sample Data" (or: lits prepare --sample) for a small data set to start with.',
        ),
      });
  }
  throw new DatasetError({
    what: t('There is no data set in {0}.', resolve(dir)),
    why: t(
      'A data set is a folder {0} with {1} and the folders {2}.',
      join(datasetFolder),
      list(expected),
      list(splitNames),
    ),
    next: t(
      'Run "LiTS: Prepare Sample Data" (or: lits prepare --sample), or choose the folder that holds your copy of {0}.',
      datasetFolder,
    ),
  });
}
