import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { t } from '../../words';
import { encodeGrey } from '../picture';
import { axialShape, axialSlices, type AxialSlice } from './axialSlices';
import { ContentLook } from './contentLook';
import { volumeName, type VolumePair } from './findVolumes';
import { orientationOf, orientationText, type Orientation } from './orientation';
import { Resampler } from './resample';
import { VolumeError } from './volumeError';
import { openVolume, type VolumeFile } from './volumeFile';

export interface PictureOptions {
  /** Hounsfield units that become black and white. */
  window: readonly [low: number, high: number];
  /** Pixels of a side of the pictures. */
  size: number;
}

/** What became of a volume. */
export const preparedVolumeSchema = z.object({
  volume: z.string(),
  /** Its rows of the table. */
  rows: z.array(z.string()),
  slices: z.number(),
  /** Where the axes of the file run to, as in `LPS`. */
  orientation: z.string(),
  /** Millimetres between voxels along these axes; null where the header does not tell. */
  spacing: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  warnings: z.array(z.string()),
});
export type PreparedVolume = z.infer<typeof preparedVolumeSchema>;

/** How far a label of a float type may be from a whole number. */
const labelTolerance = 0.05;
const mostLabel = 2;

/**
 * Writes the slices of a volume and their masks into a folder, in which `volumes` and `segmentations` are there.
 * @param given the orientation of the file, instead of what its header says
 * @throws VolumeError where the pair cannot be used; the signal's reason when aborted
 */
export async function prepareVolume(
  { number, image: imagePath, segmentation: labelPath }: VolumePair,
  folder: string,
  { window, size }: PictureOptions,
  given: Orientation | undefined,
  signal: AbortSignal | undefined,
): Promise<PreparedVolume> {
  const image = await openVolume(imagePath);
  const labels = await openVolume(labelPath);
  requireSameShape(image, labels);
  // Some segmentations lack the orientation that their image has.
  const orientation = given ?? orientationOf(image.header.affine);
  const { width, height, slices } = axialShape(image.header.shape, orientation);
  const resampler = new Resampler(width, height, size);
  const look = new ContentLook(size);
  const rows: string[] = new Array<string>(slices);
  let lost = 0;
  const segmented = axialSlices(labels, orientation);
  try {
    for await (const slice of axialSlices(image, orientation)) {
      signal?.throwIfAborted();
      const segmentation = await next(segmented);
      requireLabels(segmentation.values);
      const mask = resampler.nearest(segmentation.values);
      const grey = greyOf(slice.values, resampler, window, (values) => look.add(slice.index, values, mask));
      const written = await writeSlice(folder, number, slice.index, size, grey, mask);
      rows[slice.index] = written.row;
      if (!written.hasLesion && segmentation.values.includes(mostLabel)) lost++;
    }
  } finally {
    await segmented.return(undefined);
  }
  const isSpaced = image.header.isOriented && !image.header.isIdentity;
  return {
    volume: volumeName(number),
    rows,
    slices,
    orientation: orientationText(orientation),
    spacing: isSpaced ? spacingOf(image) : null,
    warnings: [
      ...(given ? [] : headerWarnings(image)),
      ...look.contradictions(),
      ...(width === height
        ? []
        : [t('its slices are not square ({0} x {1}) and were made so', width, height)]),
      ...(lost === 0 ? [] : [t('slices whose lesions are too small for pictures of this size: {0}', lost)]),
    ],
  };
}

async function next(slices: AsyncGenerator<AxialSlice>): Promise<AxialSlice> {
  const result = await slices.next();
  if (result.done) throw new VolumeError(t('its segmentation has fewer slices'));
  return result.value;
}

function requireSameShape(image: VolumeFile, labels: VolumeFile): void {
  const [one, other] = [image, labels].map(({ header }) => header.shape.join(' x '));
  if (one !== other)
    throw new VolumeError(t('its image has {0} voxels, and its segmentation {1}', one, other));
}

/** Rounds labels in their place. @throws VolumeError for values that are none */
function requireLabels(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    const label = Math.round(values[i]);
    if (!(Math.abs(values[i] - label) <= labelTolerance && label >= 0 && label <= mostLabel))
      throw new VolumeError(
        t('its segmentation holds the value {0}; labels are 0, 1 and 2. Is it an image?', String(values[i])),
      );
    values[i] = label;
  }
}

function greyOf(
  values: Float32Array,
  resampler: Resampler,
  [low, high]: PictureOptions['window'],
  onValues: (values: Float32Array) => void,
): Uint8Array {
  onValues(resampler.nearest(values));
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    // No number counts as air.
    values[i] = value > low ? (value < high ? value : high) : low;
  }
  const mean = resampler.area(values);
  // Loops and not `from` or `map`: they take many times as long, and this is most of the work.
  const grey = new Uint8Array(mean.length);
  for (let i = 0; i < mean.length; i++) grey[i] = (255 * (mean[i] - low)) / (high - low) + 0.5;
  return grey;
}

async function writeSlice(
  folder: string,
  volume: number,
  index: number,
  side: number,
  grey: Uint8Array,
  mask: Float32Array,
): Promise<{ row: string; hasLesion: boolean }> {
  const [liver, lesion] = [new Uint8Array(mask.length), new Uint8Array(mask.length)];
  for (let i = 0; i < mask.length; i++) {
    liver[i] = mask[i] >= 1 ? 1 : 0;
    lesion[i] = mask[i] === 2 ? 1 : 0;
  }
  const files = [
    [`volumes/volume-${volume}_${index}.png`, grey],
    [`segmentations/segmentation-${volume}_livermask_${index}.png`, liver],
    [`segmentations/segmentation-${volume}_lesionmask_${index}.png`, lesion],
  ] as const;
  await Promise.all(
    files.map(async ([file, pixels]) => writeFile(join(folder, file), await encodeGrey(pixels, side))),
  );
  const [hasLiver, hasLesion] = [liver.includes(1), lesion.includes(1)];
  const [picture, liverFile, lesionFile] = files.map(([file]) => file);
  const row = [picture, Number(hasLiver), Number(hasLesion), liverFile, lesionFile].join(',');
  return { row, hasLesion };
}

function spacingOf({ header: { affine } }: VolumeFile): [number, number, number] {
  const along = (axis: number) => Math.hypot(...affine.map((row) => row[axis]));
  return [along(0), along(1), along(2)];
}

function headerWarnings({ header }: VolumeFile): string[] {
  if (!header.isOriented) return [t('its header does not say how the patient lies')];
  if (header.isIdentity)
    return [
      t(
        'its header has the identity as its transform, as nobody fills in: orientation and spacing are not sure',
      ),
    ];
  return [];
}
