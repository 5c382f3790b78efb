import { t } from '../../words';
import { blank, type Picture } from '../picture';

export type PaddingMode = 'constant' | 'edge' | 'reflect' | 'symmetric';
/** Pixels for all sides, [left and right, top and bottom], or [left, top, right, bottom]; negative ones cut off. */
export type Padding = number | readonly number[];

/**
 * Adds pixels around a picture.
 * @param fill value of the pixels, for `'constant'`
 * @param mode `'edge'` repeats the last pixel, `'reflect'` mirrors without it, `'symmetric'` mirrors with it
 * @throws RangeError when there is nothing left, or not enough to be mirrored.
 */
export function pad(image: Picture, padding: Padding, fill = 0, mode: PaddingMode = 'constant'): Picture {
  const [left, top, right, bottom] = sidesOf(padding);
  const height = image.height + top + bottom;
  const width = image.width + left + right;
  if (height < 1 || width < 1)
    throw new RangeError(t('pad: nothing is left of {0} x {1} pixels.', image.height, image.width));
  const rows = sources(image.height, top, bottom, mode);
  const columns = sources(image.width, left, right, mode);
  const result = blank(image, { height, width });
  if (mode === 'constant' && fill !== 0) result.data.fill(fill);
  for (let channel = 0; channel < image.channels; channel++)
    for (let y = 0; y < height; y++) {
      if (rows[y] < 0) continue;
      const from = (channel * image.height + rows[y]) * image.width;
      const to = (channel * height + y) * width;
      for (let x = 0; x < width; x++)
        if (columns[x] >= 0) result.data[to + x] = image.data[from + columns[x]];
    }
  return result;
}

/** @throws RangeError for another number of sides than 1, 2 or 4. */
export function sidesOf(padding: Padding): [left: number, top: number, right: number, bottom: number] {
  const sides = typeof padding === 'number' ? [padding] : padding;
  if (![1, 2, 4].includes(sides.length) || !sides.every(Number.isInteger))
    throw new RangeError(t('pad: the padding must be 1, 2 or 4 whole numbers, not [{0}].', sides.join(', ')));
  const [left, top = left, right = left, bottom = top] = sides;
  return [left, top, right, bottom];
}

/** For each index of the padded side the index it comes from, -1 for none. */
function sources(length: number, before: number, after: number, mode: PaddingMode): Int32Array {
  const reach = mode === 'reflect' ? length - 1 : length;
  if ((mode === 'reflect' || mode === 'symmetric') && Math.max(before, after) > reach)
    throw new RangeError(
      t(
        "pad: '{0}' can add at most {1} pixels to {2}, not {3}.",
        mode,
        reach,
        length,
        Math.max(before, after),
      ),
    );
  return Int32Array.from({ length: length + before + after }, (_, i) =>
    sourceIndex(i - before, length, mode),
  );
}

function sourceIndex(index: number, length: number, mode: PaddingMode): number {
  if (index >= 0 && index < length) return index;
  const isBefore = index < 0;
  switch (mode) {
    case 'constant':
      return -1;
    case 'edge':
      return isBefore ? 0 : length - 1;
    case 'reflect':
      return isBefore ? -index : 2 * (length - 1) - index;
    case 'symmetric':
      return isBefore ? -index - 1 : 2 * length - 1 - index;
  }
}
