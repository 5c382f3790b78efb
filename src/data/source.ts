import { createHash, type Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText, type DecodedText } from '../encoding';
import { mapLimited } from '../files/mapLimited';
import { readRegularFile } from '../files/regularFile';
import type { Progress } from '../protocol/events';
import { reasonOf } from '../protocol/failure';
import type { DataDoubt, SplitName } from '../protocol/dataSet';
import { t } from '../words';
import { DatasetError, firstFew, isMissing } from './failure';
import { csvName, splitNames } from './layout';
import { paced } from './paced';
import { assignPatients } from './patients';
import { readTable, type NamedRow, type Row } from './table';

/** What the tables of a `Clean_LiTS` folder say. */
export interface Tables {
  root: string;
  tables: Record<SplitName, Row[]>;
  /** What is doubtful about how it is split. */
  doubts: readonly DataDoubt[];
  /** What was guessed of the tables' encodings, in words. */
  guesses: readonly string[];
  /** SHA-256 of the tables, not yet ended. */
  hash: Hash;
}

/** What a `Clean_LiTS` folder holds, checked, before any picture is decoded. */
export interface Source extends Tables {
  /** Changes whenever a table or a picture may have changed. */
  key: string;
}

export function picturePath(root: string, split: SplitName, row: Row): string {
  return join(root, split, row.file);
}

export interface Work {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Text of a split's table, whatever encoding it was saved in. @throws FailureError when it is not text, or cannot be read */
export async function readTableText(root: string, split: SplitName): Promise<DecodedText> {
  return decodeText(await readTableFile(root, csvName(split)), csvName(split));
}

/** Rows of a split's table. @throws DatasetError where they are wrong, or cannot be read */
export async function readNamedRows(root: string, split: SplitName): Promise<NamedRow[]> {
  return readTable((await readTableText(root, split)).text, split);
}

async function readTableFile(root: string, name: string): Promise<Buffer> {
  try {
    return await readRegularFile(join(root, name));
  } catch (error) {
    throw new DatasetError(
      {
        what: t('{0} cannot be read.', join(root, name)),
        why: reasonOf(error),
        next: t('Copy the data set again, or choose another one.'),
      },
      error,
    );
  }
}

/** Reads the three tables. @throws DatasetError naming file and line */
export async function readTables(root: string): Promise<Tables> {
  const hash = createHash('sha256');
  const guesses: string[] = [];
  const named: Record<SplitName, NamedRow[]> = { train: [], val: [], test: [] };
  for (const split of splitNames) {
    const { text, guessed } = await readTableText(root, split);
    named[split] = readTable(text, split);
    if (guessed !== undefined)
      guesses.push(t('{0} is not in UTF-8; it was read as {1}.', csvName(split), guessed));
    hash.update(text);
  }
  return { root, ...assignPatients(named), guesses, hash };
}

/** As `readTables`, with the key of the pictures that are there. @throws DatasetError; the signal's reason when aborted */
export async function readSource(root: string, work: Work): Promise<Source> {
  const read = await readTables(root);
  return { ...read, key: await readKey(read, work) };
}

/** Pictures looked at together, where nothing else is to be done meanwhile. */
const looksAtOnce = 64;

/**
 * Looks at size and time of every picture. An aborted signal throws its reason.
 * @returns the `key` of what is there
 * @throws DatasetError where pictures are missing
 */
export async function readKey(read: Tables, work: Work, atOnce = looksAtOnce): Promise<string> {
  const { root, tables, guesses } = read;
  const hash = read.hash.copy();
  const missing: string[] = [];
  let total = 0;
  for (const split of splitNames) {
    const rows = tables[split];
    const progress = paced(work.onProgress);
    const text = t('Checking {0}', split);
    let done = 0;
    const pictures = await mapLimited(
      rows,
      atOnce,
      async (row) => {
        const described = await describePicture(root, split, row);
        progress({ phase: 'readData', text, done: ++done, total: rows.length });
        return described;
      },
      work.signal,
    );
    pictures.forEach((picture, index) => {
      if (picture === null)
        missing.push(
          `${csvName(split)}:${rows[index].line}: ${t('{0} not found', `${split}/${rows[index].file}`)}`,
        );
    });
    total += rows.length;
    hash.update(`\n${split}\n${pictures.join('\n')}`);
  }
  if (missing.length > 0)
    throw new DatasetError({
      what: t('{0} of {1} pictures of the data set in {2} are missing.', missing.length, total, root),
      why: [t('It was probably copied or unzipped only in part.'), ...guesses, firstFew(missing)].join('\n'),
      next: t('Copy the data set again, or prepare the sample data.'),
    });
  return hash.digest('hex');
}

/** Size and time of a picture; null for a missing one. */
export async function describePicture(root: string, split: SplitName, row: Row): Promise<string | null> {
  try {
    const { size, mtimeMs } = await stat(picturePath(root, split, row));
    return `${row.file} ${size} ${mtimeMs}`;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
