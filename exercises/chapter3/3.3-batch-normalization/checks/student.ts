import * as tf from '@tensorflow/tfjs';
import { t, type FindingInput, type Subject } from 'lits/check';
import type { Case } from './cases';
import type { Layer, Values } from './recipe';

/** The two functions that a student writes. */
export type Mode = 'training' | 'evaluation';

export const functionNames = {
  training: 'normalizeInTraining',
  evaluation: 'normalizeInEvaluation',
} as const satisfies Record<Mode, string>;

/** What the functions are asked to do, for errors. */
export const taskOf = (mode: Mode) =>
  mode === 'training' ? t('normalizing in training') : t('normalizing in evaluation');

export const placeOf = (subject: Subject, mode: Mode) =>
  subject.find(new RegExp(`\\b${functionNames[mode]}\\b`)) ?? subject.find(/^/);

export const tensorOf = ({ shape, values }: Values) => tf.tensor([...values], [...shape]);

/** A layer as the student gets it; some of it may be given as tensors that are there already. */
export const layerOf = (
  { gamma, beta, movingMean, movingVariance, momentum, epsilon }: Layer,
  given: Partial<Record<'gamma' | 'beta', tf.Tensor>> = {},
) => ({
  gamma: tf.tensor1d([...gamma]),
  beta: tf.tensor1d([...beta]),
  movingMean: tf.tensor1d([...movingMean]),
  movingVariance: tf.tensor1d([...movingVariance]),
  momentum,
  epsilon,
  ...given,
});

type InTraining = 'output' | 'movingMean' | 'movingVariance';

/** What a call has returned, as far as it can be looked at: its numbers, or what is wrong with it. */
export type Returned = { numbers: Float32Array } | { wrong: Omit<FindingInput, 'probed' | 'at'> };

/**
 * Calls one of the student's functions, and reads one of its results.
 * @param result of training: which of the three
 */
export function returned(subject: Subject, mode: Mode, one: Case, result: InTraining = 'output'): Returned {
  const own = subject.module()[functionNames[mode]];
  if (typeof own !== 'function')
    return {
      wrong: {
        expected: t('A function {0} that is exported.', functionNames[mode]),
        actual: t('There is none of this name.'),
      },
    };
  const x = mode === 'training' ? one.x : one.evaluated;
  const shape = result === 'output' ? x.shape : [one.layer.gamma.length];
  let wrong: Omit<FindingInput, 'probed' | 'at'> | undefined;
  const numbers = subject.compute(taskOf(mode), () => {
    const all: unknown = Reflect.apply(own, undefined, [tensorOf(x), layerOf(one.layer)]);
    const tensor = mode === 'training' ? memberOf(all, result) : all;
    if (!isTensor(tensor)) {
      wrong = { expected: t('A tensor {0}.', result), actual: nameOf(tensor) };
      return tf.scalar(0);
    }
    if (!tf.util.arraysEqual(tensor.shape, [...shape]))
      wrong = {
        expected: t('{0} of shape {1}.', result, `[${shape.join(', ')}]`),
        actual: t('Shape {0}.', `[${tensor.shape.join(', ')}]`),
      };
    return tensor.clone();
  });
  return wrong ? { wrong } : { numbers };
}

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** A result that is no tensor, in words. */
function nameOf(value: unknown): string {
  if (value === undefined) return t('It is not returned.');
  if (value instanceof Promise) return t('A promise: the function is async.');
  return t('{0}, which is no tensor.', Array.isArray(value) ? t('An array') : String(typeof value));
}
