import { imageSide } from '../../src/course/classes';
import { bytesOf } from '../shared/base64';

/** A slice's mask: 0 background, 1 liver, 2 lesion; undefined where the data set has none for it. */
export async function decodeMask(liver?: string, lesion?: string): Promise<Uint8Array | undefined> {
  if (liver === undefined && lesion === undefined) return undefined;
  const mask = new Uint8Array(imageSide * imageSide);
  for (const [picture, label] of [
    [liver, 1],
    [lesion, 2],
  ] as const) {
    if (picture === undefined) continue;
    const reds = await decodeReds(bytesOf(picture));
    for (let i = 0; i < mask.length; i++) if (reds[i] > 0) mask[i] = label;
  }
  return mask;
}

/** The red channel of an encoded picture, 256 x 256; one of another size is resized by its nearest pixels. */
async function decodeReds(encoded: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(new Blob([encoded]), { colorSpaceConversion: 'none' });
  const canvas = new OffscreenCanvas(imageSide, imageSide);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This window cannot draw.');
  context.imageSmoothingEnabled = false;
  context.drawImage(bitmap, 0, 0, imageSide, imageSide);
  bitmap.close();
  const { data } = context.getImageData(0, 0, imageSide, imageSide);
  return Uint8Array.from({ length: imageSide * imageSide }, (_, i) => data[4 * i]);
}
