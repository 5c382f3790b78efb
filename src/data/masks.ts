import { join } from 'node:path';
import type { SplitName } from '../protocol/run';
import { isMissing } from './failure';
import { decodeMask, PictureError, readPicture } from './picture';
import { readNamedRows } from './source';
import type { NamedRow } from './table';

/** Labels of a slice's pixels, 256 x 256: 0 background, 1 liver, 2 lesion. */
export type MaskReader = (file: string) => Promise<Uint8Array | undefined>;

/**
 * Reads masks of a split by the `filename` of their slice; one that the table or the folder lacks is undefined.
 * @returns undefined where the table of the split names no masks
 * @throws DatasetError where the table is wrong
 */
export async function openMasks(root: string, split: SplitName): Promise<MaskReader | undefined> {
  return maskReader(root, split, await readNamedRows(root, split));
}

/** As `openMasks`, of a table that has been read. */
export function maskReader(
  root: string,
  split: SplitName,
  rows: readonly NamedRow[],
): MaskReader | undefined {
  if (!rows[0]?.liver && !rows[0]?.lesion) return undefined;
  const byFile = new Map(rows.map((row) => [row.file, row]));
  return async (file) => {
    const row = byFile.get(file);
    const labels = (name: string | undefined) =>
      name ? readMask(join(root, split, name)) : Promise.resolve(undefined);
    const [liver, lesion] = await Promise.all([labels(row?.liver), labels(row?.lesion)]);
    if (!liver && !lesion) return undefined;
    const some = (liver ?? lesion)!;
    return some.map((_, i) => (lesion?.[i] ? 2 : liver?.[i] ? 1 : 0));
  };
}

async function readMask(path: string): Promise<Uint8Array | undefined> {
  try {
    return await decodeMask(await readPicture(path));
  } catch (error) {
    if (error instanceof PictureError && isMissing(error.cause)) return undefined;
    throw error;
  }
}
