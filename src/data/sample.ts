import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { imageSide } from '../course/classes';
import { mixSeed } from '../course/mixSeed';
import { writeFolderAtomic } from '../files/atomicFolder';
import { readJsonIfWhole } from '../files/jsonFile';
import { mapLimited } from '../files/mapLimited';
import { requireSpace } from '../files/space';
import type { SplitName } from '../protocol/run';
import { t } from '../words';
import { DatasetError, explainWriteError, isMissing } from './failure';
import { columns, csvName, datasetFolder, splitNames } from './layout';
import { phantomVolume, type PhantomVolume } from './phantom';
import { encodeGrey, pictureWorkers } from './picture';
import type { Work } from './source';

export interface SampleOptions extends Work {
  /** Folder that will hold `Clean_LiTS/`. */
  out: string;
  /** At least 3: one a split. */
  patients: number;
  /** Slices a patient, at least 4. */
  slices: number;
  seed: number;
}

export interface Sample {
  /** Absolute path of the `Clean_LiTS` folder. */
  data: string;
  slices: Record<SplitName, number>;
}

/** Beside the tables: marks a folder as made here, so that it may be replaced, and tells how it was made. */
const markerName = 'sample.json';
const markerSchema = z.object({
  version: z.literal(1),
  about: z.string(),
  /** Raised whenever the same seed gives other pictures. */
  phantom: z.number(),
  patients: z.number(),
  slices: z.number(),
  seed: z.number(),
  /** Files of the splits and their size altogether: shows later whether the sample is still whole. */
  files: z.number(),
  bytes: z.number(),
});
type Marker = z.infer<typeof markerSchema>;

const phantomVersion = 4;

/** One in so many patients of a split has no lesions; the first one always has some. */
const healthyEvery = 6;

interface SamplePatient {
  split: SplitName;
  number: number;
  withLesions: boolean;
}

/** Patients of the splits, about 70, 15 and 15 percent, none in two. */
function assignPatients(count: number): SamplePatient[] {
  const held = Math.max(1, Math.round(0.15 * count));
  const sizes: Record<SplitName, number> = { train: count - 2 * held, val: held, test: held };
  let number = 0;
  return splitNames.flatMap((split) =>
    Array.from({ length: sizes[split] }, (_, position) => ({
      split,
      number: number++,
      withLesions: position % healthyEvery !== healthyEvery / 2,
    })),
  );
}

/** Writes one slice's picture and masks below the split's folder; returns its row of the table. */
async function writeSlice(
  folder: string,
  volume: PhantomVolume,
  patient: number,
  slice: number,
): Promise<string> {
  const { picture, liver, lesion, label } = volume.render(slice);
  const files = {
    [`volumes/volume-${patient}_${slice}.png`]: picture,
    [`segmentations/segmentation-${patient}_livermask_${slice}.png`]: liver,
    [`segmentations/segmentation-${patient}_lesionmask_${slice}.png`]: lesion,
  };
  await Promise.all(
    Object.entries(files).map(async ([file, pixels]) =>
      writeFile(join(folder, file), await encodeGrey(pixels)),
    ),
  );
  const [pictureFile, liverFile, lesionFile] = Object.keys(files);
  return [pictureFile, Number(label >= 1), Number(label === 2), liverFile, lesionFile].join(',');
}

/** Number of files of the splits and tables, and their size. */
async function measure(root: string): Promise<Pick<Marker, 'files' | 'bytes'>> {
  const tables = splitNames.map((split) => join(root, csvName(split)));
  const listed = await Promise.all(
    splitNames.map((split) => readdir(join(root, split), { recursive: true, withFileTypes: true })),
  );
  const paths = [
    ...tables,
    ...listed.flat().flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])),
  ];
  const sizes = await mapLimited(paths, 64, async (path) => (await stat(path)).size);
  return { files: paths.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** The sample of an earlier call in `root`; undefined when there is nothing, refuses what was not made here. */
export async function findSample(root: string): Promise<Marker | undefined> {
  let names: string[];
  try {
    names = await readdir(root);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const marker = names.includes(markerName)
    ? await readJsonIfWhole(join(root, markerName), markerSchema)
    : undefined;
  if (names.length > 0 && !marker)
    throw new DatasetError({
      what: t('The folder {0} already exists and holds something else than a sample data set.', root),
      why: t('It has no {0}, so it may be your own data; it stays as it is.', markerName),
      next: t('Choose another folder, or move this one away first.'),
    });
  return marker;
}

async function isWhole(root: string, marker: Marker): Promise<boolean> {
  try {
    const { files, bytes } = await measure(root);
    return files === marker.files && bytes === marker.bytes;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Writes a synthetic data set to `out/Clean_LiTS`, complete or not at all: phantom volumes with masks and tables in
 * the course's layout, split by patient, every class in every split. The same options give the same pictures on
 * every machine; a whole sample that was made with them is kept as it is, another sample is replaced.
 * Throws DatasetError when the folder holds other data or cannot be written; an aborted signal throws its reason.
 */
export async function prepareSample(options: SampleOptions): Promise<Sample> {
  const { patients: count, slices, seed, onProgress, signal } = options;
  if (count < 3 || slices < 4)
    throw new RangeError(t('A sample needs at least 3 patients with 4 slices each.'));
  const out = resolve(options.out);
  const root = join(out, datasetFolder);
  const patients = assignPatients(count);
  const countOf = (split: SplitName) => slices * patients.filter((patient) => patient.split === split).length;
  const sample: Sample = {
    data: root,
    slices: { train: countOf('train'), val: countOf('val'), test: countOf('test') },
  };
  const recipe = { version: 1, phantom: phantomVersion, patients: count, slices, seed } as const;
  const earlier = await findSample(root);
  const isSame =
    earlier && Object.entries(recipe).every(([key, value]) => earlier[key as keyof Marker] === value);
  if (isSame && (await isWhole(root, earlier))) return sample;

  const what = t('The sample data could not be written to {0}.', root);
  const total = count * slices;
  let done = 0;
  try {
    await mkdir(out, { recursive: true });
    await requireSpace(out, total * 3 * imageSide * imageSide, what);
    await writeFolderAtomic(root, async (folder) => {
      const rows: Record<SplitName, string[]> = { train: [], val: [], test: [] };
      for (const split of splitNames)
        for (const kind of ['volumes', 'segmentations'])
          await mkdir(join(folder, split, kind), { recursive: true });
      for (const { split, number, withLesions } of patients) {
        const volume = phantomVolume(mixSeed(seed, number), slices, withLesions);
        const volumeRows = await mapLimited(
          [...Array(slices).keys()],
          pictureWorkers,
          async (slice) => {
            const row = await writeSlice(join(folder, split), volume, number, slice);
            onProgress?.({ phase: 'drawSample', text: t('Drawing sample slices'), done: ++done, total });
            return row;
          },
          signal,
        );
        rows[split].push(...volumeRows);
      }
      for (const split of splitNames)
        await writeFile(
          join(folder, csvName(split)),
          [Object.values(columns).join(','), ...rows[split], ''].join('\n'),
        );
      const marker: Marker = {
        ...recipe,
        // no text: a file is the same in every language
        about: 'Synthetic CT phantom, no patient data. Made by LiTS Lab.',
        ...(await measure(folder)),
      };
      await writeFile(join(folder, markerName), `${JSON.stringify(marker, null, 2)}\n`);
    });
  } catch (error) {
    throw explainWriteError(error, what);
  }
  return sample;
}
