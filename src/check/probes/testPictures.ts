import * as tf from '@tensorflow/tfjs';

/** By size and place in the row: each takes a while to compute, and several probes look at the same ones. */
const known = new Map<string, Float32Array>();

/**
 * Pictures that differ as slices do: soft bright discs of their own places, sizes and brightness on a dark ground, 0 to 1. Always
 * the same ones.
 * @param shape height, width and channels
 */
export function testPictures(count: number, [height, width, channels]: readonly number[]): tf.Tensor4D {
  const size = height * width;
  const values = new Float32Array(count * size * channels);
  for (let picture = 0, at = 0; picture < count; picture++) {
    const name = [picture, height, width].join();
    const grey = known.get(name) ?? greyValues(picture, height, width);
    known.set(name, grey);
    for (const value of grey) for (let channel = 0; channel < channels; channel++) values[at++] = value;
  }
  return tf.tensor4d(values, [count, height, width, channels]);
}

function greyValues(picture: number, height: number, width: number): Float32Array {
  const discs = Array.from({ length: 4 }, (_, disc) => discOf(picture, disc));
  const values = new Float32Array(height * width);
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const value = discs.reduce((sum, { x, y, radius, brightness }) => {
        const distance = Math.hypot(column / width - x, row / height - y) / radius;
        return sum + brightness / (1 + Math.exp(12 * (distance - 1)));
      }, 0.1);
      values[at++] = Math.min(1, value);
    }
  return values;
}

function discOf(picture: number, disc: number) {
  const drawn = (salt: number) =>
    fraction(Math.sin(12.9898 * (picture + 1) + 78.233 * (disc * 4 + salt + 1)) * 43758.5453);
  return {
    x: 0.15 + 0.7 * drawn(0),
    y: 0.15 + 0.7 * drawn(1),
    radius: 0.06 + 0.22 * drawn(2),
    brightness: 0.2 + 0.6 * drawn(3),
  };
}

const fraction = (value: number) => value - Math.floor(value);
