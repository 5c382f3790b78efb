import { checkPicture, sampleRandom, type Picture, type Transform } from '../../augment';
import { t } from '../../words';
import { wrongValues } from './values';

/** Pictures of one batch or of a part of it. */
export interface Part {
  /** n x side x side, one channel. */
  images: Float32Array;
  side: number;
  /** n positions in the split. */
  indices: Int32Array;
}

/** What the randomness of a sample depends on besides its position. */
export interface Draw {
  /** The run's seed. */
  seed: number;
  /** 1 for the first. */
  epoch: number;
}

/**
 * Augments every picture of a part, in place.
 * @throws RangeError when a picture comes out that the model cannot take; whatever a transform throws.
 */
export function augmentPart(
  pipeline: Transform,
  { images, side, indices }: Part,
  { seed, epoch }: Draw,
): void {
  const length = side * side;
  for (const [position, index] of indices.entries()) {
    const data = images.subarray(position * length, (position + 1) * length);
    const image: Picture = { data, height: side, width: side, channels: 1 };
    data.set(fitting(pipeline.apply(image, sampleRandom(seed, epoch, index)), side).data);
  }
}

/** @throws TypeError or RangeError unless this is a picture of one channel of side x side floats near 0 to 1. */
export function fitting(picture: unknown, side: number): Picture & { data: Float32Array } {
  checkPicture(picture, t('The model'));
  const { data, height, width, channels } = picture;
  if (height !== side || width !== side || channels !== 1)
    throw new RangeError(
      t(
        'The augmented picture has {0} x {1} x {2} values (channels x height x width), but the model takes 1 x {3} x {3}. End the pipeline with {4}, or keep the size.',
        channels,
        height,
        width,
        side,
        // no text: code
        `new Resize({ size: [${side}, ${side}] })`,
      ),
    );
  if (!(data instanceof Float32Array))
    throw new RangeError(
      t(
        "The augmented picture is one of bytes, but the model takes floats. End the pipeline with new ConvertImageDtype({ dtype: 'float32' }).",
      ),
    );
  const wrong = wrongValues(data);
  if (wrong) throw new RangeError(wrong);
  return { ...picture, data };
}
