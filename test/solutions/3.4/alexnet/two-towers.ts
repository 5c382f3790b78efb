import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The network of 2012 to the letter: two towers with half of the filters each, that see each other's maps in convolution 3 alone.

type Node = tf.SymbolicTensor;

const through = (x: Node, ...layers: tf.layers.Layer[]): Node =>
  layers.reduce((y, layer) => layer.apply(y) as Node, x);

class LocalResponse extends tf.layers.Layer {
  static className = 'LocalResponse';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.localResponseNormalization(x, 2, 2, 1e-4, 0.75);
  }
}

const convolution = (filters: number, kernelSize: number, strides = 1) =>
  tf.layers.conv2d({
    filters,
    kernelSize,
    strides,
    padding: strides === 1 ? 'same' : 'valid',
    activation: 'relu',
    kernelInitializer: 'heNormal',
    kernelRegularizer: tf.regularizers.l2({ l2: 5e-4 }),
  });
const pool = () => tf.layers.maxPooling2d({ poolSize: 3, strides: 2 });

/** What a card computes before the two of them are joined. */
const beginTower = (picture: Node): Node =>
  through(
    picture,
    convolution(48, 11, 4),
    new LocalResponse({}),
    pool(),
    convolution(128, 5),
    new LocalResponse({}),
    pool(),
  );

const endTower = (both: Node): Node =>
  through(both, convolution(192, 3), convolution(192, 3), convolution(128, 3), pool(), tf.layers.flatten());

function createModel(inputShape: [number, number, number] = [256, 256, 1]): tf.LayersModel {
  const picture = tf.input({ shape: inputShape });
  const both = tf.layers.concatenate().apply([beginTower(picture), beginTower(picture)]) as Node;
  const features = tf.layers.concatenate().apply([endTower(both), endTower(both)]) as Node;
  const logits = through(
    features,
    tf.layers.dense({ units: 4096, activation: 'relu' }),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 4096, activation: 'relu' }),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 3 }),
  );
  return tf.model({ inputs: picture, outputs: logits });
}

export default defineTraining({
  model: createModel,
  epochs: 20,
  batchSize: 32,
  optimizer: { name: 'momentum', learningRate: 0.005, momentum: 0.9 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
