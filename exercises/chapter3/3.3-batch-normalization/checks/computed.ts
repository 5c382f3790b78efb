import * as tf from '@tensorflow/tfjs';
import { calledKernels, number, t, type FindingInput, type Probe, type Subject } from 'lits/check';
import { cases, type Case } from './cases';
import { explain } from './mistakes';
import { definition, follow, gradientsOf, type Recipe, type Results } from './recipe';
import { functionNames, layerOf, placeOf, returned, taskOf, tensorOf, type Mode } from './student';

/** How far a number may be from the one of the definition, in relation to the largest. */
const tolerance = 1e-3;

/** Position of the first number that is another; -1 where none is. */
function firstOther(numbers: ArrayLike<number>, right: readonly number[]): number {
  const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return right.findIndex((value, index) => !(Math.abs(numbers[index] - value) <= tolerance * largest));
}

const near = (numbers: ArrayLike<number>, right: readonly number[]) => firstOther(numbers, right) < 0;

const give = (mode: Mode, { name }: Case) =>
  t(
    '{0} was given {1}, and compared with what tf.layers.batchNormalization computes.',
    functionNames[mode],
    name,
  );

/** The results of the student's functions, and what they are in a recipe. */
const kinds = {
  output: { mode: 'training', result: 'output' },
  movingMean: { mode: 'training', result: 'movingMean' },
  movingVariance: { mode: 'training', result: 'movingVariance' },
  evaluated: { mode: 'evaluation', result: 'output' },
} as const;

const definedBy = (recipe: Recipe, { x, evaluated, layer }: Case): Results =>
  follow(recipe, x, evaluated, layer);

/**
 * Compares one of the results with the layer's, in every case; where another recipe gives all of them, says which.
 */
export const computesAsTheLayer =
  (kind: keyof typeof kinds): Probe =>
  (subject) => {
    const { mode, result } = kinds[kind];
    const at = placeOf(subject, mode);
    const seen: { one: Case; numbers: Float32Array }[] = [];
    for (const one of cases()) {
      const found = returned(subject, mode, one, result);
      if ('wrong' in found) return { probed: give(mode, one), ...found.wrong, at };
      seen.push({ one, numbers: found.numbers });
    }
    const isComputedBy = (recipe: Recipe) =>
      seen.every(({ one, numbers }) => near(numbers, definedBy(recipe, one)[kind]));
    const first = seen.find(({ one, numbers }) => !near(numbers, definedBy(definition, one)[kind]));
    if (!first) return undefined;
    const { one, numbers } = first;
    const known = explain(isComputedBy);
    return {
      probed: give(mode, one),
      ...difference(definedBy(definition, one)[kind], numbers),
      ...(known ? { actual: known.map(({ actual }) => actual).join(' ') } : {}),
      hints: known?.map(({ hint }) => hint) ?? [
        t('Compute the first number by hand, and let your function print what it has computed on the way.'),
      ],
      at,
    };
  };

function difference(right: readonly number[], numbers: Float32Array) {
  const index = firstOther(numbers, right);
  const shown = (value: number) => number(value, { maximumSignificantDigits: 4 });
  return {
    expected: t('{0} at position {1} of {2}.', shown(right[index]), index + 1, right.length),
    actual: `${shown(numbers[index])}.`,
  };
}

/** Kernels that are batch normalization already. */
const readyMade = 'FusedBatchNorm';

/** Whether the student's function computes by itself. */
export const isByHand =
  (mode: Mode): Probe =>
  (subject) => {
    const [one] = cases();
    const own = subject.module()[functionNames[mode]] as (...given: unknown[]) => unknown;
    const x = mode === 'training' ? one.x : one.evaluated;
    const calls = calledKernels(subject, taskOf(mode), () => own(tensorOf(x), layerOf(one.layer)));
    const ready = calls.find(({ kernel }) => kernel === readyMade);
    if (!ready) return undefined;
    return {
      probed: t('The operations that {0} calls were read.', functionNames[mode]),
      expected: t('Means, differences, products, a root and a quotient of your own. tf.moments may help.'),
      actual: t('It calls the batch normalization of TensorFlow.js.'),
      at: ready.at ?? placeOf(subject, mode),
    };
  };

/** Whether gradients go through the statistics of the batch, too. */
export const hasItsGradient: Probe = (subject) => {
  const [, one] = cases();
  const weights = one.x.values.map((_, index) => Math.sin(index * 1.7) + 0.3);
  const right = gradientsOf(one.x, one.layer, weights);
  const own = gradientsOfStudent(subject, one, weights);
  const finding = (expected: string, actual: string, hint: string): FindingInput => ({
    probed: t('The gradients of normalizeInTraining were computed for {0}.', one.name),
    expected,
    actual,
    why: t(
      'Training follows these gradients: a wrong one trains another network than the one that you wrote.',
    ),
    hints: [hint],
    at: placeOf(subject, 'training'),
  });
  if (near(own, [...right.x, ...right.gamma, ...right.beta])) return undefined;
  const held = gradientsOf(one.x, one.layer, weights, true);
  if (near(own, [...held.x, ...held.gamma, ...held.beta]))
    return finding(
      t('A gradient through the mean and the variance as well: both depend on the input.'),
      t('Mean and variance are constants for the gradient.'),
      t('Numbers that are read out of a tensor, as by dataSync(), are constants from then on.'),
    );
  return finding(
    t('The gradients of the layer.'),
    t('Other ones.'),
    t('Compute everything with operations of TensorFlow.js, from the input to the output.'),
  );
};

function gradientsOfStudent(subject: Subject, one: Case, weights: readonly number[]): Float32Array {
  const own = subject.module()[functionNames.training] as (...given: unknown[]) => { output: tf.Tensor };
  return subject.compute(t('computing gradients'), () => {
    const gradients = tf.grads((...[x, gamma, beta]: tf.Tensor[]) =>
      own(x, layerOf(one.layer, { gamma, beta }))
        .output.mul(tf.tensor([...weights], [...one.x.shape]))
        .sum(),
    )([tensorOf(one.x), tf.tensor1d([...one.layer.gamma]), tf.tensor1d([...one.layer.beta])]);
    return tf.concat(gradients.map((gradient) => gradient.flatten()));
  });
}
