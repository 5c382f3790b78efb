/** The grey values that are shown as black and as white. */
export interface GrayWindow {
  low: number;
  high: number;
}

export const white = 255;
export const wholeWindow: GrayWindow = { low: 0, high: white };

export const levelOf = ({ low, high }: GrayWindow): number => (low + high) / 2;
export const widthOf = ({ low, high }: GrayWindow): number => high - low;

/** A window by its middle and its width, as radiologists name it. */
export function windowOf(level: number, width: number): GrayWindow {
  const half = Math.min(Math.max(width, 1), white) / 2;
  const middle = Math.min(Math.max(level, 0), white);
  return { low: middle - half, high: middle + half };
}

/** What each grey value is shown as. */
export function shownValues({ low, high }: GrayWindow): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: white + 1 }, (_, value) => ((value - low) / (high - low)) * white);
}

/** From the darkest to the brightest pixel: what training scales to 0 and 1. */
export function windowOfSlice(pixels: Uint8Array): GrayWindow {
  let [low, high] = [white, 0];
  for (const value of pixels) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? { low, high } : wholeWindow;
}

/** Around the grey values of what a mask marks: all but a hundredth at each end, and half as much again on both sides. */
export function windowOfOrgan(pixels: Uint8Array, labels: Uint8Array): GrayWindow | undefined {
  const values = pixels.filter((_, i) => labels[i] > 0).sort();
  if (values.length === 0) return undefined;
  const [low, high] = [0.01, 0.99].map((share) => values[Math.round(share * (values.length - 1))]);
  return windowOf((low + high) / 2, Math.max(2 * (high - low), 8));
}
