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
    throw new RangeError(`gaussianBlur: kernelSize must be odd and positive, not ${sizes.join(' x ')}.`);
  const [sigmaX, sigmaY] = sigma === undefined ? sizes.map((size) => size * 0.15 + 0.35) : pairOf(sigma);
  if (!(sigmaX > 0 && sigmaY > 0))
    throw new RangeError(`gaussianBlur: sigma must be positive, not ${sigmaX} and ${sigmaY}.`);
  if (sizeX >> 1 >= image.width || sizeY >> 1 >= image.height)
    throw new RangeError(
      `gaussianBlur: a kernel of ${sizeX} x ${sizeY} reaches beyond the reflection of ${image.width} x ${image.height} pixels.`,
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
  for (let start = 0; start < values.length; start += width) {
    for (let i = 0; i < padded.length; i++) padded[i] = values[start + reflected(i - halfX, width)];
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernelX.length; k++) sum += kernelX[k] * padded[x + k];
      along[start + x] = sum;
    }
  }
  const result = new Float32Array(values.length);
  for (let channel = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++) {
      const to = (channel * height + y) * width;
      for (let k = 0; k < kernelY.length; k++) {
        const from = (channel * height + reflected(y + k - halfY, height)) * width;
        const weight = kernelY[k];
        for (let x = 0; x < width; x++) result[to + x] += weight * along[from + x];
      }
    }
  return result;
}

/** An index outside of 0..length-1, mirrored at the first or last pixel. */
function reflected(index: number, length: number): number {
  if (index < 0) return -index;
  return index < length ? index : 2 * (length - 1) - index;
}
