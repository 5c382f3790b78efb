import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { writeJsonAtomic } from '../../files/atomicFile';
import { moveFolderAtomic } from '../../files/atomicFolder';
import { exclusively } from '../../files/exclusively';
import { readJsonIfWhole } from '../../files/jsonFile';
import { mapLimited } from '../../files/mapLimited';
import { removeIfEmpty } from '../../files/removeIfEmpty';
import { reasonOf } from '../../protocol/failure';
import { splitSchema, type SplitName } from '../../protocol/dataSet';
import { t } from '../../words';
import { busyElsewhere, DatasetError, explainWriteError, firstFew } from '../failure';
import { columns, csvName, datasetFolder, splitNames } from '../layout';
import { findSample } from '../sample';
import type { Work } from '../source';
import { findVolumes, volumeName, type Refusal, type VolumePair } from './findVolumes';
import { readOrientation } from './orientation';
import { preparedVolumeSchema, type PreparedVolume, type VolumeWork } from './prepareVolume';
import { readPairs, readSplitCounts, readSplitFile, splitByCounts } from './splitVolumes';
import { VolumeError } from './volumeError';
import { VolumeThreads } from './volumeThreads';

export interface PrepareVolumesOptions extends Work {
  /** Folder with the volumes. */
  volumes: string;
  /** Folder that will hold `Clean_LiTS/`. */
  out: string;
  window: readonly [low: number, high: number];
  size: number;
  /** As in `101/15/15`. */
  split: string;
  /** Table with the split of each volume, instead. */
  splitFile?: string;
  /** Table with the orientation of single volumes, as in `12,LPS`. */
  orientationFile?: string;
  /** Volumes prepared at the same time; default: one for each core. */
  workers?: number;
  /** Program of the threads that prepare volumes (`volumeThread`); without one, all is done in this thread. */
  thread?: string;
}

export interface PreparedDataset {
  /** Absolute path of the `Clean_LiTS` folder. */
  data: string;
  slices: Record<SplitName, number>;
  volumes: number;
  /** Volumes that could not be used. */
  refused: Refusal[];
  /** What is doubtful about those that could. */
  warnings: { volume: string; text: string }[];
}

/** How the pictures are made: what was made otherwise is made anew. */
const recipeSchema = z.object({
  version: z.literal(1),
  window: z.tuple([z.number(), z.number()]),
  size: z.number(),
  splits: z.record(z.string(), splitSchema),
  orientations: z.record(z.string(), z.string()),
});
type Recipe = z.infer<typeof recipeSchema>;

/** `dataset.json`, beside the tables: how a data set was made. */
const recordSchema = recipeSchema.extend({
  volumes: z.array(preparedVolumeSchema.omit({ rows: true })),
  refused: z.array(z.object({ volume: z.string(), why: z.string() })),
});
const recordName = 'dataset.json';

/** What is kept of the work until it is done, inside of what is made: both come and go in one step. */
const workName = '.work';
const recipeIn = (made: string) => join(made, workName, 'recipe.json');
const doneIn = (made: string, volume: string) => join(made, workName, 'done', `${volume}.json`);

/** Folders of a split. */
const kinds = ['volumes', 'segmentations'] as const;

/** A volume that is done, and the files that it was made of; `moving` while its pictures go to their places. */
const doneSchema = preparedVolumeSchema.extend({ source: z.string(), state: z.enum(['moving', 'done']) });

/**
 * Makes a data set of the volumes in a folder: slices as pictures, masks, and tables. `out/Clean_LiTS` appears whole or not at all. A
 * volume that cannot be used is left out and told of. What was done before an interruption is kept for the next try.
 * @throws DatasetError; the signal's reason when aborted
 */
export async function prepareVolumes(options: PrepareVolumesOptions): Promise<PreparedDataset> {
  const out = resolve(options.out);
  const data = join(out, datasetFolder);
  const { pairs, refused } = await findVolumes(resolve(options.volumes));
  const recipe = await recipeOf(options, pairs);
  const folder = join(out, `.${datasetFolder}.volumes`);
  try {
    const there = await existing(data, recipe, pairs);
    if (there) {
      await removeWork(data);
      return there;
    }
    await mkdir(folder, { recursive: true });
    return await exclusively(
      join(folder, 'lock'),
      busyElsewhere(t('Volumes are being prepared in {0} already.', out)),
      async () => {
        const made = await prepareAll(pairs, recipe, join(folder, 'made'), options);
        const volumes = made.flatMap((one) => ('rows' in one ? [one] : []));
        const all = [...refused, ...made.flatMap((one) => ('why' in one ? [one] : []))];
        const slices = await writeTables(join(folder, 'made'), volumes, recipe, all);
        await install(join(folder, 'made'), data);
        return { data, slices, volumes: volumes.length, refused: all, warnings: warningsOf(volumes) };
      },
    );
  } catch (error) {
    throw explainWriteError(error, t('The data set could not be written to {0}.', out));
  } finally {
    await removeIfEmpty(folder);
  }
}

async function recipeOf(options: PrepareVolumesOptions, pairs: readonly VolumePair[]): Promise<Recipe> {
  const { window, size, split, splitFile, orientationFile } = options;
  requirePictures(options);
  const numbers = pairs.map(({ number }) => number);
  const splits =
    splitFile === undefined
      ? splitByCounts(numbers, readSplitCounts(split))
      : readSplitFile(await readFile(splitFile, 'utf8'), basename(splitFile), numbers);
  const orientations =
    orientationFile === undefined
      ? []
      : readPairs(await readFile(orientationFile, 'utf8'), basename(orientationFile));
  return {
    version: 1,
    window: [...window],
    size,
    splits: Object.fromEntries([...splits].map(([number, name]) => [volumeName(number), name])),
    orientations: Object.fromEntries(
      orientations.map(([number, text, line]) => [
        volumeName(number),
        checkedOrientation(text, `${basename(orientationFile ?? '')}:${line}`),
      ]),
    ),
  };
}

function requirePictures({ window: [low, high], size }: PrepareVolumesOptions): void {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high))
    throw new DatasetError({
      what: t('The window from {0} to {1} is none.', String(low), String(high)),
      why: t('The first number, in Hounsfield units, becomes black, and the second one white.'),
      next: t('Write it as in -160,240.'),
    });
  if (!Number.isInteger(size) || size < 16 || size > 2048)
    throw new DatasetError({
      what: t('Pictures cannot have {0} pixels on a side.', String(size)),
      next: t('Choose a size from 16 to 2048, such as 256.'),
    });
}

function checkedOrientation(text: string, place: string): string {
  try {
    readOrientation(text);
    return text.trim().toUpperCase();
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    throw new DatasetError(
      { what: t('{0} is wrong.', place), why: error.message, next: t('Correct the line.') },
      error,
    );
  }
}

/**
 * The data set that is there already, when it was made in the same way of all these volumes.
 * @throws DatasetError where something else is in its place
 */
async function existing(
  data: string,
  recipe: Recipe,
  pairs: readonly VolumePair[],
): Promise<PreparedDataset | undefined> {
  const record = await readJsonIfWhole(join(data, recordName), recordSchema);
  const isSame = record && isDeepStrictEqual(recipeSchema.strip().parse(record), recipe);
  if (!record || !isSame) {
    await findSample(data);
    return undefined;
  }
  // A volume that was refused may have been mended.
  if (record.volumes.length < pairs.length) return undefined;
  const count = (split: SplitName) =>
    record.volumes
      .filter(({ volume }) => recipe.splits[volume] === split)
      .reduce((sum, { slices }) => sum + slices, 0);
  return {
    data,
    slices: { train: count('train'), val: count('val'), test: count('test') },
    volumes: record.volumes.length,
    refused: record.refused,
    warnings: warningsOf(record.volumes),
  };
}

const warningsOf = (volumes: readonly Pick<PreparedVolume, 'volume' | 'warnings'>[]) =>
  volumes.flatMap(({ volume, warnings }) => warnings.map((text) => ({ volume, text })));

/** Prepares each volume into the folder of its split, several at a time; what is done already is kept. */
async function prepareAll(
  pairs: readonly VolumePair[],
  recipe: Recipe,
  made: string,
  { onProgress, signal, workers = availableParallelism(), thread }: PrepareVolumesOptions,
): Promise<(PreparedVolume | Refusal)[]> {
  if (!isDeepStrictEqual(await readJsonIfWhole(recipeIn(made), recipeSchema), recipe)) {
    await rm(made, { recursive: true, force: true });
    for (const split of splitNames)
      for (const kind of kinds) await mkdir(join(made, split, kind), { recursive: true });
    await mkdir(join(made, workName, 'done'), { recursive: true });
    await writeJsonAtomic(recipeIn(made), recipe);
  }
  const earlier = await Promise.all(pairs.map((pair) => earlierOf(pair, made)));
  // Shares of volumes: where there are few, each takes long.
  const shares: number[] = earlier.map((volume) => (volume ? 1 : 0));
  const tell = () =>
    onProgress?.({
      phase: 'prepareVolumes',
      text: t('Preparing volumes'),
      unit: 'volumes',
      done: shares.reduce((sum, share) => sum + share, 0),
      total: pairs.length,
    });
  tell();
  const threads = new VolumeThreads(thread);
  try {
    return await mapLimited(
      pairs,
      workers,
      async (pair, index) => {
        const onSlice = (done: number, slices: number) => {
          shares[index] = done / slices;
          tell();
        };
        const prepared =
          earlier[index] ?? (await prepareOne(pair, recipe, made, threads, { signal, onSlice }));
        if (shares[index] < 1) onSlice(1, 1);
        return prepared;
      },
      signal,
    );
  } finally {
    await threads.close();
  }
}

/** What an earlier try has made of a volume, when it was made of the same files. */
async function earlierOf(pair: VolumePair, made: string): Promise<PreparedVolume | undefined> {
  const earlier = await readJsonIfWhole(doneIn(made, volumeName(pair.number)), doneSchema);
  if (!earlier || earlier.state !== 'done' || earlier.source !== (await sourceOf(pair))) return undefined;
  return preparedVolumeSchema.parse(earlier);
}

async function prepareOne(
  pair: VolumePair,
  { splits, orientations, window, size }: Recipe,
  made: string,
  threads: VolumeThreads,
  work: VolumeWork,
): Promise<PreparedVolume | Refusal> {
  const volume = volumeName(pair.number);
  const target = join(made, splits[volume]);
  const source = await sourceOf(pair);
  await removeStale(doneIn(made, volume), target);
  const text = orientations[volume];
  const given = text === undefined ? undefined : readOrientation(text);
  const part = join(made, workName, 'parts', volume);
  try {
    await rm(part, { recursive: true, force: true });
    for (const kind of kinds) await mkdir(join(part, kind), { recursive: true });
    const prepared = await threads.prepare({ pair, folder: part, pictures: { window, size }, given }, work);
    await writeJsonAtomic(doneIn(made, volume), { ...prepared, source, state: 'moving' });
    for (const kind of kinds)
      for (const name of await readdir(join(part, kind)))
        await rename(join(part, kind, name), join(target, kind, name));
    await writeJsonAtomic(doneIn(made, volume), { ...prepared, source, state: 'done' });
    return prepared;
  } catch (error) {
    if (error instanceof VolumeError) return { volume, why: error.message };
    throw error;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** Removes the pictures that an earlier try has made of other files, or was about to move when it ended. */
async function removeStale(done: string, target: string): Promise<void> {
  const stale = await readJsonIfWhole(done, doneSchema);
  for (const row of stale?.rows ?? [])
    for (const file of row.split(',').filter((cell) => cell.endsWith('.png')))
      await rm(join(target, file), { force: true });
  await rm(done, { force: true });
}

/** Changes whenever one of the files may have changed. */
async function sourceOf({ image, segmentation }: VolumePair): Promise<string> {
  const described = await Promise.all([image, segmentation].map((path) => describe(path)));
  return described.join('\n');
}

async function describe(path: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(path);
    return `${path} ${size} ${mtimeMs}`;
  } catch (error) {
    // Whoever reads the volume tells of it.
    return `${path}: ${reasonOf(error)}`;
  }
}

async function writeTables(
  made: string,
  volumes: readonly PreparedVolume[],
  recipe: Recipe,
  refused: readonly Refusal[],
): Promise<Record<SplitName, number>> {
  const rowsOf = (split: SplitName) =>
    volumes.filter(({ volume }) => recipe.splits[volume] === split).flatMap(({ rows }) => rows);
  const rows = { train: rowsOf('train'), val: rowsOf('val'), test: rowsOf('test') };
  const empty = splitNames.filter((split) => rows[split].length === 0);
  if (empty.length > 0)
    throw new DatasetError({
      what: t('No volume of {0} could be used.', empty.join(', ')),
      why: firstFew(refused.map(({ volume, why }) => `${volume}: ${why}`)),
      next: t('Get these volumes again, or split the others otherwise. What is done is kept.'),
    });
  for (const split of splitNames)
    await writeFile(
      join(made, csvName(split)),
      [Object.values(columns).join(','), ...rows[split], ''].join('\n'),
    );
  await writeJsonAtomic(join(made, recordName), {
    ...recipe,
    volumes: volumes.map(({ volume, slices, orientation, spacing, warnings }) => ({
      volume,
      slices,
      orientation,
      spacing,
      warnings,
    })),
    refused,
  });
  return { train: rows.train.length, val: rows.val.length, test: rows.test.length };
}

async function install(made: string, data: string): Promise<void> {
  await moveFolderAtomic(made, data);
  await removeWork(data);
}

/** Only once the data set is in its place: until then, nothing that was done may be lost. */
async function removeWork(data: string): Promise<void> {
  await rm(join(data, workName), { recursive: true, force: true });
}
