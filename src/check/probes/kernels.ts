import * as tf from '@tensorflow/tfjs';
import { number, t } from '../../words';
import type { FindingInput } from '../check';
import type { Subject } from '../subject';

/** Whether a weight's shape is that of connections between units: at least two axes that are longer than 1. */
export const isKernel = (shape: readonly (number | null)[]): boolean =>
  shape.filter((length) => length !== 1).length > 1;

/** Name of the layer that a weight belongs to. */
export const layerOf = ({ originalName }: tf.LayerVariable): string => originalName.split('/')[0];

/** Kernels all of whose weights begin at the same value. */
export function constantKernels(subject: Subject): { weight: tf.LayerVariable; value: number }[] {
  const kernels = subject.model().weights.filter(({ shape }) => isKernel(shape));
  if (kernels.length === 0) return [];
  const ends = subject.compute(t('reading the weights'), () =>
    tf.stack(kernels.flatMap((kernel) => [tf.min(kernel.read()), tf.max(kernel.read())])),
  );
  return kernels.flatMap((weight, index) => {
    const [low, high] = [ends[2 * index], ends[2 * index + 1]];
    return low === high ? [{ weight, value: low }] : [];
  });
}

/** That units begin alike, without its place. */
export function beginsAlike({ weight, value }: { weight: tf.LayerVariable; value: number }): FindingInput {
  return {
    probed: t('The weights of every convolution and dense layer were read, before any training.'),
    expected: t('Different ones in each.'),
    actual: t('All of {0} are {1}.', weight.originalName, number(value, { maximumSignificantDigits: 3 })),
    why: t(
      'Units that begin alike get the same gradient, and stay alike: the layer is no more than one unit.',
    ),
    hints: [t('An initializer has to draw at random. Which one does the layer have when you name none?')],
  };
}
