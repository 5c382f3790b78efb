import { t } from '../../words';
import type { Picture } from '../picture';
import { sampleGrid, type SamplingOptions } from './sampling';

/**
 * Takes each pixel from where its displacement points.
 * @param displacement [height, width, 2]: x and y for each pixel, where 2 is the picture's whole width or height
 * @param options interpolation: default `'bilinear'`
 * @throws RangeError when there are not two numbers for each pixel.
 */
export function elasticTransform(
  image: Picture,
  displacement: Float32Array,
  { interpolation = 'bilinear', fill }: SamplingOptions = {},
): Picture {
  const { height, width } = image;
  if (displacement.length !== height * width * 2)
    throw new RangeError(
      t(
        'elasticTransform: the displacement has {0} numbers, but {1} x {2} x 2 are needed.',
        displacement.length,
        height,
        width,
      ),
    );
  return sampleGrid(
    image,
    image,
    (y, xs, ys) => {
      for (let x = 0; x < width; x++) {
        const at = (y * width + x) * 2;
        xs[x] = x + displacement[at] * width * 0.5;
        ys[x] = y + displacement[at + 1] * height * 0.5;
      }
    },
    { interpolation, fill },
  );
}
