import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText, type DecodedText } from '../encoding';
import { mapLimited } from '../files/mapLimited';
import type { Progress } from '../protocol/events';
import { reasonOf } from '../protocol/failure';
import type { DataDoubt, SplitName } from '../protocol/dataSet';
import { t } from '../words';
import { DatasetError, firstFew, isMissing } from './failure';
import { csvName, splitNames } from './layout';
import { assignPatients } from './patients';
import { readTable, type NamedRow, type Row } from './table';

/** What a `Clean_LiTS` folder holds, checked, before any picture is decoded. */
export interface Source {
  root: string;
  tables: Record<SplitName, Row[]>;
  /** What is doubtful about how it is split. */
  doubts: readonly DataDoubt[];
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
    return await readFile(join(root, name));
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

/** Size and time of every picture of a split, as one line each; null for a missing one. */
async function describePictures(
  root: string,
  split: SplitName,
  rows: Row[],
  work: Work,
): Promise<(string | null)[]> {
  let done = 0;
  return mapLimited(
    rows,
    64,
    async (row) => {
      const described = await describePicture(root, split, row);
      const text = t('Checking {0}', split);
      work.onProgress?.({ phase: 'readData', text, done: ++done, total: rows.length });
      return described;
    },
    work.signal,
  );
}

async function describePicture(root: string, split: SplitName, row: Row): Promise<string | null> {
  try {
    const { size, mtimeMs } = await stat(picturePath(root, split, row));
    return `${row.file} ${size} ${mtimeMs}`;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/**
 * Reads the three tables and checks that every picture is there.
 * Throws DatasetError naming file and line; an aborted signal throws its reason.
 */
export async function readSource(root: string, work: Work): Promise<Source> {
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
  const { tables, doubts } = assignPatients(named);

  const missing: string[] = [];
  let total = 0;
  for (const split of splitNames) {
    const rows = tables[split];
    const pictures = await describePictures(root, split, rows, work);
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
  return { root, tables, doubts, key: hash.digest('hex') };
}
