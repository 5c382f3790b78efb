/**
 * Min-max normalization of one slice: writes `(value - min) / (max - min)`, 0..1, to `target` from `offset` on.
 * A constant slice becomes zeros (0/0 would put NaN into the loss and from there into every weight).
 */
export function normalizeSlice(pixels: Uint8Array, target: Float32Array, offset: number): void {
  let min = 255;
  let max = 0;
  for (const value of pixels) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const scale = max > min ? 1 / (max - min) : 0;
  for (let i = 0; i < pixels.length; i++) target[offset + i] = (pixels[i] - min) * scale;
}
