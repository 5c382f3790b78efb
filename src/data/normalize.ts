/**
 * Min-max normalization of one slice: writes `(value - min) / (max - min)`, 0..1, to `target` from `offset` on.
 * A constant slice becomes zeros (0/0 would put NaN into the loss and from there into every weight).
 */
export function normalizeSlice(pixels: Uint8Array, target: Float32Array, offset: number): void {
  const [min, max] = extremesOf(pixels);
  const scale = max > min ? 1 / (max - min) : 0;
  const normalized = Float32Array.from({ length: 256 }, (_, value) => (value - min) * scale);
  const own = target.subarray(offset, offset + pixels.length);
  for (let i = 0; i < pixels.length; i++) own[i] = normalized[pixels[i]];
}

function extremesOf(pixels: Uint8Array): [min: number, max: number] {
  // So it is in most slices, and to look for two values in memory takes a small part of the time.
  if (pixels.includes(0) && pixels.includes(255)) return [0, 255];
  let [min, max] = [255, 0];
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i];
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}
