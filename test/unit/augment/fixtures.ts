import type { Picture } from '../../../src/augment';

/** A picture of floats whose every pixel is different. */
export function ramp(height: number, width: number, channels = 1): Picture {
  const length = channels * height * width;
  return { data: Float32Array.from({ length }, (_, i) => i / length), height, width, channels };
}

/** A mask of bytes with label 2 in a rectangle. */
export function maskWith(
  { height, width }: Pick<Picture, 'height' | 'width'>,
  box: { top: number; left: number; height: number; width: number },
): Picture {
  const data = new Uint8Array(height * width);
  for (let y = box.top; y < box.top + box.height; y++)
    data.fill(2, y * width + box.left, y * width + box.left + box.width);
  return { data, height, width, channels: 1 };
}
