import * as tf from '@tensorflow/tfjs';
import { classCount } from '../../course/classes';
import { rough, t } from '../../words';
import type { Probe } from '../check';
import type { Subject } from '../subject';
import { smallModel } from './smallModel';
import { testPictures } from './testPictures';

/** Larger differences than rounding makes. */
const tolerance = 1e-3;

/** In evaluation mode a slice's logits depend on that slice alone, and are the same each time. */
export const steadyEvaluation =
  (side: number): Probe =>
  (subject) => {
    const [together, again, alone] = evaluations(subject, side);
    const at = subject.placeOfSetting('model');
    if (!together.every(Number.isFinite))
      return {
        probed: t('Four slices went through the model, in evaluation mode, before any training.'),
        expected: t('Three logits for each.'),
        actual: t('Logits that are infinite or no numbers at all.'),
        why: t('What is no number has no gradient: the model cannot learn from it.'),
        hints: [
          t('Do the numbers grow from layer to layer? By how much, if the weights begin that large?'),
          t('Which step divides, takes a root or a logarithm?'),
        ],
        at,
      };
    if (differ(together, again))
      return {
        probed: t('The same slices went through the model twice, in evaluation mode.'),
        expected: t('The same logits both times.'),
        actual: t('Logits that differ by {0}.', rough(largestDifference(together, again))),
        why: t(
          'Something random is still active when the model predicts: every evaluation of it would give another result.',
        ),
        hints: [
          t('What is random in training, such as dropout or augmentation, has to rest in evaluation.'),
          t('Look for a layer that is told training: true in its call, whatever the model is told.'),
        ],
        at,
      };
    const first = together.subarray(0, alone.length);
    if (differ(first, alone))
      return {
        probed: t(
          'A slice went through the model in a batch of four, and once more by itself, in evaluation mode.',
        ),
        expected: t('The same logits both times.'),
        actual: t('Logits that differ by {0}.', rough(largestDifference(first, alone))),
        why: t('The answer for one patient must not depend on who else is in the batch.'),
        hints: [
          t('Which layers compute something over the whole batch?'),
          t(
            'A batch norm takes the statistics of the batch in training, and its moving averages in evaluation. Is it told which of the two it is?',
          ),
          t(
            'A softmax or a mean over axis 0, or a reshape that mixes the batch with the picture, has the same effect.',
          ),
        ],
        at,
      };
    return undefined;
  };

/** What the model returns are logits: no softmax has been applied. */
export const returnsLogits =
  (side: number): Probe =>
  (subject) => {
    const [logits] = evaluations(subject, side);
    const rows = Array.from({ length: logits.length / classCount }, (_, row) =>
      logits.subarray(row * classCount, (row + 1) * classCount),
    );
    const sums = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
    if (!sums.every((sum, row) => Math.abs(sum - 1) < tolerance && rows[row].every((value) => value >= 0)))
      return undefined;
    return {
      probed: t('Four different slices went through the model, and the outputs of each were added up.'),
      expected: t('Logits: any numbers, with any sum.'),
      actual: t('Numbers from 0 to 1 that add up to 1 for every slice: probabilities.'),
      why: t(
        'The loss applies softmax itself. Applied twice, even a perfect prediction has a cross-entropy of 0.55, and the gradient nearly vanishes.',
      ),
      hints: [
        t('What follows the last dense layer?'),
        t("Look for activation: 'softmax', or a softmax layer."),
      ],
      at: subject.placeOfSetting('model'),
    };
  };

/** Lets the model predict. What stops it is thrown here, before anything is asked of what it predicts. */
export const predictsWith =
  (side: number) =>
  (subject: Subject): void => {
    evaluations(subject, side);
  };

const known = new WeakMap<Subject, readonly Float32Array[]>();

/** Logits of four slices, of the same four again, and of the first alone. */
function evaluations(subject: Subject, side: number): readonly Float32Array[] {
  const found = known.get(subject) ?? evaluate(subject, side);
  known.set(subject, found);
  return found;
}

function evaluate(subject: Subject, side: number): Float32Array[] {
  const { model, shape } = smallModel(subject, side);
  const logits = subject.compute(t('predicting'), () => {
    const pictures = testPictures(4, shape);
    // All in one call: in the next, what is random would begin anew with the same numbers.
    const predict = (batch: tf.Tensor) => model.apply(batch, { training: false }) as tf.Tensor;
    return tf.concat([predict(pictures), predict(pictures), predict(pictures.slice([0], [1]))]);
  });
  const [four, one] = [4 * classCount, classCount];
  return [
    logits.subarray(0, four),
    logits.subarray(four, 2 * four),
    logits.subarray(2 * four, 2 * four + one),
  ];
}

function differ(one: Float32Array, other: Float32Array): boolean {
  const size = Math.max(1e-6, ...one.map(Math.abs));
  return !(largestDifference(one, other) <= tolerance * size);
}

function largestDifference(one: Float32Array, other: Float32Array): number {
  return Math.max(...one.map((value, index) => Math.abs(value - other[index])));
}
