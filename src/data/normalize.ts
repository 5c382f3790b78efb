/**
 * Min-max normalization of one slice: writes `(value - min) / (max - min)`, 0..1, to `target` from `offset` on.
 * A constant slice becomes zeros (0/0 would put NaN into the loss and from there into every weight).
 */
export function normalizeSlice(pixels: Uint8Array, target: Float32Array, offset: number): void {
  const [min, max] = extremesOf(pixels);
  const scale = max > min ? 1 / (max - min) : 0;
  const rest = pixels.length % 4;
  let i = 0;
  // Four at a time: one at a time takes half as long again.
  for (; i < pixels.length - rest; i += 4) {
    const at = offset + i;
    target[at] = (pixels[i] - min) * scale;
    target[at + 1] = (pixels[i + 1] - min) * scale;
    target[at + 2] = (pixels[i + 2] - min) * scale;
    target[at + 3] = (pixels[i + 3] - min) * scale;
  }
  for (; i < pixels.length; i++) target[offset + i] = (pixels[i] - min) * scale;
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
