import { floatsOf, withFloats, type Picture } from '../picture';
import { fourier2d } from './fourier';

/**
 * Leaves out the high frequencies, as an MRI scanner does that measures only the middle of k-space: sharp edges get ripples
 * (MONAI's `GibbsNoise`).
 * @param alpha how much is left out, from 0 (nothing) to 1 (everything)
 */
export function gibbsNoise(image: Picture, alpha: number): Picture {
  const { height, width } = image;
  const area = height * width;
  const values = floatsOf(image);
  const data = new Float32Array(values.length);
  const radius = ((1 - alpha) * Math.max(height, width) * Math.SQRT2) / 2;
  // Frequency 0 is moved to the middle first, and the circle is drawn around the middle of the pixels.
  const place = (index: number, length: number) =>
    ((index + Math.floor(length / 2)) % length) - (length - 1) / 2;
  for (let start = 0; start < values.length; start += area) {
    const plane = {
      re: Float64Array.from(values.subarray(start, start + area)),
      im: new Float64Array(area),
    };
    fourier2d(plane, height, width, -1);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (Math.hypot(place(y, height), place(x, width)) > radius) {
          plane.re[y * width + x] = 0;
          plane.im[y * width + x] = 0;
        }
    fourier2d(plane, height, width, 1);
    for (let i = 0; i < area; i++) data[start + i] = plane.re[i] / area;
  }
  return withFloats(image, data);
}
