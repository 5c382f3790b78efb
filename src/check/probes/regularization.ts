import * as tf from '@tensorflow/tfjs';
import { imageSide } from '../../course/classes';
import { penaltyOf } from '../../train';
import { decimals, number, rough, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import type { Subject } from '../subject';

/** Nothing holds the training back: no penalty, nothing random in the model, no augmentation. */
export const withoutRegularization: Probe = (subject) =>
  [withoutPenalty(subject), withoutRandomness(subject), withoutAugmentation(subject)].filter(
    (finding) => finding !== undefined,
  );

function withoutAugmentation(subject: Subject): FindingInput | undefined {
  if (!subject.training().settings.augment) return undefined;
  return {
    probed: t('The settings of defineTraining were read.'),
    expected: t('No augment.'),
    actual: t('An augment.'),
    why: t('Pictures that change in every epoch are a regularization of their own.'),
    hints: [t('Leave out the setting `augment` in this task.')],
    at: subject.placeOfSetting('augment'),
  };
}

/** No layer adds a penalty to the loss. */
export function withoutPenalty(subject: Subject): FindingInput | undefined {
  const [penalty] = subject.compute(t('adding up the penalties'), () => penaltyOf(subject.model()));
  if (penalty === 0) return undefined;
  return {
    probed: t('The penalties of all layers were added up.'),
    expected: t('No penalty: 0.'),
    actual: number(penalty, { maximumSignificantDigits: 3 }),
    why: t('The runs are compared with each other: each may differ from the baseline in one thing only.'),
    hints: [
      t('Which of the settings of a layer adds something to the loss?'),
      t('Look for kernelRegularizer, biasRegularizer and activityRegularizer.'),
    ],
    at: subject.find(/\w+Regularizer/) ?? subject.placeOfSetting('model'),
  };
}

/** In training mode the model gives the same for the same pictures. */
export function withoutRandomness(subject: Subject): FindingInput | undefined {
  const difference = differenceInTraining(subject);
  if (difference === 0) return undefined;
  return {
    probed: t('The same slices went through the model twice, in training mode.'),
    expected: t('The same outputs.'),
    actual: t('Outputs that differ by up to {0}.', rough(difference)),
    why: t('Something random, such as dropout, is at work, and the run would show its effect as well.'),
    hints: [t('Which kinds of layers do something else in training than in evaluation?')],
    at: subject.find(/dropout|gaussianNoise|alphaDropout/i) ?? subject.placeOfSetting('model'),
  };
}

/** In training mode something random changes what the model gives, as dropout does. */
export const dropsOut: Probe = (subject) => {
  if (differenceInTraining(subject) > 0) return undefined;
  return {
    probed: t('The same slices went through the model twice, in training mode.'),
    expected: t('Outputs that differ: other units are dropped each time.'),
    actual: t('The same outputs.'),
    why: t('A dropout that drops nothing holds nothing back.'),
    hints: [
      t('Is there a dropout layer, and is it on the way from the input to the output?'),
      t('Its rate is the share that is dropped: with 0, everything stays.'),
      t(
        'With a seed of its own, a dropout layer of TensorFlow.js drops the same units each time; the seed of the training is enough.',
      ),
    ],
    at: subject.find(/dropout/i) ?? subject.placeOfSetting('model'),
  };
};

/** The loss gets a penalty on the square of the weights of every convolution and dense layer, of a strength that lets it learn. */
export const penalizesSquares: Probe = (subject) => {
  const model = subject.model();
  const kernels = model.trainableWeights.filter(({ shape }) => shape.length > 1);
  const at = subject.find(/\w+Regularizer/) ?? subject.placeOfSetting('model');
  const [penalty, ...products] = subject.compute(t('adding up the penalties'), () => {
    const value = penaltyOf(model);
    const variables = kernels.map((kernel) => kernel.read() as tf.Variable);
    if (value.dataSync()[0] === 0) return tf.zeros([1 + variables.length]);
    const { grads } = tf.variableGrads(() => penaltyOf(model), variables);
    // For a penalty on squares, gradient times weight is twice the penalty.
    const perKernel = variables.map((variable) => {
      const gradient = grads[variable.name] as tf.Tensor | null;
      return gradient ? gradient.mul(variable).sum() : tf.scalar(0);
    });
    return tf.stack([value, ...perKernel]);
  });
  if (penalty === 0)
    return {
      probed: t('The penalties of all layers were added up.'),
      expected: t('A penalty above 0.'),
      actual: t('0: no layer adds one.'),
      why: t('Without a penalty this run is the baseline once more.'),
      hints: [
        t('Layers with weights have a setting for it.'),
        t('Look for kernelRegularizer and tf.regularizers.'),
      ],
      at,
    };
  const without = kernels.filter((_, index) => products[index] === 0);
  if (without.length > 0)
    return {
      probed: t('For the weights of every convolution and dense layer: does the penalty depend on them?'),
      expected: t('All {0} do.', kernels.length),
      actual: t(
        '{0} do not, the first of them that of {1}.',
        without.length,
        without[0].originalName.split('/')[0],
      ),
      why: t(
        'What is not penalized can grow as before, and the layers with the most weights have the most to remember with.',
      ),
      hints: [t('Does every convolution and every dense layer have its penalty?')],
      at: subject.placeOfLayer(without[0].originalName.split('/')[0]) ?? at,
    };
  const order = products.reduce((sum, product) => sum + product, 0) / penalty;
  if (Math.abs(order - 2) > 0.02)
    return {
      probed: t('All weights were made a little larger, and the growth of the penalty was measured.'),
      expected: t('It grows with the square of the weights.'),
      actual: t('It grows with their power {0}.', decimals(order, 2)),
      why: t('A penalty on absolute values (L1) makes weights exactly zero; the task is about squares (L2).'),
      hints: [t('Which of the regularizers of tf.regularizers is the one on squares?')],
      at,
    };
  if (penalty < drowning) return undefined;
  return {
    probed: t('The penalties of all layers were added up, before any training.'),
    expected: t('A sum of the size of the cross-entropy, which begins near 1.1: below {0}.', drowning),
    actual: number(penalty, { maximumSignificantDigits: 3 }),
    why: t('Training would only make the weights small: next to this penalty, the slices hardly matter.'),
    hints: [t('The more weights a network has, the smaller the factor has to be.')],
    at,
  };
};

/** A penalty this large drowns the cross-entropy. */
const drowning = 100;

/** Largest difference of two passes of the same pictures in training mode. */
function differenceInTraining(subject: Subject): number {
  const model = subject.model();
  // All in one call: in the next, what is random would begin anew with the same numbers.
  const outputs = subject.compute(t('predicting in training mode'), () => {
    const pictures = tf.randomUniform([2, imageSide, imageSide, 1], 0, 1, 'float32', 1);
    return tf.stack([0, 1].map(() => model.apply(pictures, { training: true }) as tf.Tensor));
  });
  const half = outputs.length / 2;
  return Math.max(...outputs.slice(0, half).map((value, index) => Math.abs(value - outputs[half + index])));
}
