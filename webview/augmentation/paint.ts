import type { Picture, Sample } from '../../src/augment';
import { paintMask } from '../shared/paintMask';

const rgba = 4;

/** Of the colour over an organ. */
const opacity = 0.18;

/** A picture in gray, what is beyond black and white cut off, its organs outlined where `withMask`. */
export function paintSample({ image, mask }: Sample, withMask: boolean): ImageData {
  const { data, height, width, channels } = image;
  const white = data instanceof Float32Array ? 1 : 255;
  const plane = height * width;
  const painted = new ImageData(width, height);
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++)
      painted.data[rgba * i + channel] = (255 * data[Math.min(channel, channels - 1) * plane + i]) / white;
    painted.data[rgba * i + 3] = 255;
  }
  const isWhole = mask?.width === width && mask.height === height;
  if (mask && withMask && isWhole) paintMask(painted, mask.data, opacity);
  return painted;
}

/** Two pictures of one size: gray where they are the same, brighter or darker where the second is. */
export function paintDifference(before: Picture, after: Picture): ImageData {
  const painted = new ImageData(after.width, after.height);
  const [whiteA, whiteB] = [before, after].map(({ data }) => (data instanceof Float32Array ? 1 : 255));
  for (let i = 0; i < after.width * after.height; i++) {
    const value = 127.5 + 127.5 * (after.data[i] / whiteB - before.data[i] / whiteA);
    painted.data.set([value, value, value, 255], rgba * i);
  }
  return painted;
}
