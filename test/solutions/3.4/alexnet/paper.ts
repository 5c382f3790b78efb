import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The network of 2012 on one machine, without groups, with local response normalization as a layer of its own.

class LocalResponse extends tf.layers.Layer {
  static className = 'LocalResponse';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.localResponseNormalization(x, 2, 2, 1e-4, 0.75);
  }
}

const decay = tf.regularizers.l2({ l2: 5e-4 });
const normal = tf.initializers.randomNormal({ mean: 0, stddev: 0.01 });

function alexNet2012(): tf.LayersModel {
  const bias = (value: number) => tf.initializers.constant({ value });
  const picture = tf.input({ shape: [256, 256, 1] });
  const through = (x: tf.SymbolicTensor, ...layers: tf.layers.Layer[]) =>
    layers.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
  const conv = (filters: number, kernelSize: number, strides: number, start: number) =>
    tf.layers.conv2d({
      filters,
      kernelSize,
      strides,
      padding: kernelSize === 11 ? 'valid' : 'same',
      kernelInitializer: 'heNormal',
      biasInitializer: bias(start),
      kernelRegularizer: decay,
    });
  const relu = () => tf.layers.reLU();
  const pool = () => tf.layers.maxPooling2d({ poolSize: 3, strides: 2 });
  const full = (units: number) =>
    tf.layers.dense({ units, kernelInitializer: 'heNormal', kernelRegularizer: decay });
  const features = through(
    picture,
    conv(96, 11, 4, 0),
    relu(),
    new LocalResponse({}),
    pool(),
    conv(256, 5, 1, 0.1),
    relu(),
    new LocalResponse({}),
    pool(),
    conv(384, 3, 1, 0),
    relu(),
    conv(384, 3, 1, 0.1),
    relu(),
    conv(256, 3, 1, 0.1),
    relu(),
    pool(),
  );
  const logits = through(
    features,
    tf.layers.flatten(),
    full(4096),
    relu(),
    tf.layers.dropout({ rate: 0.5 }),
    full(4096),
    relu(),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 3, kernelInitializer: normal, kernelRegularizer: decay }),
  );
  return tf.model({ inputs: picture, outputs: logits });
}

export default defineTraining({
  model: alexNet2012,
  epochs: 20,
  batchSize: 32,
  optimizer: { name: 'momentum', learningRate: 0.005, momentum: 0.9 },
  augment: (images) => images.mul(tf.randomUniform([images.shape[0], 1, 1, 1], 0.9, 1.1)),
});
