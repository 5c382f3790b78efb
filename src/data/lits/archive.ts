import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { moveFolderAtomic } from '../../files/atomicFolder';
import { writeJsonAtomic } from '../../files/atomicFile';
import { unzip } from '../../files/unzip';
import { FailureError } from '../../protocol/failure';
import { t } from '../../words';
import { DatasetError } from '../failure';
import { csvName, splitNames } from '../layout';
import { readSource, type Source, type Work } from '../source';
import { progressInMegabytes } from './progress';

/** How deep an archive may hide its data set: in a folder of its own, which may lie in another one. */
const deepest = 3;

/**
 * Unpacks an archive into a folder of its own, checks the data set in it, and puts it to `target`, where it appears whole or not at all.
 * @param folder for what is unpacked, on the same disk
 * @param record is written beside the tables
 * @throws ZipError or DatasetError where the archive is damaged or holds no whole data set
 */
export async function installArchive(
  archive: string,
  { folder, target, record }: { folder: string; target: string; record: { name: string; value: unknown } },
  work: Work,
): Promise<Source> {
  const unpacked = join(folder, 'unpacked');
  try {
    await unzip(archive, unpacked, {
      signal: work.signal,
      onProgress: progressInMegabytes(work, 'unpack', t('Unpacking')),
    });
    const root = await datasetIn(unpacked, archive);
    const source = await wholeSource(root, archive, work);
    await writeJsonAtomic(join(root, record.name), record.value);
    await moveFolderAtomic(root, target);
    return source;
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

/** The folder with the tables, at or below another one. */
async function datasetIn(folder: string, archive: string): Promise<string> {
  let level = [folder];
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const below: string[] = [];
    for (const place of level) {
      const entries = await readdir(place, { withFileTypes: true });
      if (
        splitNames.every((split) => entries.some((entry) => entry.isFile() && entry.name === csvName(split)))
      )
        return place;
      below.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(place, name)));
    }
    level = below;
  }
  throw new DatasetError({
    what: t('There is no data set in the archive {0}.', archive),
    why: t(
      'A data set has the tables train_classes.csv, val_classes.csv and test_classes.csv. The archive lacks one of them, or all.',
    ),
    next: t('Choose another archive.'),
  });
}

async function wholeSource(root: string, archive: string, work: Work): Promise<Source> {
  try {
    return await readSource(root, work);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    throw new DatasetError(
      {
        what: t('The data set in the archive {0} cannot be used.', archive),
        why: [error.failure.what, error.failure.why].filter(Boolean).join(' '),
        next: t('Nothing was changed. Choose another archive, or tell the one who made it.'),
      },
      error,
    );
  }
}
