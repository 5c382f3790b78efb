import * as tf from '@tensorflow/tfjs';
import { t } from '../../words';
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
