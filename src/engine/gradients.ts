import * as tf from '@tensorflow/tfjs-core';

/** The shape of a reduction's result with the reduced axes kept as 1. */
function keptShape(shape: readonly number[], axis: number | number[] | undefined): number[] {
  const axes = tf.util.parseAxisParam(axis ?? shape.map((_, index) => index), [...shape]);
  return tf.backend_util.expandShapeToKeepDim(
    shape.filter((_, index) => !axes.includes(index)),
    axes,
  );
}

/**
 * TensorFlow.js' own gradients of Sum and Mean fill `ones(x.shape)` in JavaScript, hundreds of megabytes a step.
 * These broadcast instead, and give the same numbers.
 */
const gradients: readonly tf.GradConfig[] = [
  {
    kernelName: tf.Sum,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { axis } = attributes as unknown as tf.SumAttrs;
      return { x: () => tf.broadcastTo(tf.reshape(dy as tf.Tensor, keptShape(x.shape, axis)), x.shape) };
    },
  },
  {
    kernelName: tf.Mean,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { axis } = attributes as unknown as tf.MeanAttrs;
      const kept = keptShape(x.shape, axis);
      const count = x.size / tf.util.sizeFromShape(kept);
      const share = tf.reshape(tf.div(dy as tf.Tensor, count), kept);
      return { x: () => tf.broadcastTo(share, x.shape) };
    },
  },
];

/** Replaces those gradients, for every backend of this TensorFlow.js. To be called after it has registered its own. */
export function registerGradients(): void {
  for (const gradient of gradients) {
    if (tf.getGradient(gradient.kernelName)) tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}
