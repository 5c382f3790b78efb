import { t } from '../../words';
import type { Picture } from '../picture';
import type { Fill } from './plane';

/**
 * Replaces a rectangle.
 * @param value one number, one for each channel, or a value for every pixel: [channels, height, width]
 * @throws RangeError when the rectangle reaches out of the picture, or `value` has another length.
 */
export function erase(
  image: Picture,
  top: number,
  left: number,
  height: number,
  width: number,
  value: Fill | Float32Array,
): Picture {
  const { channels } = image;
  if (top < 0 || left < 0 || top + height > image.height || left + width > image.width)
    throw new RangeError(t('erase: the rectangle reaches out of the picture.'));
  const values = typeof value === 'number' ? [value] : value;
  const count = channels * height * width;
  if (![1, channels, count].includes(values.length))
    throw new RangeError(
      t('erase: value has {0} numbers; 1, {1} or {2} are needed.', values.length, channels, count),
    );
  const isDense = values.length === count && values.length > channels;
  const data = image.data.slice();
  for (let channel = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const from = isDense ? (channel * height + y) * width + x : values.length === 1 ? 0 : channel;
        data[(channel * image.height + top + y) * image.width + left + x] = values[from];
      }
  return { ...image, data };
}
