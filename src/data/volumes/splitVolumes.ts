import { parse } from 'csv-parse/sync';
import { splitSchema, type SplitName } from '../../protocol/dataSet';
import { t } from '../../words';
import { DatasetError } from '../failure';

/** Volumes of each split. */
export type SplitCounts = Readonly<Record<SplitName, number>>;

/** As the course has it: the first 101 volumes, the next 15, the last 15. */
export const courseSplit = '101/15/15';

/** Reads `101/15/15`. @throws DatasetError */
export function readSplitCounts(text: string): SplitCounts {
  const counts = text.split('/').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : 0));
  const [train, val, test] = counts;
  if (counts.length !== 3 || counts.some((count) => count < 1))
    throw new DatasetError({
      what: t('"{0}" is no split.', text),
      why: t('A split has three counts of volumes: train/val/test.'),
      next: t('Write it as in {0}.', courseSplit),
    });
  return { train, val, test };
}

/**
 * The split of each volume: the first ones train, the next ones validate, the last ones test. Where there are more or fewer volumes than
 * the counts add up to, they are shares; every split has one volume at least.
 */
export function splitByCounts(numbers: readonly number[], counts: SplitCounts): Map<number, SplitName> {
  if (numbers.length < 3)
    throw new DatasetError({
      what:
        numbers.length === 1
          ? t('There is 1 volume only.')
          : t('There are {0} volumes only.', numbers.length),
      why: t('Each split needs at least one volume of its own.'),
      next: t('Get at least three volumes.'),
    });
  const all = counts.train + counts.val + counts.test;
  const share = (count: number) => Math.max(1, Math.round((count / all) * numbers.length));
  const test = Math.min(share(counts.test), numbers.length - 2);
  const val = Math.min(share(counts.val), numbers.length - test - 1);
  const train = numbers.length - val - test;
  return new Map(
    [...numbers]
      .sort((a, b) => a - b)
      .map((number, index) => [number, index < train ? 'train' : index < train + val ? 'val' : 'test']),
  );
}

/**
 * Reads the split of each volume from a table: its number and `train`, `val` or `test`.
 * @param name of the file, for what is said of it
 * @throws DatasetError where a line is wrong, or a volume is not named
 */
export function readSplitFile(
  text: string,
  name: string,
  numbers: readonly number[],
): Map<number, SplitName> {
  const splits = new Map<number, SplitName>();
  for (const [number, value, line] of readPairs(text, name)) {
    const split = splitSchema.safeParse(value.toLowerCase());
    if (!split.success)
      throw wrongTable(name, t('{0}: "{1}" is none of train, val and test.', `${name}:${line}`, value));
    splits.set(number, split.data);
  }
  const missing = numbers.filter((number) => !splits.has(number));
  if (missing.length > 0) throw wrongTable(name, t('It does not name the volumes {0}.', missing.join(', ')));
  const absent = splitSchema.options.filter(
    (split) => !numbers.some((number) => splits.get(number) === split),
  );
  if (absent.length > 0) throw wrongTable(name, t('It gives no volume to {0}.', absent.join(', ')));
  return new Map(numbers.map((number) => [number, splits.get(number) ?? 'train']));
}

/**
 * Reads a table of volumes and what is said of each, as in `12,train`; a first line of headings is left out.
 * @throws DatasetError where it is none, or names a volume twice
 */
export function readPairs(text: string, name: string): [number: number, value: string, line: number][] {
  const rows = parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  const pairs: [number, string, number][] = [];
  for (const [index, row] of rows.entries()) {
    const [first = '', value = ''] = row;
    const number = /^(?:volume-|liver_)?(\d+)$/i.exec(first)?.[1];
    if (number === undefined && index === 0) continue;
    if (number === undefined || row.length !== 2)
      throw wrongTable(name, t('{0} is no volume and what is said of it.', `${name}:${index + 1}`));
    if (pairs.some(([other]) => other === Number(number)))
      throw wrongTable(name, t('It names volume {0} twice.', number));
    pairs.push([Number(number), value, index + 1]);
  }
  return pairs;
}

const wrongTable = (name: string, why: string) =>
  new DatasetError({
    what: t('{0} cannot be used.', name),
    why,
    next: t('Each line has a volume and what is said of it, as in: 12,train'),
  });
