import * as tf from '@tensorflow/tfjs';
import { sampleRandom, Transform } from '../../augment';
import { imageSide } from '../../course/classes';
import { t } from '../../words';
import type { Subject } from '../subject';
import { testPictures } from './testPictures';

/** How often augment is tried: one that changes a batch only now and then is right as well. */
export const tries = 12;
/** Pictures in a batch. */
export const batch = 4;

const pixels = imageSide ** 2;

type BatchFunction = (images: tf.Tensor4D) => tf.Tensor4D;

/** Grey values of a batch, one picture after the other. */
export type Batch = Float32Array;

/** The pictures of a batch. */
export function picturesOf(values: Batch): Float32Array[] {
  return Array.from({ length: batch }, (_, index) => values.subarray(index * pixels, (index + 1) * pixels));
}

/**
 * Pictures to augment: no two are alike, and each place of them shows something, so that a part that is cut out does too. Their
 * grey values lie between 0 and 1, and leave room on both sides.
 */
export function originals(): Batch {
  return drawn().slice(0, batch * pixels);
}

/** The same batch, with other pictures at these places. */
export function withOthersAt(places: readonly number[]): Batch {
  const values = originals();
  for (const place of places) {
    const other = (batch + place) * pixels;
    values.set(drawn().subarray(other, other + pixels), place * pixels);
  }
  return values;
}

/** The same batch, a little darker. */
export function darkened(): Batch {
  return originals().map((value) => 0.9 * value);
}

let pictures: Float32Array | undefined;

/** Two batches of pictures, drawn once. */
function drawn(): Float32Array {
  if (pictures) return pictures;
  const discs = testPictures(2 * batch, [imageSide, imageSide, 1]);
  const waves = [4, 5].map((period) =>
    Float32Array.from({ length: imageSide }, (_, at) => Math.sin(at / period)),
  );
  const waveAt = (at: number) => waves[0][Math.floor((at % pixels) / imageSide)] * waves[1][at % imageSide];
  pictures = discs.dataSync<'float32'>().map((value, at) => 0.06 + 0.8 * value + 0.05 * waveAt(at));
  discs.dispose();
  return pictures;
}

/** Shape of what augment returns for a batch. */
export function shapeAfter(subject: Subject, augment: BatchFunction | Transform): number[] {
  const shape: [number, number, number, number] = [batch, imageSide, imageSide, 1];
  if (augment instanceof Transform) return shape;
  return subject.call(t('augmenting'), () =>
    tf.tidy(() => [...augment(tf.tensor4d(originals(), shape)).shape]),
  );
}

/**
 * What the augment of a training makes of a batch, each time that it is tried. Each call of this function begins with the same
 * random numbers, as the file is run anew.
 */
export function augmented(subject: Subject, values: Batch): Batch[] {
  const { augment } = subject.anew().training().settings;
  if (!augment) return [];
  return augment instanceof Transform
    ? subject.call(t('augmenting'), () => transformed(augment, values))
    : called(subject, augment, values);
}

function called(subject: Subject, augment: BatchFunction, values: Batch): Batch[] {
  // All in one call: in the next, what is random would begin anew with the same numbers.
  const all = subject.compute(t('augmenting'), () => {
    const images = tf.tensor4d(values, [batch, imageSide, imageSide, 1]);
    return tf.concat(Array.from({ length: tries }, () => augment(images)));
  });
  return Array.from({ length: tries }, (_, index) =>
    all.subarray(index * values.length, (index + 1) * values.length),
  );
}

/** What a transform makes of the pictures in as many epochs. */
function transformed(augment: Transform, values: Batch): Batch[] {
  return Array.from({ length: tries }, (_, epoch) => {
    const pictures = values.slice();
    for (let index = 0; index < batch; index++) {
      const data = values.slice(index * pixels, (index + 1) * pixels);
      const picture = { data, height: imageSide, width: imageSide, channels: 1 };
      pictures.set(augment.apply(picture, sampleRandom(0, epoch + 1, index)).data, index * pixels);
    }
    return pictures;
  });
}
