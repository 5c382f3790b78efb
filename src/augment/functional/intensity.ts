import { floatsOf, withFloats, type Picture } from '../picture';
import type { Random } from '../random';

/** Adds `offset` to every value. Floats are not cut off. */
export function shiftIntensity(image: Picture, offset: number): Picture {
  return mapped(image, (value) => value + offset);
}

/** Multiplies every value by 1 + `factor`. Floats are not cut off. */
export function scaleIntensity(image: Picture, factor: number): Picture {
  return mapped(image, (value) => value * (1 + factor));
}

/**
 * Raises the values to the power `gamma` between the picture's own minimum and maximum, which stay where they are.
 * @param gamma over 1 makes what lies between darker, under 1 brighter
 */
export function adjustContrastByGamma(image: Picture, gamma: number): Picture {
  const [low, high] = extremes(image);
  // MONAI adds the epsilon, so that a picture of one value divides by something.
  const span = high - low + 1e-7;
  return mapped(image, (value) => ((value - low) / span) ** gamma * (high - low) + low);
}

/** Adds normal noise. */
export function addNoise(image: Picture, random: Random, mean: number, deviation: number): Picture {
  const values = floatsOf(image);
  const data = mean === 0 ? values.slice() : values.map((value) => value + mean);
  random.addNormals(data, deviation);
  return withFloats(image, data);
}

/**
 * Multiplies with e to the power of a smooth field, as an uneven coil of an MRI scanner does.
 * @param coefficients of the Legendre polynomials P_i(y) P_j(x) with j <= i, in the order of i, then j; both axes go from -1 to 1
 */
export function biasField(image: Picture, coefficients: readonly number[]): Picture {
  const { height, width, channels } = image;
  // d + 1 rows of a triangle have (d + 1)(d + 2) / 2 coefficients.
  const degree = Math.round((Math.sqrt(8 * coefficients.length + 1) - 3) / 2);
  const along = (length: number) =>
    Array.from({ length }, (_, i) => legendre(length === 1 ? -1 : -1 + (2 * i) / (length - 1), degree));
  const [rows, columns] = [along(height), along(width)];
  const values = floatsOf(image);
  const data = new Float32Array(values.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let field = 0;
      let next = 0;
      for (let i = 0; i <= degree; i++)
        for (let j = 0; j <= i; j++) field += coefficients[next++] * rows[y][i] * columns[x][j];
      const factor = Math.exp(field);
      for (let at = y * width + x; at < data.length; at += height * width) data[at] = values[at] * factor;
    }
  return { ...withFloats(image, data), channels };
}

/** The Legendre polynomials of degree 0 to `degree` at x. */
function legendre(x: number, degree: number): number[] {
  const values = [1, x];
  for (let n = 1; n < degree; n++) values.push(((2 * n + 1) * x * values[n] - n * values[n - 1]) / (n + 1));
  return values;
}

function extremes({ data }: Picture): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function mapped(image: Picture, change: (value: number) => number): Picture {
  return withFloats(image, floatsOf(image).map(change));
}
