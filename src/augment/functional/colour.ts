import { t } from '../../words';
import { blank, kindOf, type Picture } from '../picture';
import { blend, checkFactor } from './brightness';

/**
 * The luminance of a picture: 0.2989 red + 0.587 green + 0.114 blue. One channel stays as it is.
 * @param numOutputChannels 1, or 3 equal ones
 * @throws TypeError for another number of channels than 1 or 3.
 */
export function rgbToGrayscale(image: Picture, numOutputChannels = 1): Picture {
  checkChannels('rgbToGrayscale', image);
  if (numOutputChannels !== 1 && numOutputChannels !== 3)
    throw new RangeError(
      t('rgbToGrayscale: numOutputChannels must be 1 or 3, not {0}.', String(numOutputChannels)),
    );
  const { data, height, width, channels } = image;
  const plane = height * width;
  const result = blank(image, { channels: channels === 3 ? numOutputChannels : 1 });
  for (let i = 0; i < plane; i++)
    result.data[i] =
      channels === 1 ? data[i] : 0.2989 * data[i] + 0.587 * data[plane + i] + 0.114 * data[2 * plane + i];
  for (let channel = 1; channel < result.channels; channel++)
    result.data.copyWithin(channel * plane, 0, plane);
  return result;
}

/**
 * Blends with the mean of the picture's luminance, then cuts off at black and white.
 * @param factor 0 is one grey, 1 the picture itself
 * @throws RangeError when `factor` is negative; TypeError for another number of channels than 1 or 3.
 */
export function adjustContrast(image: Picture, factor: number): Picture {
  checkFactor('adjustContrast', factor);
  checkChannels('adjustContrast', image);
  const { data } = image.channels === 3 ? rgbToGrayscale(image) : image;
  let sum = 0;
  for (const value of data) sum += value;
  return blend(image, sum / data.length, factor);
}

/**
 * Blends with the luminance. One channel has no saturation and stays as it is.
 * @param factor 0 is grey, 1 the picture itself
 * @throws RangeError when `factor` is negative; TypeError for another number of channels than 1 or 3.
 */
export function adjustSaturation(image: Picture, factor: number): Picture {
  checkFactor('adjustSaturation', factor);
  checkChannels('adjustSaturation', image);
  if (image.channels === 1) return image;
  return blend(image, Float32Array.from(rgbToGrayscale(image, 3).data), factor);
}

/**
 * Turns the colours around the colour circle. One channel has no hue and stays as it is.
 * @param factor -0.5 to 0.5: half a turn to either side
 * @throws RangeError for a factor outside; TypeError for another number of channels than 1 or 3.
 */
export function adjustHue(image: Picture, factor: number): Picture {
  if (!(factor >= -0.5 && factor <= 0.5))
    throw new RangeError(
      t('adjustHue: the factor must be between -0.5 and 0.5, but is {0}.', String(factor)),
    );
  checkChannels('adjustHue', image);
  if (image.channels === 1) return image;
  const { data, height, width } = image;
  const plane = height * width;
  const white = kindOf(image) === 'float' ? 1 : 255;
  const result = blank(image);
  for (let i = 0; i < plane; i++) {
    const [red, green, blue] = [data[i] / white, data[plane + i] / white, data[2 * plane + i] / white];
    const value = Math.max(red, green, blue);
    const span = value - Math.min(red, green, blue);
    const saturation = span === 0 ? 0 : span / value;
    const hue = hueOf(red, green, blue, value, span) + factor;
    const turned = (hue - Math.floor(hue)) * 6;
    for (let channel = 0; channel < 3; channel++)
      result.data[channel * plane + i] = white * channelOf(channel, turned, saturation, value);
  }
  return result;
}

/** 0..1, red at 0. */
function hueOf(red: number, green: number, blue: number, value: number, span: number): number {
  if (span === 0) return 0;
  const sixth = span * 6;
  const hue =
    value === red
      ? (green - blue) / sixth
      : value === green
        ? 1 / 3 + (blue - red) / sixth
        : 2 / 3 + (red - green) / sixth;
  return hue < 0 ? hue + 1 : hue;
}

/** One channel of a colour, 0..1. @param hue 0..6 @param channel 0 red, 1 green, 2 blue */
function channelOf(channel: number, hue: number, saturation: number, value: number): number {
  const distance = (5 - 2 * channel + hue) % 6;
  const share = Math.max(0, Math.min(distance, 4 - distance, 1));
  return Math.min(1, Math.max(0, value * (1 - saturation * share)));
}

/** @throws TypeError for another number of channels than 1 or 3. */
export function checkChannels(what: string, { channels }: Picture): void {
  if (channels !== 1 && channels !== 3)
    throw new TypeError(t('{0} needs a picture of 1 or 3 channels, not {1}.', what, channels));
}
