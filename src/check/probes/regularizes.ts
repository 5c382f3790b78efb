import * as tf from '@tensorflow/tfjs';
import { penaltyOf } from '../../train';
import { number, t } from '../../words';
import { withRandomWeights } from '../behaviour/randomWeights';
import type { FindingInput, Probe } from '../check';
import { keepingWeights } from '../keepingWeights';
import type { Subject } from '../subject';
import { smallModel } from './smallModel';
import { testPictures } from './testPictures';

/** Training is held back by dropout, or by a penalty on weights. @param side of the pictures that the model is tried with */
export const regularizes =
  (side: number): Probe =>
  (subject) => {
    const at = subject.placeOfSetting('model');
    const [penalty] = subject.compute(t('adding up the penalties'), () => penaltyOf(subject.model()));
    if (penalty > 0) return tooStrong(penalty, at);
    const { model, shape } = smallModel(subject, side);
    const isRandom = () => isRandomInTraining(subject, model, shape);
    // Weights that begin at 0 hide what is dropped before them.
    if (isRandom() || withRandomWeights(model, isRandom)) return undefined;
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

function isRandomInTraining(subject: Subject, model: tf.LayersModel, shape: readonly number[]): boolean {
  return keepingWeights(model.nonTrainableWeights, () => {
    // All in one call: in the next, what is random would begin anew with the same numbers.
    const logits = subject.compute(t('predicting in training mode'), () => {
      const pictures = testPictures(2, shape);
      return tf.concat([0, 1].map(() => model.apply(pictures, { training: true }) as tf.Tensor));
    });
    const half = logits.length / 2;
    return !isSame(logits.subarray(0, half), logits.subarray(half));
  });
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

function isSame(one: Float32Array, other: Float32Array): boolean {
  return one.every((value, index) => Math.abs(value - other[index]) <= 1e-6);
}
