import { availableParallelism } from 'node:os';
import sharp, { type Sharp } from 'sharp';
import { imageSide } from '../course/classes';
import { readRegularFile } from '../files/regularFile';
import { reasonOf } from '../protocol/failure';
import { t } from '../words';

/** Pictures decoded or encoded at the same time: enough to keep every core and the disk busy. */
export const pictureWorkers = Math.max(4, 2 * availableParallelism());

/** A picture that cannot become a slice; the message says why, without naming the file. */
export class PictureError extends Error {}

/** A picture's file. @throws PictureError where it cannot be read */
export async function readPicture(path: string): Promise<Buffer> {
  try {
    return await readRegularFile(path);
  } catch (error) {
    throw new PictureError(t('it cannot be read. {0}', reasonOf(error)), { cause: error });
  }
}

/** Width and height of an encoded picture. @throws PictureError when it is none */
export async function readSize(encoded: Buffer): Promise<{ width: number; height: number }> {
  try {
    return await sharp(encoded).metadata();
  } catch (error) {
    throw new PictureError(t('it is not a picture'), { cause: error });
  }
}

/**
 * Decodes a PNG (or any format sharp reads) to `imageSide` x `imageSide` grey values 0..255, row by row.
 * 16-bit values are scaled (65535 becomes 255), colours become their luminance, transparency is dropped.
 * Square pictures of another size are resampled with an antialiasing triangle filter (what torchvision's Resize
 * does); others are refused, because squeezing them would deform the anatomy.
 * Throws PictureError for a picture that is damaged, truncated or not square.
 */
export async function decodePicture(encoded: Buffer): Promise<Uint8Array> {
  return (await readGrey(encoded, imageSide)).raw().toBuffer().catch(damaged);
}

/** A small picture of a slice to look at, as JPEG. Throws PictureError as `decodePicture` does. */
export async function smallPicture(encoded: Buffer, side: number): Promise<Buffer> {
  return (await readGrey(encoded, side)).jpeg({ quality: 80 }).toBuffer().catch(damaged);
}

async function readGrey(encoded: Buffer, side: number): Promise<Sharp> {
  const { width, height } = await readSize(encoded);
  if (width !== height)
    throw new PictureError(t('it is {0} x {1} pixels; a slice must be square', width, height));
  const picture = sharp(encoded, { failOn: 'warning' }).removeAlpha();
  if (width !== side) picture.resize(side, side, { kernel: 'linear' });
  return picture.toColourspace('b-w');
}

function damaged(error: unknown): never {
  throw new PictureError(t('it is damaged or truncated'), { cause: error });
}

/**
 * Decodes a mask to `imageSide` x `imageSide` pixels, 0 where it is 0; another size is resampled by the nearest pixel.
 * Throws PictureError for one that is damaged.
 */
export async function decodeMask(encoded: Buffer): Promise<Uint8Array> {
  try {
    return await sharp(encoded)
      .removeAlpha()
      .resize(imageSide, imageSide, { kernel: 'nearest', fit: 'fill' })
      .toColourspace('b-w')
      .raw()
      .toBuffer();
  } catch (error) {
    throw new PictureError(t('the mask is damaged or truncated'), { cause: error });
  }
}

/** Encodes grey values, row by row, of a square picture as PNG. */
export function encodeGrey(pixels: Uint8Array, side: number = imageSide): Promise<Buffer> {
  return sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 3, adaptiveFiltering: false })
    .toBuffer();
}
