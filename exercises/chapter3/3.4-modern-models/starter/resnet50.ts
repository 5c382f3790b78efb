import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

/**
 * A bottleneck block that adds its input as it is: 1 × 1, 3 × 3, 1 × 1, each with batch norm, around which the input is carried
 * unchanged. README.md shows it as a figure.
 *
 * @param x [batch, height, width, 4 · filters]
 * @param filters width of the first two convolutions; the last has four times as many
 * @returns a tensor of the shape of `x`
 */
export function identityBlock(x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor {
  throw new Error(`identityBlock is not written yet: ${filters} filters for ${x.name}.`);
}

/**
 * A bottleneck block that changes the shape, and so projects its input before adding it. Each stage begins with one.
 *
 * @param x [batch, height, width, channels]
 * @param filters width of the first two convolutions; the last has four times as many
 * @param strides by how much height and width become smaller, 1 or 2
 * @returns [batch, height / strides, width / strides, 4 · filters]
 */
export function projectionBlock(x: tf.SymbolicTensor, filters: number, strides: number): tf.SymbolicTensor {
  throw new Error(
    `projectionBlock is not written yet: ${filters} filters, strides ${strides} for ${x.name}.`,
  );
}

/**
 * ResNet-50: the stem, sixteen blocks in four stages, and the head.
 *
 * @param inputShape height, width and channels of a slice. The checks try a small one as well.
 * @returns a model from slices [batch, …inputShape] to logits [batch, 3]
 */
export function createModel(inputShape: [number, number, number] = [256, 256, 1]): tf.LayersModel {
  throw new Error(
    `The model is not written yet: build it for slices of ${inputShape.join(' × ')}, and return it.`,
  );
}

export default defineTraining({
  name: 'resnet50',
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  seed: 1,
});
