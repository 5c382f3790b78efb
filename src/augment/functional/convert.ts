import { kindOf, type Picture } from '../picture';

/** As torchvision names them. */
export type ImageDtype = 'float32' | 'uint8';

/** Bytes 0..255 become floats 0..1 and the other way round; floats outside of 0..1 are cut off. */
export function convertImageDtype(image: Picture, dtype: ImageDtype = 'float32'): Picture {
  const kind = kindOf(image);
  if ((dtype === 'float32') === (kind === 'float')) return image;
  if (dtype === 'float32') return { ...image, data: Float32Array.from(image.data, (value) => value / 255) };
  // A little less than 256 equal parts, so that 1 becomes 255.
  const factor = Math.fround(255.999);
  const data = Uint8Array.from(image.data, (value) =>
    Math.min(255, Math.max(0, Math.fround(value * factor))),
  );
  return { ...image, data };
}
