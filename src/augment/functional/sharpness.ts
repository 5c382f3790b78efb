import { floatsOf, withFloats, type Picture } from '../picture';
import { blend, checkFactor } from './brightness';
import { checkChannels } from './colour';

/**
 * Blends with a smoothed picture (3 x 3, the centre five times as heavy); the outermost pixels stay as they are, and so
 * do pictures that have no others.
 * @param factor 0 is smooth, 1 the picture itself, 2 sharper
 * @throws RangeError when `factor` is negative; TypeError for another number of channels than 1 or 3.
 */
export function adjustSharpness(image: Picture, factor: number): Picture {
  checkFactor('adjustSharpness', factor);
  checkChannels('adjustSharpness', image);
  const { height, width, channels } = image;
  if (height <= 2 || width <= 2) return image;
  const values = floatsOf(image);
  const smooth = Float32Array.from(values);
  for (let channel = 0; channel < channels; channel++)
    for (let y = 1; y < height - 1; y++)
      for (let x = 1; x < width - 1; x++) {
        const at = (channel * height + y) * width + x;
        let sum = 4 * values[at];
        for (let row = at - width - 1; row <= at + width - 1; row += width)
          sum += values[row] + values[row + 1] + values[row + 2];
        smooth[at] = sum / 13;
      }
  return blend(image, floatsOf(withFloats(image, smooth)), factor);
}
