import * as tf from '@tensorflow/tfjs';
import type { OptimizerOptions, OptionsOf } from './settings';

/** What changes from step to step. */
interface Moment {
  /** 1 for the first. */
  step: number;
  learningRate: number;
  /** Momentum, or the first beta. */
  momentum: number;
}

type Tensors = Record<string, tf.Tensor>;

/**
 * An optimizer as data: what it keeps for each weight, and one update. The update is element-wise, so that it may be computed over
 * many weights at once. Numbers enter it as tensors: a number that is a part of the graph would compile a new one in each step.
 */
export interface Rule {
  /** Names of the tensors that are kept for each weight, of its shape, 0 before the first step. */
  slots: readonly string[];
  /** Numbers of one step, computed in double precision. */
  numbers: (moment: Moment) => Record<string, number>;
  /** @returns the new `value` and the new slots */
  update: (weight: Tensors, numbers: Tensors) => Tensors;
}

/** The gradient of the loss with half of `weightDecay` times the square of the weights. */
const withDecay = (options: { weightDecay: number }, { gradient, value }: Tensors, n: Tensors): tf.Tensor =>
  options.weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(value, n.weightDecay));

const moved = (value: tf.Tensor, direction: tf.Tensor, rate: tf.Tensor) =>
  tf.sub(value, tf.mul(direction, rate));

/** `old` decays by `share`; `added` takes the rest. */
const average = (old: tf.Tensor, added: tf.Tensor, share: tf.Tensor, rest: tf.Tensor) =>
  tf.add(tf.mul(old, share), tf.mul(added, rest));

function sgd(options: Omit<OptionsOf<'sgd'>, 'name'>): Rule {
  const { momentum, dampening, nesterov, weightDecay } = options;
  return {
    slots: momentum > 0 ? ['momentum'] : [],
    numbers: (moment) => ({
      rate: moment.learningRate,
      momentum: moment.momentum,
      undamped: moment.step === 1 ? 1 : 1 - dampening,
      weightDecay,
    }),
    update: (weight, n): Tensors => {
      const gradient = withDecay(options, weight, n);
      if (momentum === 0) return { value: moved(weight.value, gradient, n.rate) };
      const added = dampening === 0 ? gradient : tf.mul(gradient, n.undamped);
      const kept = tf.add(tf.mul(weight.momentum, n.momentum), added);
      const direction = nesterov ? tf.add(gradient, tf.mul(kept, n.momentum)) : kept;
      return { value: moved(weight.value, direction, n.rate), momentum: kept };
    },
  };
}

/** @param isDecoupled whether the decay is a share of the weights, as in AdamW, and not a part of the gradient */
function adam(options: Omit<OptionsOf<'adam'>, 'name'>, isDecoupled: boolean): Rule {
  const { betas, epsilon, weightDecay, amsgrad } = options;
  const [, beta2] = betas;
  return {
    slots: ['first', 'second', ...(amsgrad ? ['largestSecond'] : [])],
    numbers: ({ step, learningRate, momentum: beta1 }) => ({
      rate: learningRate / (1 - beta1 ** step),
      beta1,
      rest1: 1 - beta1,
      beta2,
      rest2: 1 - beta2,
      correction2: Math.sqrt(1 - beta2 ** step),
      epsilon,
      weightDecay,
      left: 1 - learningRate * weightDecay,
    }),
    update: (weight, n) => {
      const gradient = isDecoupled ? weight.gradient : withDecay(options, weight, n);
      const value = isDecoupled && weightDecay > 0 ? tf.mul(weight.value, n.left) : weight.value;
      const first = average(weight.first, gradient, n.beta1, n.rest1);
      const second = average(weight.second, tf.square(gradient), n.beta2, n.rest2);
      const largestSecond = amsgrad ? tf.maximum(weight.largestSecond, second) : second;
      const size = tf.add(tf.div(tf.sqrt(largestSecond), n.correction2), n.epsilon);
      return {
        value: moved(value, tf.div(first, size), n.rate),
        first,
        second,
        ...(amsgrad ? { largestSecond } : {}),
      };
    },
  };
}

function rmsprop(options: Omit<OptionsOf<'rmsprop'>, 'name'>): Rule {
  const { alpha, epsilon, momentum, centered, weightDecay } = options;
  return {
    slots: ['square', ...(centered ? ['mean'] : []), ...(momentum > 0 ? ['momentum'] : [])],
    numbers: (moment) => ({
      rate: moment.learningRate,
      alpha,
      rest: 1 - alpha,
      epsilon,
      momentum: moment.momentum,
      weightDecay,
    }),
    update: (weight, n) => {
      const gradient = withDecay(options, weight, n);
      const square = average(weight.square, tf.square(gradient), n.alpha, n.rest);
      const mean = centered ? average(weight.mean, gradient, n.alpha, n.rest) : undefined;
      const size = tf.add(tf.sqrt(mean ? tf.sub(square, tf.square(mean)) : square), n.epsilon);
      const scaled = tf.div(gradient, size);
      const kept = momentum > 0 ? tf.add(tf.mul(weight.momentum, n.momentum), scaled) : undefined;
      return {
        value: moved(weight.value, kept ?? scaled, n.rate),
        square,
        ...(mean ? { mean } : {}),
        ...(kept ? { momentum: kept } : {}),
      };
    },
  };
}

function adagrad(options: OptionsOf<'adagrad'>): Rule {
  const { epsilon, weightDecay } = options;
  return {
    slots: ['sum'],
    numbers: ({ learningRate: rate }) => ({ rate, epsilon, weightDecay }),
    update: (weight, n) => {
      const gradient = withDecay(options, weight, n);
      const sum = tf.add(weight.sum, tf.square(gradient));
      return { value: moved(weight.value, tf.div(gradient, tf.add(tf.sqrt(sum), n.epsilon)), n.rate), sum };
    },
  };
}

/** The optimizer of these options: each as `torch.optim` has it. */
export function ruleOf(options: OptimizerOptions): Rule {
  switch (options.name) {
    case 'sgd':
      return sgd(options);
    case 'momentum':
      return sgd({ ...options, dampening: 0 });
    case 'adam':
      return adam(options, false);
    case 'adamw':
      return adam(options, true);
    case 'rmsprop':
      return rmsprop(options);
    case 'adagrad':
      return adagrad(options);
  }
}

/** What a schedule may move beside the learning rate: the momentum, or the first beta; undefined where there is neither. */
export function momentumOf(options: OptimizerOptions): number | undefined {
  if ('betas' in options) return options.betas[0];
  return 'momentum' in options ? options.momentum : undefined;
}

/** Options with another momentum, or first beta. */
export function withMomentum(options: OptimizerOptions, momentum: number): OptimizerOptions {
  if ('betas' in options) return { ...options, betas: [momentum, options.betas[1]] };
  return 'momentum' in options ? { ...options, momentum } : options;
}
