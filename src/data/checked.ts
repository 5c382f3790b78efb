import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { version as productVersion } from '../../package.json';
import { writeJsonAtomic } from '../files/atomicFile';
import { readJsonIfWhole } from '../files/jsonFile';
import { removeUnused } from '../files/removeUnused';
import { userCacheFolder } from '../files/userFolders';
import { t } from '../words';
import { DatasetError, isMissing } from './failure';
import { splitNames } from './layout';
import { isPackThere, type Pack } from './pack';
import { describePicture, readKey, type Tables } from './source';

/**
 * When may a packing be used? Only while each picture still has the size and the time that it had when it was packed. To look at all
 * of LiTS takes seconds, so a data set that was checked before is opened at a glance: its tables, the times of its folders (which
 * change when a picture is added, removed, or replaced by another file) and a sample of its pictures must be as they were. What a
 * glance cannot see is a picture that was changed in its place: all are looked at while the data set is in use (`lookAtAll`), and what
 * was made of it counts only once that has ended well.
 */
const checkedSchema = z.object({
  version: z.literal(1),
  /** What a glance showed, before all pictures were looked at. */
  glance: z.string(),
  /** `Source.key`. */
  key: z.string(),
  pack: z.object({ folder: z.string(), fingerprint: z.string() }),
});

type Checked = z.infer<typeof checkedSchema>;

/** Pictures of a split in a glance. */
const sampled = 64;

const folder = () => join(userCacheFolder(), 'checked');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const fileOf = (root: string) => join(folder(), `${sha256(root)}.json`);

/** What can be seen of a data set in a few milliseconds; undefined where something is missing. */
export async function glanceAt({ root, tables, hash }: Tables): Promise<string | undefined> {
  const seen = [productVersion, root, hash.copy().digest('hex')];
  try {
    for (const split of splitNames) {
      const rows = tables[split];
      const folders = [...new Set(rows.map(({ file }) => file.slice(0, file.lastIndexOf('/') + 1)))];
      for (const name of folders) seen.push(`${name} ${(await stat(join(root, split, name))).mtimeMs}`);
      const step = Math.max(1, rows.length / sampled);
      for (let at = 0; at < rows.length; at += step) {
        const picture = await describePicture(root, split, rows[Math.floor(at)]);
        if (picture === null) return undefined;
        seen.push(picture);
      }
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return sha256(seen.join('\n'));
}

/** How a data set was when all of its pictures were looked at last, where it still looks so and its packing is there. */
export async function findChecked(tables: Tables, glance: string | undefined): Promise<Checked | undefined> {
  const checked = await readJsonIfWhole(fileOf(tables.root), checkedSchema);
  if (!checked || checked.glance !== glance) return undefined;
  return (await isPackThere(checked.pack, checked.key, tables)) ? checked : undefined;
}

/** @param glance from before the pictures were looked at */
export async function rememberChecked(root: string, glance: string, key: string, pack: Pack): Promise<void> {
  const checked: Checked = { version: 1, glance, key, pack };
  try {
    await mkdir(folder(), { recursive: true });
    await writeJsonAtomic(fileOf(root), checked);
    await removeUnused(folder());
  } catch (error) {
    // Without it, all pictures are looked at the next time, too: a full disk, or a home that may only be read, is no reason to stop.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Few, because others want to read meanwhile. */
const looksAtOnce = 2;

/** Looks at every picture of a data set that was opened at a glance. @throws DatasetError where it is not what was packed */
export async function lookAtAll(tables: Tables, { key }: Checked): Promise<void> {
  const { root } = tables;
  try {
    if ((await readKey(tables, {}, looksAtOnce)) === key) return;
  } catch (error) {
    await rm(fileOf(root), { force: true });
    throw error;
  }
  await rm(fileOf(root), { force: true });
  throw new DatasetError({
    what: t('Pictures of the data set in {0} were changed after they had been packed.', root),
    why: t('They were changed in their place, which is seen only once each of them is looked at.'),
    next: t('Try again: all pictures are read again then.'),
  });
}
