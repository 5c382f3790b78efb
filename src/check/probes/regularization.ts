import * as tf from '@tensorflow/tfjs';
import { imageSide } from '../../course/classes';
import { inOurStep, kernelPenalty, penaltyOf } from '../../train';
import { decimals, number, rough, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import { keepingWeights } from '../keepingWeights';
import type { Subject } from '../subject';
import { beginsAlike, constantKernels, isKernel, layerOf } from './kernels';

/** What may hold a training back, each with what looks for it. */
const looksFor = {
  penalty: withoutPenalty,
  constraint: withoutConstraint,
  randomness: withoutRandomness,
  augmentation: withoutAugmentation,
  decay: withoutDecay,
  hiddenDecay: withoutHiddenDecay,
  settings: withoutSettings,
  lossPenalty: withoutLossPenalty,
} as const;

/** What is looked for when a penalty on squares is asked for: it may be one of layers, of the loss, or a decay of the optimizer. */
const besidesPenalty = ['constraint', 'randomness', 'augmentation', 'hiddenDecay', 'settings'] as const;
const besidesDropout = ['penalty', 'lossPenalty', 'constraint', 'augmentation', 'decay', 'settings'] as const;

/** Of some things, none holds the training back; every weight begins at random and is trained. */
const nothingOf =
  (looked: readonly (keyof typeof looksFor)[]): Probe =>
  (subject) =>
    [...looked.map((name) => looksFor[name](subject)), ...trainsAllWeights(subject)].filter(
      (finding) => finding !== undefined,
    );

/**
 * Nothing holds the training back: no penalty or bound on weights, nothing that acts in training alone, no augmentation, no
 * decay, no setting that does; and every weight begins at random and is trained.
 */
export const withoutRegularization = nothingOf([...besidesDropout, 'randomness']);

/** Besides the penalty that is asked for, nothing holds the training back. */
export const penaltyAlone = nothingOf(besidesPenalty);

/** Besides the dropout that is asked for, nothing holds the training back. */
export const dropoutAlone = nothingOf(besidesDropout);

const compared = () =>
  t('The runs are compared with each other: each may differ from the baseline in one thing only.');

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

type Settings = ReturnType<Subject['training']>['settings'];

/** Settings that hold a training back, other than a penalty on squares: what each of them is where it does. */
const holdingBack: Readonly<Record<string, (settings: Settings) => unknown>> = {
  'loss.l1': ({ loss }) => loss?.l1,
  'loss.labelSmoothing': ({ loss }) => loss?.labelSmoothing,
  earlyStopping: ({ earlyStopping }) => earlyStopping,
  averageWeights: ({ averageWeights }) => averageWeights,
};

function withoutSettings(subject: Subject): FindingInput | undefined {
  const { settings } = subject.training();
  const name = Object.keys(holdingBack).find((one) => Boolean(holdingBack[one](settings)));
  return name === undefined ? undefined : settingHoldsBack(subject, name, holdingBack[name](settings));
}

function withoutLossPenalty(subject: Subject): FindingInput | undefined {
  const { loss } = subject.training().settings;
  return loss?.l2 ? settingHoldsBack(subject, 'loss.l2', loss.l2) : undefined;
}

function settingHoldsBack(subject: Subject, name: string, value: unknown): FindingInput {
  return {
    probed: t('The settings of defineTraining were read.'),
    expected: t('No {0}.', name),
    actual: `${name}: ${JSON.stringify(value)}.`,
    why: compared(),
    hints: [t('Leave out the setting {0} in this task.', name)],
    at: subject.placeOfSetting(name.split('.')[0]),
  };
}

/** No layer adds a penalty to the loss, whatever its weights become. */
function withoutPenalty(subject: Subject): FindingInput | undefined {
  const [penalty, ofOtherWeights] = penalties(subject);
  if (penalty === 0 && ofOtherWeights === 0) return undefined;
  return {
    probed: t('The penalties of all layers were added up.'),
    expected: t('No penalty: 0.'),
    actual:
      penalty === 0
        ? t('0 now, but {0} once all weights have become larger by 0.1.', shown(ofOtherWeights))
        : shown(penalty),
    why: compared(),
    hints: [
      t('Which of the settings of a layer adds something to the loss?'),
      t('Look for kernelRegularizer, biasRegularizer and activityRegularizer.'),
    ],
    at: subject.find(/\w+Regularizer/) ?? subject.placeOfSetting('model'),
  };
}

/** What the layers add to the loss: with the weights as they begin, and with weights that are larger by 0.1. */
function penalties(subject: Subject): [now: number, ofOtherWeights: number] {
  const model = subject.model();
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return keepingWeights(model.trainableWeights, () => {
    const [now, ofOthers] = subject.compute(t('adding up the penalties'), () => {
      const value = penaltyOf(model);
      for (const variable of variables) variable.assign(tf.add(variable, 0.1));
      return tf.stack([value, penaltyOf(model)]);
    });
    return [now, ofOthers];
  });
}

const shown = (penalty: number) => number(penalty, { maximumSignificantDigits: 3 });

/** No weight is kept inside a bound. */
function withoutConstraint(subject: Subject): FindingInput | undefined {
  const bound = subject.model().weights.find((weight) => 'constraint' in weight && weight.constraint);
  if (!bound) return undefined;
  return {
    probed: t('The constraints of all weights were read.'),
    expected: t('None.'),
    actual: t('One on {0}.', bound.originalName),
    why: t('A bound on weights is a regularization, as a penalty is.'),
    hints: [t('Look for kernelConstraint and biasConstraint.')],
    at:
      subject.find(/\w+Constraint/) ??
      subject.placeOfLayer(layerOf(bound)) ??
      subject.placeOfSetting('model'),
  };
}

/** Without a gradient, the optimizer moves nothing. */
function withoutDecay(subject: Subject): FindingInput | undefined {
  const { optimizer } = subject.build();
  const [moved] = subject.compute(t('a step of the optimizer'), () => {
    const weight = tf.variable(tf.ones([2]), true);
    for (let step = 0; step < 2; step++)
      inOurStep(() => optimizer.applyGradients({ [weight.name]: tf.zeros([2]) }));
    const distance = tf.sub(1, tf.mean(weight));
    weight.dispose();
    return distance;
  });
  optimizer.dispose();
  if (Math.abs(moved) < 1e-7) return undefined;
  return {
    probed: t('The optimizer took two steps for a weight of 1 whose gradient is 0.'),
    expected: t('The weight stays 1.'),
    actual: t('It became {0}.', number(1 - moved, { maximumSignificantDigits: 6 })),
    why: t(
      'An optimizer that makes weights smaller by itself is a penalty on their squares by another name.',
    ),
    hints: [t('Does your optimizer have a weight decay?')],
    at: subject.placeOfSetting('optimizer'),
  };
}

/** As `withoutDecay`, but for the setting `weightDecay`. */
function withoutHiddenDecay(subject: Subject): FindingInput | undefined {
  return penaltyOfSettings(subject)?.of === 'optimizer' ? undefined : withoutDecay(subject);
}

/** Every weight is trained, and begins at random. */
function trainsAllWeights(subject: Subject): (FindingInput | undefined)[] {
  const frozen = subject.model().nonTrainableWeights.find(({ shape }) => isKernel(shape));
  const [alike] = constantKernels(subject);
  const placeOf = (weight: tf.LayerVariable) =>
    subject.placeOfLayer(layerOf(weight)) ?? subject.placeOfSetting('model');
  return [
    frozen && {
      probed: t('The weights that training changes were counted.'),
      expected: t('Those of every layer.'),
      actual: t('{0} is not among them.', frozen.originalName),
      why: t('A frozen layer keeps the network from fitting its slices: it stays as random as it began.'),
      hints: [t('Look for trainable: false.')],
      at: subject.find(/trainable/) ?? placeOf(frozen),
    },
    alike && {
      ...beginsAlike(alike),
      at: subject.find(/\w+Initializer/) ?? placeOf(alike.weight),
    },
  ];
}

/** In training mode the model gives what it gives in evaluation. */
function withoutRandomness(subject: Subject): FindingInput | undefined {
  const { betweenPasses, toEvaluation } = differencesInTraining(subject);
  if (betweenPasses <= rounding && toEvaluation <= rounding) return undefined;
  return {
    probed: t('The same slices went through the model twice in training mode, and once in evaluation mode.'),
    expected: t('The same outputs.'),
    actual:
      betweenPasses > rounding
        ? t('Outputs that differ by up to {0}.', rough(betweenPasses))
        : t('Outputs in training that differ from those in evaluation by up to {0}.', rough(toEvaluation)),
    why: t('Something acts in training alone, as dropout does, and the run would show its effect as well.'),
    hints: [t('Which kinds of layers do something else in training than in evaluation?')],
    at:
      subject.find(/dropout|gaussianNoise|alphaDropout|batchNormalization/i) ??
      subject.placeOfSetting('model'),
  };
}

/** In training mode something random changes what the model gives, as dropout does. */
export const dropsOut: Probe = (subject) => {
  if (differencesInTraining(subject).betweenPasses > 0) return undefined;
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

/**
 * The square of the weights of every convolution and dense layer is penalized, by the layers, by the loss, or by a weight decay of
 * the optimizer, of a strength that lets it learn.
 */
export const penalizesSquares: Probe = (subject) => {
  const setting = penaltyOfSettings(subject);
  return setting ? judgeStrength(subject, setting) : penalizesSquaresInLayers(subject);
};

/** A penalty on the squares of all kernels that the settings have. */
interface SettingPenalty {
  /** The setting, and the one that it is a part of. */
  name: string;
  of: 'loss' | 'optimizer';
  /** The factor of the sum of squares that has the same gradient. */
  factor: number;
}

function penaltyOfSettings(subject: Subject): SettingPenalty | undefined {
  const { loss, optimizer } = subject.training().settings;
  if (loss?.l2) return { name: 'loss.l2', of: 'loss', factor: loss.l2 };
  const decay = 'weightDecay' in optimizer ? optimizer.weightDecay : 0;
  return decay > 0 ? { name: 'weightDecay', of: 'optimizer', factor: decay / 2 } : undefined;
}

function judgeStrength(subject: Subject, { name, of, factor }: SettingPenalty): FindingInput | undefined {
  const at = subject.placeOfSetting(of);
  if (factor < weakest)
    return {
      probed: t('The setting {0} was read.', name),
      ...tooWeak(number(factor, { maximumSignificantDigits: 2 })),
      at,
    };
  const variables = subject.model().trainableWeights.map((weight) => weight.read() as tf.Variable);
  const [penalty] = subject.compute(t('adding up the penalties'), () =>
    tf.addN(kernelPenalty(variables, { l1: 0, l2: factor })),
  );
  return penalty < drowning ? undefined : { ...tooStrong(penalty), at };
}

const tooWeak = (actual: string) => ({
  expected: t('One that has an effect: usual are 0.0001 to 0.01.'),
  actual,
  why: t(
    'Next to the gradient of the cross-entropy, a penalty this weak moves no weight: the run is the baseline once more.',
  ),
  hints: [t('How many zeros does your factor have?')],
});

const tooStrong = (penalty: number) => ({
  probed: t('The penalties of all layers were added up, before any training.'),
  expected: t('A sum of the size of the cross-entropy, which begins near 1.1: below {0}.', drowning),
  actual: number(penalty, { maximumSignificantDigits: 3 }),
  why: t('Training would only make the weights small: next to this penalty, the slices hardly matter.'),
  hints: [t('The more weights a network has, the smaller the factor has to be.')],
});

function penalizesSquaresInLayers(subject: Subject): FindingInput | undefined {
  const model = subject.model();
  const kernels = model.trainableWeights.filter(({ shape }) => isKernel(shape));
  const at = subject.find(/\w+Regularizer/) ?? subject.placeOfSetting('model');
  const [penalty, ...measured] = subject.compute(t('adding up the penalties'), () => {
    const value = penaltyOf(model);
    const variables = kernels.map((kernel) => kernel.read() as tf.Variable);
    if (value.dataSync()[0] === 0) return tf.zeros([1 + 2 * variables.length]);
    const { grads } = tf.variableGrads(() => penaltyOf(model), variables);
    // For a penalty on squares, gradient times weight is twice the penalty.
    const perKernel = variables.map((variable) => {
      const gradient = grads[variable.name] as tf.Tensor | null;
      return gradient ? gradient.mul(variable).sum() : tf.scalar(0);
    });
    return tf.stack([value, ...perKernel, ...variables.map((variable) => tf.sum(tf.square(variable)))]);
  });
  const products = measured.slice(0, kernels.length);
  const squares = measured.slice(kernels.length);
  if (penalty === 0)
    return {
      probed: t('The penalties of all layers were added up.'),
      expected: t('A penalty above 0.'),
      actual:
        penalties(subject)[1] > 0
          ? t('0: there is one on biases alone, which begin at 0 and are few.')
          : t('0: no layer adds one.'),
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
  const strengths = products.map((product, index) => product / 2 / squares[index]);
  const faint = strengths.findIndex((strength) => strength < weakest);
  if (faint >= 0)
    return {
      probed: t(
        'The factor of the penalty was measured, for the weights of every convolution and dense layer.',
      ),
      ...tooWeak(
        t(
          '{0} for {1}.',
          number(strengths[faint], { maximumSignificantDigits: 2 }),
          kernels[faint].originalName,
        ),
      ),
      at,
    };
  return penalty < drowning ? undefined : { ...tooStrong(penalty), at };
}

/** A penalty so many times as large as the cross-entropy drowns it. */
const drowning = 20;
/** Weaker than this, a penalty changes no weight in a run of usual length. */
const weakest = 1e-6;
/** Difference of outputs that rounding alone may make. */
const rounding = 1e-5;

/** Largest difference of two passes of the same pictures in training mode, and of one in evaluation mode. */
function differencesInTraining(subject: Subject): { betweenPasses: number; toEvaluation: number } {
  const model = subject.model();
  // All in one call: in the next, what is random would begin anew with the same numbers.
  const outputs = subject.compute(t('predicting in training mode'), () => {
    const pictures = tf.randomUniform([2, imageSide, imageSide, 1], 0, 1, 'float32', 1);
    const pass = (training: boolean) => model.apply(pictures, { training }) as tf.Tensor;
    return tf.stack([pass(true), pass(true), pass(false)]);
  });
  const size = outputs.length / 3;
  const [one, other, evaluated] = [0, 1, 2].map((pass) => outputs.subarray(pass * size, (pass + 1) * size));
  const difference = (from: Float32Array) =>
    Math.max(...one.map((value, index) => Math.abs(value - from[index])));
  return { betweenPasses: difference(other), toEvaluation: difference(evaluated) };
}
