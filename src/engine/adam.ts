import * as tf from '@tensorflow/tfjs-core';

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
interface Weights<T extends tf.Tensor = tf.Tensor> {
  value: T;
  first: T;
  second: T;
  gradient: tf.Tensor;
}

/** Weights of so few numbers cost more to call than to compute with. */
const small = 2 ** 14;
const fewestTogether = 8;

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

function assign(to: Weights<tf.Variable>, made: Omit<Weights, 'gradient'>): void {
  to.first.assign(made.first);
  to.second.assign(made.second);
  to.value.assign(made.value);
}

/** One step over several weights, as if they were one vector. */
function stepTogether(adam: Adam, corrections: Corrections, all: readonly Weights<tf.Variable>[]): void {
  const joined = (of: keyof Weights) => tf.concat(all.map((weights) => tf.reshape(weights[of], [-1])));
  const made = stepOf(adam, corrections, {
    value: joined('value'),
    first: joined('first'),
    second: joined('second'),
    gradient: joined('gradient'),
  });
  const sizes = all.map(({ value }) => value.size);
  const parted = (vector: tf.Tensor) =>
    tf.split(vector, sizes).map((part, index) => tf.reshape(part, all[index].value.shape));
  const [values, firsts, seconds] = [made.value, made.first, made.second].map(parted);
  all.forEach((weights, index) => {
    assign(weights, { value: values[index], first: firsts[index], second: seconds[index] });
  });
}

function applyGradients(this: Adam, gradients: Gradients): void {
  tf.tidy(() => {
    const weights = weightsOf(this, gradients);
    const few = weights.filter(({ value }) => value.size <= small);
    const corrections = { first: tf.sub(1, this.accBeta1), second: tf.sub(1, this.accBeta2) };
    const together = few.length >= fewestTogether ? few : [];
    for (const each of weights) if (!together.includes(each)) assign(each, stepOf(this, corrections, each));
    if (together.length > 0) stepTogether(this, corrections, together);
    this.accBeta1.assign(tf.mul(this.accBeta1, this.beta1));
    this.accBeta2.assign(tf.mul(this.accBeta2, this.beta2));
  });
  this.incrementIterations();
}

/**
 * Makes TensorFlow.js' Adam (Kingma and Ba, 2014) step over all small weights at once. Otherwise it makes a dozen calls
 * for each of them, and two thirds of ResNet-50's 161 weights are the few numbers of a batch norm. The results stay the
 * same.
 */
export function joinSmallStepsOfAdam(): void {
  Object.assign(tf.AdamOptimizer.prototype, { applyGradients });
}
