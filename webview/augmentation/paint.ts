import type { Picture, Sample } from '../../src/augment';

const rgba = 4;

/** A sample's organs are drawn over it in these colours, [red, green, blue]. */
export const organColours = { liver: [64, 160, 255], lesion: [255, 140, 0] } as const;

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
  if (mask && withMask) paintMask(painted, mask);
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

function paintMask(painted: ImageData, { data, height, width }: Picture): void {
  if (width !== painted.width || height !== painted.height) return;
  const tint = 0.18;
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) continue;
    const colour = data[i] >= 2 ? organColours.lesion : organColours.liver;
    const column = i % width;
    const isEdge =
      column === 0 ||
      column === width - 1 ||
      [i - 1, i + 1, i - width, i + width].some((other) => data[other] !== data[i]);
    const share = isEdge ? 1 : tint;
    colour.forEach((value, channel) => {
      const place = rgba * i + channel;
      painted.data[place] = share * value + (1 - share) * painted.data[place];
    });
  }
}
