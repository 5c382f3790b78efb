import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { SplitName } from '../protocol/run';
import { isMissing } from './failure';
import { columns, csvName } from './layout';
import { decodeMask } from './picture';

/** Labels of a slice's pixels, 256 x 256: 0 background, 1 liver, 2 lesion. */
export type MaskReader = (file: string) => Promise<Uint8Array | undefined>;

/**
 * Reads masks of a split by the `filename` of their slice; one that the table or the folder lacks is undefined.
 * @returns undefined where the table of the split names no masks
 */
export async function openMasks(root: string, split: SplitName): Promise<MaskReader | undefined> {
  const text = await readFile(join(root, csvName(split)), 'utf8');
  const delimiter = (/^[^\r\n]*/.exec(text)?.[0] ?? '').includes(',') ? ',' : ';';
  const lines = parse(text, {
    bom: true,
    delimiter,
    trim: true,
    columns: (names: string[]) => names.map((name) => name.toLowerCase()),
    relax_column_count: true,
  });
  const rows = lines as unknown as Partial<Record<string, string>>[];
  if (!rows[0]?.[columns.liverMask] && !rows[0]?.[columns.lesionMask]) return undefined;
  const byFile = new Map(rows.map((row) => [slashed(row[columns.picture] ?? ''), row]));
  return async (file) => {
    const row = byFile.get(file);
    const labels = (name: string | undefined) =>
      name ? readMask(join(root, split, slashed(name))) : Promise.resolve(undefined);
    const [liver, lesion] = await Promise.all([
      labels(row?.[columns.liverMask]),
      labels(row?.[columns.lesionMask]),
    ]);
    if (!liver && !lesion) return undefined;
    const some = (liver ?? lesion)!;
    return some.map((_, i) => (lesion?.[i] ? 2 : liver?.[i] ? 1 : 0));
  };
}

function slashed(file: string): string {
  return file.replaceAll('\\', '/').replace(/^\.\//, '');
}

async function readMask(path: string): Promise<Uint8Array | undefined> {
  try {
    return await decodeMask(await readFile(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
