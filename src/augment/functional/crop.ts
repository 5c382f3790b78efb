import { t } from '../../words';
import { blank, roundHalfToEven, type Picture } from '../picture';
import { pad } from './pad';
import { hflip, vflip } from './flip';

/** One whole number for both sides, or [height, width]. */
export type CropSize = number | readonly [number, number];

/** A rectangle of the picture; what lies outside is 0. */
export function crop(image: Picture, top: number, left: number, height: number, width: number): Picture {
  const result = blank(image, { height, width });
  const from = Math.max(left, 0);
  const to = Math.min(left + width, image.width);
  for (let channel = 0; channel < image.channels; channel++)
    for (let y = Math.max(top, 0); y < Math.min(top + height, image.height); y++) {
      const row = (channel * image.height + y) * image.width;
      const target = (channel * height + y - top) * width;
      if (to > from) result.data.set(image.data.subarray(row + from, row + to), target + from - left);
    }
  return result;
}

/** The rectangle in the middle; where the picture is smaller, 0 is added, the odd pixel right and below. */
export function centerCrop(image: Picture, outputSize: CropSize): Picture {
  const [height, width] = sizeOf('centerCrop', outputSize);
  const missing = [Math.max(0, width - image.width), Math.max(0, height - image.height)];
  const [padX, padY] = missing;
  const large =
    padX + padY > 0 ? pad(image, [padX >> 1, padY >> 1, (padX + 1) >> 1, (padY + 1) >> 1]) : image;
  const top = roundHalfToEven((large.height - height) / 2);
  const left = roundHalfToEven((large.width - width) / 2);
  return crop(large, top, left, height, width);
}

/**
 * Crops of the four corners and of the middle: top left, top right, bottom left, bottom right, centre.
 * @throws RangeError when the size is larger than the picture.
 */
export function fiveCrop(image: Picture, size: CropSize): Picture[] {
  const [height, width] = sizeOf('fiveCrop', size);
  if (height > image.height || width > image.width)
    throw new RangeError(
      t(
        '{0}: {1} x {2} pixels are more than the picture has, {3} x {4}.',
        'fiveCrop',
        height,
        width,
        image.height,
        image.width,
      ),
    );
  const [bottom, right] = [image.height - height, image.width - width];
  const corners = [
    [0, 0],
    [0, right],
    [bottom, 0],
    [bottom, right],
  ];
  return [
    ...corners.map(([top, left]) => crop(image, top, left, height, width)),
    centerCrop(image, [height, width]),
  ];
}

/**
 * The five crops of a picture and those of its mirror image.
 * @param verticalFlip mirror top and bottom instead of left and right
 * @throws RangeError when the size is larger than the picture.
 */
export function tenCrop(image: Picture, size: CropSize, verticalFlip = false): Picture[] {
  return [...fiveCrop(image, size), ...fiveCrop(verticalFlip ? vflip(image) : hflip(image), size)];
}

/** @throws RangeError for anything but one or two positive whole numbers. */
export function sizeOf(what: string, size: number | readonly number[]): [height: number, width: number] {
  const sides = typeof size === 'number' ? [size] : size;
  if (sides.length < 1 || sides.length > 2 || !sides.every((side) => Number.isInteger(side) && side > 0))
    throw new RangeError(
      t(
        '{0}: the size must be a positive whole number or [height, width], not {1}.',
        what,
        sides.join(' x '),
      ),
    );
  return [sides[0], sides[sides.length - 1]];
}
