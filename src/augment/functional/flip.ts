import { blank, type Picture } from '../picture';

/** Mirrors left and right. */
export function hflip(image: Picture): Picture {
  const { data, height, width, channels } = image;
  const result = blank(image);
  for (let row = 0; row < height * channels; row++) {
    const start = row * width;
    const end = start + width - 1;
    for (let x = 0; x < width; x++) result.data[start + x] = data[end - x];
  }
  return result;
}

/** Mirrors top and bottom. */
export function vflip(image: Picture): Picture {
  const { data, height, width, channels } = image;
  const result = blank(image);
  for (let channel = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++) {
      const from = (channel * height + height - 1 - y) * width;
      result.data.set(data.subarray(from, from + width), (channel * height + y) * width);
    }
  return result;
}
