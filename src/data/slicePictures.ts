import { join, relative, sep } from 'node:path';
import sharp from 'sharp';
import { imageSide } from '../course/classes';
import { mapLimited } from '../files/mapLimited';
import type { SplitName } from '../protocol/run';
import { t } from '../words';
import { DatasetError, isMissing } from './failure';
import { openMasks } from './masks';
import { decodePicture, PictureError, pictureWorkers, readPicture } from './picture';

export interface SlicePicture {
  /** As the split's table names it. */
  file: string;
  /** PNG, 256 x 256, grey. */
  image: Buffer;
  /** PNG of the same size, transparent: the outline of the liver, and dashed that of the lesions. */
  outlines?: Buffer;
}

/**
 * Slices as pictures to look at, with the outlines of their masks where the data set has any.
 * @param root the `Clean_LiTS` folder
 * @throws DatasetError when a slice is not there
 */
export async function readSlicePictures(
  root: string,
  split: SplitName,
  files: readonly string[],
): Promise<SlicePicture[]> {
  const maskOf = await openMasks(root, split);
  return mapLimited(files, pictureWorkers, async (file) => {
    const image = await grey(await decodePicture(await readEncoded(join(root, split), file)));
    const labels = await maskOf?.(file);
    return { file, image, outlines: labels && (await outlinesOf(labels)) };
  });
}

/** @throws DatasetError when it is not there, or would lie outside of the folder; PictureError when it cannot be read */
export async function readEncoded(folder: string, file: string): Promise<Buffer> {
  const path = join(folder, file);
  const isOutside = relative(folder, path).split(sep)[0] === '..';
  try {
    if (!isOutside) return await readPicture(path);
  } catch (error) {
    if (!(error instanceof PictureError && isMissing(error.cause))) throw error;
  }
  throw new DatasetError({
    what: t('The data set has no slice {0}.', file),
    why: t('The evaluation was made on a data set that was moved or changed since.'),
    next: t('Put the data set back, or evaluate the model again.'),
  });
}

function grey(pixels: Uint8Array): Promise<Buffer> {
  const raw = { width: imageSide, height: imageSide, channels: 1 } as const;
  return sharp(pixels, { raw }).png().toBuffer();
}

const liverColour = [64, 224, 255] as const;
const lesionColour = [255, 176, 32] as const;
/** Pixels of a dash and of the gap after it, along the diagonal. */
const dash = 3;

/** @param labels 256 x 256: 0 background, 1 liver, 2 lesion (which lies in the liver) */
function outlinesOf(labels: Uint8Array): Promise<Buffer> {
  const pixels = new Uint8Array(imageSide * imageSide * 4);
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= imageSide || y >= imageSide ? 0 : labels[y * imageSide + x];
  const isEdge = (x: number, y: number, least: number) =>
    at(x, y) >= least &&
    (at(x - 1, y) < least || at(x + 1, y) < least || at(x, y - 1) < least || at(x, y + 1) < least);
  for (let y = 0; y < imageSide; y++)
    for (let x = 0; x < imageSide; x++) {
      const isLesion = isEdge(x, y, 2) && Math.floor((x + y) / dash) % 2 === 0;
      if (!isLesion && !isEdge(x, y, 1)) continue;
      pixels.set([...(isLesion ? lesionColour : liverColour), 255], (y * imageSide + x) * 4);
    }
  const raw = { width: imageSide, height: imageSide, channels: 4 } as const;
  return sharp(pixels, { raw }).png().toBuffer();
}
