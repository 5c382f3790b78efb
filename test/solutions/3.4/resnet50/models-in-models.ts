import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Models inside of models: stem, stages and head are sequences, and each of them knows nothing of the others.

type Node = tf.SymbolicTensor;
type Shape = [number, number, number];

const shapeAfter = (model: tf.LayersModel): Shape => (model.outputShape as number[]).slice(1) as Shape;

function stem(inputShape: Shape): tf.Sequential {
  return tf.sequential({
    name: 'stem',
    layers: [
      tf.layers.zeroPadding2d({ padding: 3, inputShape }),
      tf.layers.conv2d({ filters: 64, kernelSize: 7, strides: 2, useBias: false }),
      tf.layers.batchNormalization({}),
      tf.layers.reLU(),
      tf.layers.zeroPadding2d({ padding: 1 }),
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }),
    ],
  });
}

function convNorm(name: string, x: Node, filters: number, kernelSize: number, strides: number): Node {
  const inputShape = x.shape.slice(1);
  const inside = tf.sequential({ name });
  inside.add(
    tf.layers.conv2d({
      inputShape,
      filters,
      kernelSize,
      strides,
      padding: 'same',
      kernelInitializer: 'heNormal',
    }),
  );
  inside.add(tf.layers.batchNormalization({ gammaInitializer: 'ones', betaInitializer: 'zeros' }));
  return inside.apply(x) as Node;
}

function stage(inputShape: Shape, width: number, blocks: number, strides: number): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const relu = (x: Node) => tf.layers.reLU().apply(x) as Node;
  let x = input;
  for (let block = 1; block <= blocks; block++) {
    const name = (part: string) => `stage${width}_block${block}_${part}`;
    const own = block === 1 ? strides : 1;
    const a = relu(convNorm(name('a'), x, width, 1, 1));
    const b = relu(convNorm(name('b'), a, width, 3, own));
    const c = convNorm(name('c'), b, 4 * width, 1, 1);
    const shortcut = block === 1 ? convNorm(name('shortcut'), x, 4 * width, 1, own) : x;
    x = relu(tf.layers.add().apply([c, shortcut]) as Node);
  }
  return tf.model({ inputs: input, outputs: x, name: `stage_of_${width}` });
}

const head = (inputShape: Shape): tf.Sequential =>
  tf.sequential({
    name: 'head',
    layers: [
      tf.layers.globalAveragePooling2d({ inputShape }),
      tf.layers.dropout({ rate: 0.4 }),
      tf.layers.dense({ units: 3, kernelInitializer: 'zeros' }),
    ],
  });

function createModel(inputShape: Shape = [256, 256, 1]): tf.LayersModel {
  const network = tf.sequential({ name: 'resnet50' });
  network.add(stem(inputShape));
  network.add(stage(shapeAfter(network), 64, 3, 1));
  network.add(stage(shapeAfter(network), 128, 4, 2));
  network.add(stage(shapeAfter(network), 256, 6, 2));
  network.add(stage(shapeAfter(network), 512, 3, 2));
  network.add(head(shapeAfter(network)));
  return network;
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
