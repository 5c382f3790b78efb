import * as tf from '@tensorflow/tfjs-core';
import { hasGradientNodes } from './backend';
import { batchNormNames } from './kernels/batchNormTraining';

/** The layer `batchNormalization`, as far as it is used here. */
interface BatchNormLayer {
  axis: number;
  momentum: number;
  epsilon: number;
  gamma?: Weight;
  beta?: Weight;
  movingMean: Weight;
  movingVariance: Weight;
  call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor | tf.Tensor[];
}

interface Weight {
  read(): tf.Tensor;
  write(value: tf.Tensor): void;
}

const { training: kernelName, gradient: gradientName } = batchNormNames;

/** The gradient goes through mean and variance as well. What reads those two hands none on: the layer's averages do not. */
export const batchNormGradient: tf.GradConfig = {
  kernelName,
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, false, true],
  gradFunc: (dy, [x, scale, mean, inverse], attributes) => {
    const inputs = { dy: (dy as tf.Tensor[])[0], x, scale, mean, inverse };
    const made = tf.engine().runKernel<tf.Tensor[]>(gradientName, inputs, attributes);
    return { x: () => made[0], scale: () => made[1], offset: () => made[2] };
  },
};

const mended = new WeakSet<object>();

/**
 * Lets the layer `batchNormalization` call one kernel where the device has batch norm and its gradient as one call each, instead of
 * the dozens that TensorFlow.js makes of them. Call this once TensorFlow.js' layers are loaded, where they are used.
 */
export function letLayersNormalizeAtOnce(): void {
  const [layer] = tf.serialization.SerializationMap.getMap().classNameMap['BatchNormalization'] ?? [];
  if (!layer || mended.has(layer)) return;
  mended.add(layer);
  const prototype = layer.prototype as BatchNormLayer;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its layer below
  const { call } = prototype;
  prototype.call = function (this: BatchNormLayer, inputs, options) {
    const [x] = [inputs].flat();
    const { gamma, beta } = this;
    const isLast = this.axis === -1 || this.axis === x.rank - 1;
    return options.training && gamma && beta && isLast && x.rank === 4 && hasGradientNodes()
      ? tf.tidy(() => normalize(this, x, gamma.read(), beta.read()))
      : call.call(this, inputs, options);
  };
}

function normalize(layer: BatchNormLayer, x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const [normed, mean, variance] = tf
    .engine()
    .runKernel<tf.Tensor[]>(kernelName, { x, scale, offset }, { epsilon: layer.epsilon });
  const follow = (average: Weight, value: tf.Tensor) =>
    tf.tidy(() => {
      const before = average.read();
      average.write(tf.sub(before, tf.mul(tf.sub(before, value), 1 - layer.momentum)));
    });
  follow(layer.movingMean, mean);
  follow(layer.movingVariance, variance);
  return normed;
}
