/**
 * A slice as it is shown.
 * @param shown what each grey value is shown as
 */
export function paintSlice(pixels: Uint8Array, side: number, shown: Uint8ClampedArray): ImageData {
  const painted = new ImageData(side, side);
  for (let i = 0; i < pixels.length; i++) {
    const value = shown[pixels[i]];
    painted.data[4 * i] = value;
    painted.data[4 * i + 1] = value;
    painted.data[4 * i + 2] = value;
    painted.data[4 * i + 3] = 255;
  }
  return painted;
}
