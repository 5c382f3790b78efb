import { t } from '../../words';
import { floatsOf, withFloats, type Picture } from '../picture';

/**
 * Blurs with a Gaussian; at the edges the picture is reflected.
 * @param kernelSize odd: one number, or [x, y], in pixels
 * @param sigma deviation in pixels: one number, or [x, y]. Default: 0.15 kernelSize + 0.35
 * @throws RangeError when a kernel size is even or as large as twice the picture, or a sigma is not positive.
 */
export function gaussianBlur(
  image: Picture,
  kernelSize: number | readonly [number, number],
  sigma?: number | readonly [number, number],
): Picture {
  const sizes = pairOf(kernelSize);
  const [sizeX, sizeY] = sizes;
  if (!sizes.every((size) => Number.isInteger(size) && size > 0 && size % 2 === 1))
    throw new RangeError(
      t('{0} must be odd and positive, not {1}.', 'gaussianBlur: kernelSize', sizes.join(' x ')),
    );
  const [sigmaX, sigmaY] = sigma === undefined ? sizes.map((size) => size * 0.15 + 0.35) : pairOf(sigma);
  if (!(sigmaX > 0 && sigmaY > 0))
    throw new RangeError(
      t('gaussianBlur: sigma must be positive, not {0} and {1}.', String(sigmaX), String(sigmaY)),
    );
  if (sizeX >> 1 >= image.width || sizeY >> 1 >= image.height)
    throw new RangeError(
      t(
        'gaussianBlur: a kernel of {0} x {1} reaches beyond the reflection of {2} x {3} pixels.',
        sizeX,
        sizeY,
        image.width,
        image.height,
      ),
    );
  return withFloats(
    image,
    filterSeparably(floatsOf(image), image, gaussian(sizeX, sigmaX), gaussian(sizeY, sigmaY)),
  );
}

function pairOf(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

function gaussian(size: number, sigma: number): Float32Array {
  const half = (size - 1) / 2;
  const weights = Float32Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - half) / sigma) ** 2));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** Filters along the rows with one kernel, along the columns with the other; both odd, edges reflected without their pixel. */
export function filterSeparably(
  values: Float32Array,
  { height, width, channels }: Omit<Picture, 'data'>,
  kernelX: Float32Array,
  kernelY: Float32Array,
): Float32Array {
  const [halfX, halfY] = [kernelX.length >> 1, kernelY.length >> 1];
  const along = new Float32Array(values.length);
  const padded = new Float32Array(width + 2 * halfX);
  // Along a row, each number to the right is a row that begins one further.
  const neighbours = Int32Array.from(kernelX, (_, k) => k);
  for (let start = 0; start < values.length; start += width) {
    for (let i = 0; i < padded.length; i++) padded[i] = values[start + reflected(i - halfX, width)];
    weighRows(padded, neighbours, kernelX, along.subarray(start, start + width));
  }
  const result = new Float32Array(values.length);
  const rows = new Int32Array(kernelY.length);
  for (let channel = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++) {
      for (let k = 0; k < rows.length; k++)
        rows[k] = (channel * height + reflected(y + k - halfY, height)) * width;
      const to = (channel * height + y) * width;
      weighRows(along, rows, kernelY, result.subarray(to, to + width));
    }
  return result;
}

/** The weighted sum of the rows of `values` that begin at `rows`; four numbers at a time share their weights. */
function weighRows(values: Float32Array, rows: Int32Array, kernel: Float32Array, result: Float32Array): void {
  const size = kernel.length;
  let x = 0;
  for (; x + 4 <= result.length; x += 4) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let k = 0; k < size; k++) {
      const weight = kernel[k];
      const at = rows[k] + x;
      s0 += weight * values[at];
      s1 += weight * values[at + 1];
      s2 += weight * values[at + 2];
      s3 += weight * values[at + 3];
    }
    result[x] = s0;
    result[x + 1] = s1;
    result[x + 2] = s2;
    result[x + 3] = s3;
  }
  for (; x < result.length; x++) {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += kernel[k] * values[rows[k] + x];
    result[x] = sum;
  }
}

/** An index outside of 0..length-1, mirrored at the first or last pixel. */
function reflected(index: number, length: number): number {
  if (index < 0) return -index;
  return index < length ? index : 2 * (length - 1) - index;
}
