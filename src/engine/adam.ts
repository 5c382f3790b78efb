import * as tf from '@tensorflow/tfjs-core';
import { elementwiseForEach } from './elementwise';

interface Accumulator {
  originalName: string;
  variable: tf.Variable;
}

/** What TensorFlow.js keeps to itself of its Adam. */
interface Adam {
  beta1: number;
  beta2: number;
  epsilon: number;
  learningRate: number;
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: Accumulator[];
  accumulatedSecondMoment: Accumulator[];
  incrementIterations(): void;
}

type Gradients = tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[];

/** Weights, their moments and their gradient, all of one shape. */
type Weights<T extends tf.Tensor = tf.Tensor> = Record<'value' | 'first' | 'second', T> & {
  gradient: tf.Tensor;
};

const accumulator = (name: string, value: tf.Variable): Accumulator => ({
  originalName: name,
  variable: tf.tidy(() => tf.zerosLike(value).variable(false)),
});

/** The weights that have a gradient, their moments made where there are none yet. */
function weightsOf(adam: Adam, gradients: Gradients): Weights<tf.Variable>[] {
  const entries = Array.isArray(gradients)
    ? gradients.map(({ name, tensor }): [string, tf.Tensor | null] => [name, tensor])
    : Object.entries<tf.Tensor | null>(gradients);
  return entries.flatMap(([name, gradient], index) => {
    const value = tf.engine().registeredVariables[name];
    const first = (adam.accumulatedFirstMoment[index] ??= accumulator(`${name}/m`, value)).variable;
    const second = (adam.accumulatedSecondMoment[index] ??= accumulator(`${name}/v`, value)).variable;
    return gradient ? [{ value, first, second, gradient }] : [];
  });
}

/** What the moments are divided by, for they start at 0. */
type Corrections = Record<'first' | 'second', tf.Tensor>;

/** The step itself: what the weights and their moments become. */
function stepOf(
  adam: Adam,
  corrections: Corrections,
  { value, first, second, gradient }: Weights,
): Omit<Weights, 'gradient'> {
  const newFirst = tf.add(tf.mul(first, adam.beta1), tf.mul(gradient, 1 - adam.beta1));
  const newSecond = tf.add(tf.mul(second, adam.beta2), tf.mul(tf.square(gradient), 1 - adam.beta2));
  const correctedFirst = tf.div(newFirst, corrections.first);
  const correctedSecond = tf.div(newSecond, corrections.second);
  const change = tf.div(correctedFirst, tf.add(tf.sqrt(correctedSecond), adam.epsilon));
  return {
    value: tf.add(tf.mul(change, -adam.learningRate), value),
    first: newFirst,
    second: newSecond,
  };
}

function applyGradients(this: Adam, gradients: Gradients): void {
  tf.tidy(() => {
    const weights = weightsOf(this, gradients);
    const corrections = { first: tf.sub(1, this.accBeta1), second: tf.sub(1, this.accBeta2) };
    const made = elementwiseForEach(weights, (each) => stepOf(this, corrections, each));
    weights.forEach(({ first, second, value }, index) => {
      first.assign(made[index].first);
      second.assign(made[index].second);
      value.assign(made[index].value);
    });
    this.accBeta1.assign(tf.mul(this.accBeta1, this.beta1));
    this.accBeta2.assign(tf.mul(this.accBeta2, this.beta2));
  });
  this.incrementIterations();
}

/** Makes TensorFlow.js' Adam (Kingma and Ba, 2014) step over all small weights at once. The results stay the same. */
export function joinSmallStepsOfAdam(): void {
  Object.assign(tf.AdamOptimizer.prototype, { applyGradients });
}
