import * as z from 'zod';
import { t } from '../../words';
import { axialShape, axialSlices, type AxialSlice } from './axialSlices';
import { ContentLook } from './contentLook';
import { volumeName, type VolumePair } from './findVolumes';
import { orientationOf, orientationText, type Orientation } from './orientation';
import { Resampler } from './resample';
import { mostLabel, SliceWriter, type PictureOptions } from './sliceWriter';
import { VolumeError } from './volumeError';
import { openVolume, type VolumeFile } from './volumeFile';

export interface VolumeWork {
  signal?: AbortSignal;
  /** Hears how many slices of the volume are done. */
  onSlice?: (done: number, slices: number) => void;
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

/**
 * Writes the slices of a volume and their masks into a folder, in which `volumes` and `segmentations` are there.
 * @param given the orientation of the file, instead of what its header says
 * @throws VolumeError where the pair cannot be used; the signal's reason when aborted
 */
export async function prepareVolume(
  { number, image: imagePath, segmentation: labelPath }: VolumePair,
  folder: string,
  options: PictureOptions,
  given?: Orientation,
  { signal, onSlice }: VolumeWork = {},
): Promise<PreparedVolume> {
  const image = await openVolume(imagePath);
  const labels = await openVolume(labelPath);
  requireSameShape(image, labels);
  // Some segmentations lack the orientation that their image has.
  const orientation = given ?? orientationOf(image.header.affine);
  const { width, height, slices } = axialShape(image.header.shape, orientation);
  const writer = new SliceWriter(folder, number, new Resampler(width, height, options.size), options);
  const look = new ContentLook(options.size);
  // Most slices show no liver: to compare their memory as a whole is much quicker than to look at each label.
  const blank = Buffer.alloc(width * height * Float32Array.BYTES_PER_ELEMENT);
  const isBlank = ({ buffer, byteOffset, byteLength }: Float32Array) =>
    blank.equals(new Uint8Array(buffer, byteOffset, byteLength));
  const rows: string[] = new Array<string>(slices);
  let [done, lost] = [0, 0];
  const segmented = axialSlices(labels, orientation);
  try {
    for await (const slice of axialSlices(image, orientation)) {
      signal?.throwIfAborted();
      const segmentation = await next(segmented);
      const hasLabels = !isBlank(segmentation.values);
      if (hasLabels) requireLabels(segmentation.values);
      const written = writer.write(slice, hasLabels ? segmentation : undefined);
      look.add(slice.index, writer.near, writer.labels);
      rows[slice.index] = written.row;
      if (hasLabels && !written.hasLesion && segmentation.values.includes(mostLabel)) lost++;
      onSlice?.(++done, slices);
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
