import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// As in the paper of 2015: the stride in the first 1 x 1 convolution, biases everywhere, padding by hand.

type Node = tf.SymbolicTensor;

const convBn = (x: Node, filters: number, size: number, stride: number, name: string): Node => {
  const margin = (size - 1) / 2;
  if (margin > 0) x = tf.layers.zeroPadding2d({ padding: [margin, margin] }).apply(x) as Node;
  x = tf.layers
    .conv2d({ filters, kernelSize: [size, size], strides: [stride, stride], name })
    .apply(x) as Node;
  return tf.layers.batchNormalization({ axis: -1, epsilon: 1.001e-5, name: `${name}_bn` }).apply(x) as Node;
};

const rectify = (x: Node): Node => tf.layers.activation({ activation: 'relu' }).apply(x) as Node;

function residual(input: Node, width: number, stride: number, name: string, isFirst: boolean): Node {
  const shortcut = isFirst ? convBn(input, width * 4, 1, stride, `${name}_0`) : input;
  let x = rectify(convBn(input, width, 1, stride, `${name}_1`));
  x = rectify(convBn(x, width, 3, 1, `${name}_2`));
  x = convBn(x, width * 4, 1, 1, `${name}_3`);
  return rectify(tf.layers.add({ name: `${name}_add` }).apply([shortcut, x]) as Node);
}

function buildResNet(): tf.LayersModel {
  const pictures = tf.input({ shape: [256, 256, 1], name: 'pictures' });
  let x = rectify(convBn(pictures, 64, 7, 2, 'conv1'));
  x = tf.layers.zeroPadding2d({ padding: [1, 1] }).apply(x) as Node;
  x = tf.layers.maxPooling2d({ poolSize: [3, 3], strides: [2, 2], padding: 'valid' }).apply(x) as Node;

  const stages = [
    { width: 64, depth: 3, stride: 1 },
    { width: 128, depth: 4, stride: 2 },
    { width: 256, depth: 6, stride: 2 },
    { width: 512, depth: 3, stride: 2 },
  ];
  stages.forEach(({ width, depth, stride }, index) => {
    for (let block = 0; block < depth; block++)
      x = residual(x, width, block === 0 ? stride : 1, `conv${index + 2}_block${block + 1}`, block === 0);
  });

  x = tf.layers.averagePooling2d({ poolSize: [8, 8] }).apply(x) as Node;
  x = tf.layers.flatten().apply(x) as Node;
  x = tf.layers.dropout({ rate: 0.5 }).apply(x) as Node;
  const scores = tf.layers.dense({ units: 3, name: 'scores' }).apply(x) as Node;
  return tf.model({ inputs: pictures, outputs: scores, name: 'resnet50' });
}

export default defineTraining({
  model: () => buildResNet(),
  epochs: 12,
  batchSize: 8,
  optimizer: () => tf.train.momentum(0.01, 0.9),
  augment: (images) => {
    const shiftY = Math.floor(Math.random() * 17) - 8;
    const shiftX = Math.floor(Math.random() * 17) - 8;
    const padded = images.pad([
      [0, 0],
      [8, 8],
      [8, 8],
      [0, 0],
    ]);
    return padded.slice([0, 8 + shiftY, 8 + shiftX, 0], images.shape) as tf.Tensor4D;
  },
});
