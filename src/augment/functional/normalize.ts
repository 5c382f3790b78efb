import { t } from '../../words';
import { kindOf, type Picture } from '../picture';

/**
 * (value - mean) / std, channel by channel.
 * @param mean one number, or one for each channel
 * @param std one number, or one for each channel; not 0
 * @throws TypeError for a picture of bytes; RangeError for a std of 0 or lists of the wrong length.
 */
export function normalize(
  image: Picture,
  mean: number | readonly number[],
  std: number | readonly number[],
): Picture {
  if (kindOf(image) !== 'float')
    throw new TypeError(
      t('normalize needs a picture of floats, not of bytes: convert it with ConvertImageDtype first.'),
    );
  const means = perChannel('mean', mean, image.channels);
  const deviations = perChannel('std', std, image.channels);
  if (deviations.some((value) => Math.fround(value) === 0))
    throw new RangeError(t('normalize: std must not be 0; it is divided by.'));
  const plane = image.height * image.width;
  const data = Float32Array.from(image.data);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / plane);
    data[i] = Math.fround(data[i] - means[channel]) / deviations[channel];
  }
  return { ...image, data };
}

function perChannel(name: string, value: number | readonly number[], channels: number): Float32Array {
  const values = typeof value === 'number' ? [value] : value;
  if (values.length !== 1 && values.length !== channels)
    throw new RangeError(
      t('normalize: {0} has {1} numbers, but the picture has {2} channels.', name, values.length, channels),
    );
  return Float32Array.from({ length: channels }, (_, channel) => values[values.length === 1 ? 0 : channel]);
}
