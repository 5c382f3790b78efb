import { t } from '../../words';
import { blank, floatsOf, kindOf, whiteOf, type Picture } from '../picture';
import { checkChannels } from './colour';
import { convertImageDtype } from './convert';

/**
 * gain * value ^ gamma on the scale 0..1, cut off at black and white. A negative value becomes NaN where gamma is no
 * whole number.
 * @param gamma over 1 makes shadows darker, under 1 brighter
 * @throws RangeError when `gamma` is negative; TypeError for another number of channels than 1 or 3.
 */
export function adjustGamma(image: Picture, gamma: number, gain = 1): Picture {
  checkChannels('adjustGamma', image);
  if (!(gamma >= 0))
    throw new RangeError(t('{0} must not be negative, but is {1}.', 'adjustGamma: gamma', String(gamma)));
  const kind = kindOf(image) === 'float' ? 'float32' : 'uint8';
  const floats = convertImageDtype(image, 'float32');
  const data = (floats.data as Float32Array).map((value) => clamp(gain * value ** gamma, 1));
  return convertImageDtype({ ...image, data }, kind);
}

/** Black becomes white and white black. */
export function invert(image: Picture): Picture {
  checkChannels('invert', image);
  const white = whiteOf(image);
  const result = blank(image);
  for (let i = 0; i < result.data.length; i++) result.data[i] = white - image.data[i];
  return result;
}

/**
 * Keeps the highest bits of each value.
 * @param bits 0 to 8
 * @throws TypeError for a picture of floats; RangeError for other numbers of bits.
 */
export function posterize(image: Picture, bits: number): Picture {
  needsBytes('posterize', image);
  checkChannels('posterize', image);
  if (!(bits >= 0 && bits <= 8))
    throw new RangeError(t('posterize: bits must be between 0 and 8, not {0}.', String(bits)));
  const mask = -Math.trunc(2 ** (8 - bits));
  return { ...image, data: Uint8Array.from(image.data, (value) => value & mask) };
}

/**
 * Inverts the values from `threshold` on.
 * @param threshold 0..1 for floats, 0..255 for bytes
 * @throws RangeError for a threshold above white.
 */
export function solarize(image: Picture, threshold: number): Picture {
  checkChannels('solarize', image);
  const white = whiteOf(image);
  if (threshold > white)
    throw new RangeError(
      white === 1
        ? t('solarize: the threshold must be at most 1 for a picture of floats, not {0}.', String(threshold))
        : t(
            'solarize: the threshold must be at most 255 for a picture of bytes, not {0}.',
            String(threshold),
          ),
    );
  const result = blank(image);
  for (let i = 0; i < result.data.length; i++) {
    const value = image.data[i];
    result.data[i] = value >= threshold ? white - value : value;
  }
  return result;
}

/** Stretches each channel from black to white; a channel of one value stays as it is. */
export function autocontrast(image: Picture): Picture {
  checkChannels('autocontrast', image);
  const white = whiteOf(image);
  const values = floatsOf(image);
  const result = blank(image);
  const plane = image.height * image.width;
  for (let start = 0; start < values.length; start += plane) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = start; i < start + plane; i++) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    const scale = Math.fround(white / (high - low));
    const [minimum, factor] = Number.isFinite(scale) ? [low, scale] : [0, 1];
    for (let i = start; i < start + plane; i++)
      result.data[i] = clamp(Math.fround(Math.fround(values[i] - minimum) * factor), white);
  }
  return result;
}

/**
 * Spreads the values of each channel so that all are about equally frequent.
 * @throws TypeError for a picture of floats.
 */
export function equalize(image: Picture): Picture {
  needsBytes('equalize', image);
  checkChannels('equalize', image);
  const plane = image.height * image.width;
  const data = Uint8Array.from(image.data);
  for (let start = 0; start < data.length; start += plane) {
    const channel = data.subarray(start, start + plane);
    const table = equalizing(channel);
    if (table) channel.forEach((value, i) => (channel[i] = table[value]));
  }
  return { ...image, data };
}

/** What each value becomes; nothing where there are too few pixels to spread. */
function equalizing(channel: Uint8Array): Uint8Array | undefined {
  const histogram = new Array<number>(256).fill(0);
  for (const value of channel) histogram[value]++;
  const last = histogram.findLast((count) => count > 0) ?? 0;
  const step = Math.floor((channel.length - last) / 255);
  if (step === 0) return undefined;
  let below = Math.floor(step / 2);
  return Uint8Array.from(histogram, (count) => {
    const value = Math.min(255, Math.floor(below / step));
    below += count;
    return value;
  });
}

function needsBytes(what: string, image: Picture): void {
  if (kindOf(image) === 'float')
    throw new TypeError(
      t('{0} needs a picture of bytes 0..255, not of floats: convert it with ConvertImageDtype first.', what),
    );
}

/** Between 0 and `white`; NaN stays. */
function clamp(value: number, white: number): number {
  return value < 0 ? 0 : value > white ? white : value;
}
