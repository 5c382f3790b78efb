import { createHash } from 'node:crypto';
import { open, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { imageSide } from '../course/classes';
import { writeFolderAtomic } from '../files/atomicFolder';
import { userCacheFolder } from '../files/userFolders';
import { mapLimited } from '../files/mapLimited';
import { removeUnused } from '../files/removeUnused';
import { requireSpace } from '../files/space';
import { hasCode } from '../protocol/errorCode';
import { classIndexSchema, type SplitName } from '../protocol/run';
import { t } from '../words';
import { DatasetError, explainWriteError, firstFew, isMissing } from './failure';
import { csvName, splitNames } from './layout';
import { paced } from './paced';
import { decodePicture, PictureError, pictureWorkers, readPicture } from './picture';
import { picturePath, type Source, type Tables, type Work } from './source';

/** Bytes of one packed slice: `imageSide` x `imageSide` grey values, row by row. */
export const sliceBytes = imageSide * imageSide;

const entrySchema = z.object({
  file: z.string(),
  patient: z.string(),
  slice: z.number().int().nonnegative(),
  label: classIndexSchema,
});

const indexName = 'index.json';

/** `index.json`; beside it `<split>.u8`, the split's slices one after the other. */
const indexSchema = z.object({
  version: z.literal(1),
  side: z.literal(imageSide),
  /** `Source.key` of what was packed. */
  source: z.string(),
  /** SHA-256 over pictures, labels and names: the same on every machine that has the same data. */
  fingerprint: z.string(),
  splits: z.record(z.enum(['train', 'val', 'test']), z.array(entrySchema).min(1)),
});

export type Entry = z.infer<typeof entrySchema>;
type PackIndex = z.infer<typeof indexSchema>;

/** The packed slices of a data set. */
export interface Pack {
  /** Where they are. */
  folder: string;
  /** SHA-256 over pictures, labels and names. */
  fingerprint: string;
}

export function packFile(folder: string, split: SplitName): string {
  return join(folder, `${split}.u8`);
}

/** In the data set's own folder. */
const ownFolder = ({ root }: Tables): string => join(root, '.packed');
/** For a data set that may not be written to: named by what it holds, so that it is found from wherever the data set lies. */
const cacheFolder = ({ key }: Source): string => join(userCacheFolder(), 'packed', key);

function entriesOf({ tables }: Tables): Record<SplitName, Entry[]> {
  const entries = (split: SplitName): Entry[] =>
    tables[split].map(({ file, patient, slice, label }) => ({ file, patient, slice, label }));
  return { train: entries('train'), val: entries('val'), test: entries('test') };
}

/** An earlier packing of `source`, or undefined when there is none that still holds. */
export async function findPack(source: Source): Promise<Pack | undefined> {
  const own = await packIn(ownFolder(source), source);
  if (own) return own;
  const cached = await packIn(cacheFolder(source), source);
  if (cached) await markUsed(cached.folder);
  return cached;
}

const mayNotUse = (error: unknown) => hasCode(error, 'EROFS', 'EACCES', 'EPERM');

async function packIn(folder: string, source: Source): Promise<Pack | undefined> {
  try {
    const text = await readFile(join(folder, indexName), 'utf8');
    const index = indexSchema.parse(JSON.parse(text));
    if (index.source !== source.key || !isDeepStrictEqual(index.splits, entriesOf(source))) return undefined;
    const { fingerprint } = index;
    return (await hasAllSlices(folder, source)) ? { folder, fingerprint } : undefined;
  } catch (error) {
    if (isMissing(error) || mayNotUse(error) || error instanceof SyntaxError || error instanceof z.ZodError)
      return undefined;
    throw error;
  }
}

async function hasAllSlices(folder: string, { tables }: Tables): Promise<boolean> {
  for (const split of splitNames)
    if ((await stat(packFile(folder, split))).size !== tables[split].length * sliceBytes) return false;
  return true;
}

/** Whether a packing that was found before is still there: that of `key`, with all slices. Its entries are not read. */
export async function isPackThere(
  { folder, fingerprint }: Pack,
  key: string,
  tables: Tables,
): Promise<boolean> {
  const beginning = beginningOf({ source: key, fingerprint });
  const read = Buffer.alloc(beginning.length);
  try {
    const file = await open(join(folder, indexName));
    try {
      await file.read(read, 0, read.length, 0);
    } finally {
      await file.close();
    }
    if (read.toString() !== beginning || !(await hasAllSlices(folder, tables))) return false;
    if (folder !== ownFolder(tables)) await markUsed(folder);
    return true;
  } catch (error) {
    if (isMissing(error) || mayNotUse(error)) return false;
    throw error;
  }
}

/** An index, as it is written, up to its entries. */
function beginningOf({ source, fingerprint }: Pick<PackIndex, 'source' | 'fingerprint'>): string {
  return JSON.stringify({ version: 1, side: imageSide, source, fingerprint }).slice(0, -1);
}

/** Damaged pictures are collected up to this many, then packing gives up. */
const damagedLimit = 20;

function damagedText(count: number, root: string): string {
  if (count >= damagedLimit) return t('Many pictures of the data set in {0} cannot be used.', root);
  return count === 1
    ? t('1 picture of the data set in {0} cannot be used.', root)
    : t('{0} pictures of the data set in {1} cannot be used.', count, root);
}

/** Slices decoded together and hashed and written in the table's order. */
const chunk = 8 * pictureWorkers;

/**
 * Decodes every picture once and writes the packed slices and their index: beside the pictures, or into the user's cache folder
 * where the data set may only be read.
 * Throws DatasetError for damaged pictures (naming them by table and line) and for a full disk; an aborted signal
 * throws its reason. An older packing stays in place until the new one is complete.
 */
export async function writePack(source: Source, work: Work): Promise<Pack> {
  const what = t('The data set in {0} could not be packed.', source.root);
  try {
    return await packInto(ownFolder(source), source, work, what);
  } catch (error) {
    if (!mayNotUse(error)) throw explainWriteError(error, what);
  }
  try {
    const pack = await packInto(cacheFolder(source), source, work, what);
    await removeUnused(dirname(pack.folder), (folder) => join(folder, indexName));
    return pack;
  } catch (error) {
    const both = t(
      'The data set in {0} may only be read, and it could not be packed into {1}.',
      source.root,
      cacheFolder(source),
    );
    throw explainWriteError(error, both);
  }
}

async function packInto(target: string, source: Source, work: Work, what: string): Promise<Pack> {
  const { root, tables } = source;
  const total = splitNames.reduce((sum, split) => sum + tables[split].length, 0);
  const hash = createHash('sha256');
  const damaged: string[] = [];
  const progress = paced(work.onProgress);
  const text = t('Packing');
  let done = 0;

  const packSplit = async (split: SplitName, folder: string) => {
    const rows = tables[split];
    const file = await open(join(folder, `${split}.u8`), 'wx');
    try {
      for (let start = 0; start < rows.length; start += chunk) {
        const part = rows.slice(start, start + chunk);
        const slices = Buffer.alloc(part.length * sliceBytes);
        await mapLimited(
          part,
          pictureWorkers,
          async (row, index) => {
            try {
              const pixels = await decodePicture(await readPicture(picturePath(root, split, row)));
              slices.set(pixels, index * sliceBytes);
            } catch (error) {
              if (!(error instanceof PictureError)) throw error;
              damaged.push(`${csvName(split)}:${row.line}: ${split}/${row.file}: ${error.message}`);
            }
            progress({ phase: 'packData', text, done: ++done, total });
          },
          work.signal,
        );
        if (damaged.length >= damagedLimit) return;
        hash.update(slices);
        await file.writeFile(slices);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  };

  const index: PackIndex = {
    version: 1,
    side: imageSide,
    source: source.key,
    fingerprint: '',
    splits: entriesOf(source),
  };
  hash.update(JSON.stringify(index.splits));

  await writeFolderAtomic(target, async (folder) => {
    await requireSpace(folder, total * sliceBytes, what);
    for (const split of splitNames) if (damaged.length < damagedLimit) await packSplit(split, folder);
    if (damaged.length > 0)
      throw new DatasetError({
        what: damagedText(damaged.length, root),
        why: firstFew(damaged.sort()),
        next: t('Copy these pictures, or the whole data set, again.'),
      });
    index.fingerprint = hash.digest('hex');
    await writeFile(join(folder, indexName), JSON.stringify(index), { flush: true });
  });
  return { folder: target, fingerprint: index.fingerprint };
}

/** The time of the index tells when a packing was used last. */
async function markUsed(folder: string): Promise<void> {
  const now = new Date();
  await utimes(join(folder, indexName), now, now);
}
