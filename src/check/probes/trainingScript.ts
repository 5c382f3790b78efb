import * as tf from '@tensorflow/tfjs';
import { sampleRandom, Transform } from '../../augment';
import { imageSide } from '../../course/classes';
import { penaltyOf } from '../../train';
import { number, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import type { Subject } from '../subject';
import { smallModel } from './smallModel';
import { testPictures } from './testPictures';

/** How often augment is tried: one that changes a batch only now and then is right as well. */
const tries = 12;
const batch = 4;

/** The training has an `augment` that changes its pictures, each time in another way, into other pictures. */
export const augments: Probe = (subject) => {
  const { augment } = subject.training().settings;
  const at = subject.placeOfSetting('augment');
  const finding = (actual: string, why: string, hints: string[]): FindingInput => ({
    probed: t('augment was called {0} times with the same {1} pictures.', tries, batch),
    expected: t('Pictures of the same shape, changed at random: not always, not always in the same way.'),
    actual,
    why,
    hints,
    at,
  });
  if (!augment)
    return {
      probed: t('The settings of defineTraining were read.'),
      expected: t('An augment that changes the pictures of the training split.'),
      actual: t('No setting named augment.'),
      why: t('A function that is not handed over is never called.'),
      hints: [
        t('Exercise 3.1 is about what suits CT slices.'),
        t('defineTraining takes a setting `augment`.'),
      ],
      at,
    };
  const original = testPictures(batch, [imageSide, imageSide, 1]);
  try {
    const values = original.dataSync<'float32'>();
    const shape = augment instanceof Transform ? original.shape : shapeOf(subject, augment, original);
    if (shape.join() !== original.shape.join())
      return finding(
        t(
          'Pictures of shape [{0}], where those of shape [{1}] were given.',
          shape.join(', '),
          original.shape.join(', '),
        ),
        t('The model takes pictures of one size.'),
        [t('Which step changes the size, and which one could bring it back?')],
      );
    const results =
      augment instanceof Transform
        ? subject.call(t('augmenting'), () => transformed(augment, values))
        : called(subject, augment, original);
    if (results.some((pictures) => !pictures.every(Number.isFinite)))
      return finding(
        t('Some of the pixels are no numbers.'),
        t('One picture that is not a number makes the loss, and then all weights, no numbers either.'),
        [t('Which step divides, takes a root or a power? A negative base has no real power of 0.5.')],
      );
    if (results.every((pictures) => isSame(pictures, values)))
      return finding(
        t('The pictures came back unchanged each time.'),
        t('The network sees the same slices in every epoch, as without augmentation.'),
        [
          t('Tensors are never changed in place: each operation returns a new one.'),
          t('What does the function return?'),
        ],
      );
    if (results.some((pictures) => isFlat(pictures)))
      return finding(
        t('At least once a picture came back that has the same grey value everywhere.'),
        t('A slice that shows nothing teaches the network something wrong about its label.'),
        [
          t(
            'By how much does the strongest change that can be drawn move the grey values? They lie between 0 and 1.',
          ),
        ],
      );
    if (results.every((pictures) => isSame(pictures, results[0])))
      return finding(
        t('The pictures came back changed in the same way each time.'),
        t(
          'What is always the same is no augmentation: the network sees each slice in one version only, and validation shows it another.',
        ),
        [
          t(
            'Where is the random number drawn: once, when the file is read, or each time the function is called?',
          ),
        ],
      );
    return undefined;
  } finally {
    original.dispose();
  }
};

/** Training is held back by dropout, or by a penalty on weights. @param side of the pictures that the model is tried with */
export const regularizes =
  (side: number): Probe =>
  (subject) => {
    const at = subject.placeOfSetting('model');
    const [penalty] = subject.compute(t('adding up the penalties'), () => penaltyOf(subject.model()));
    if (penalty > 0) return tooStrong(penalty, at);
    if (isRandomInTraining(subject, side)) return undefined;
    return {
      probed: t(
        'The penalties of the layers were added up, and the same slices went through the model twice in training mode.',
      ),
      expected: t('A penalty above 0, or outputs that differ because of dropout.'),
      actual: t('A penalty of 0, and the same outputs.'),
      why: t('Nothing holds the network back from learning its training slices by heart.'),
      hints: [
        t(
          'A regularizer belongs to a layer that is on the way to the output, with a factor above 0; a dropout layer needs a rate above 0.',
        ),
        t('A dropout that is built, but that nothing is applied to, does nothing.'),
      ],
      at,
    };
  };

function isRandomInTraining(subject: Subject, side: number): boolean {
  const { model, shape } = smallModel(subject, side);
  const statistics = model.nonTrainableWeights.map((weight) => weight.read().clone());
  try {
    // All in one call: in the next, what is random would begin anew with the same numbers.
    const logits = subject.compute(t('predicting in training mode'), () => {
      const pictures = testPictures(2, shape);
      return tf.concat([0, 1].map(() => model.apply(pictures, { training: true }) as tf.Tensor));
    });
    const half = logits.length / 2;
    return !isSame(logits.subarray(0, half), logits.subarray(half));
  } finally {
    model.nonTrainableWeights.forEach((weight, index) => weight.write(statistics[index]));
    tf.dispose(statistics);
  }
}

/** A penalty this large drowns the cross-entropy, which begins near 1.1. */
const drowning = 100;

function tooStrong(penalty: number, at: FindingInput['at']): FindingInput | undefined {
  if (penalty < drowning) return undefined;
  return {
    probed: t('The penalties of the layers were added up, before any training.'),
    expected: t('A sum of the size of the cross-entropy, which begins near 1.1: below {0}.', drowning),
    actual: `${number(penalty, { maximumSignificantDigits: 3 })}.`,
    why: t('Training would only make the weights small: next to this penalty, the slices hardly matter.'),
    hints: [t('The more weights a network has, the smaller the factor. What do the papers use?')],
    at,
  };
}

type BatchFunction = (images: tf.Tensor4D) => tf.Tensor4D;

function shapeOf(subject: Subject, augment: BatchFunction, original: tf.Tensor4D): number[] {
  return subject.call(t('augmenting'), () => tf.tidy(() => [...augment(original).shape]));
}

/** What a function makes of the pictures, each time it is tried. */
function called(subject: Subject, augment: BatchFunction, original: tf.Tensor4D): Float32Array[] {
  // All in one call: in the next, what is random would begin anew with the same numbers.
  const all = subject.compute(t('augmenting'), () =>
    tf.concat(Array.from({ length: tries }, () => augment(original))),
  );
  return Array.from({ length: tries }, (_, index) =>
    all.subarray(index * original.size, (index + 1) * original.size),
  );
}

/** What a transform makes of the pictures in as many epochs. */
function transformed(augment: Transform, values: Float32Array): Float32Array[] {
  const size = imageSide ** 2;
  return Array.from({ length: tries }, (_, epoch) => {
    const pictures = values.slice();
    for (let index = 0; index < batch; index++) {
      const data = values.slice(index * size, (index + 1) * size);
      const picture = { data, height: imageSide, width: imageSide, channels: 1 };
      pictures.set(augment.apply(picture, sampleRandom(0, epoch + 1, index)).data, index * size);
    }
    return pictures;
  });
}

function isSame(one: Float32Array, other: Float32Array): boolean {
  return one.every((value, index) => Math.abs(value - other[index]) <= 1e-6);
}

/** Whether one of the pictures shows nothing. */
function isFlat(pictures: Float32Array): boolean {
  const size = pictures.length / batch;
  return Array.from({ length: batch }, (_, index) =>
    pictures.subarray(index * size, (index + 1) * size),
  ).some((picture) => picture.every((value) => value === picture[0]));
}
