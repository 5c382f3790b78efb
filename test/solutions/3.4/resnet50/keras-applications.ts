import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// In the manner of keras.applications: stacks of blocks, each layer named, padding and biases as there.

type Node = tf.SymbolicTensor;

const conv = (filters: number, kernelSize: number, strides: number, name: string) =>
  tf.layers.conv2d({ filters, kernelSize, strides, name });
const bn = (name: string) => tf.layers.batchNormalization({ axis: 3, epsilon: 1.001e-5, name });
const relu = (name: string) => tf.layers.activation({ activation: 'relu', name });

function block1(
  x: Node,
  filters: number,
  {
    kernelSize = 3,
    stride = 1,
    convShortcut = true,
    name,
  }: { kernelSize?: number; stride?: number; convShortcut?: boolean; name: string },
): Node {
  let shortcut = x;
  if (convShortcut) {
    shortcut = conv(4 * filters, 1, stride, `${name}_0_conv`).apply(x) as Node;
    shortcut = bn(`${name}_0_bn`).apply(shortcut) as Node;
  }
  x = conv(filters, 1, stride, `${name}_1_conv`).apply(x) as Node;
  x = bn(`${name}_1_bn`).apply(x) as Node;
  x = relu(`${name}_1_relu`).apply(x) as Node;
  x = tf.layers.conv2d({ filters, kernelSize, padding: 'same', name: `${name}_2_conv` }).apply(x) as Node;
  x = bn(`${name}_2_bn`).apply(x) as Node;
  x = relu(`${name}_2_relu`).apply(x) as Node;
  x = conv(4 * filters, 1, 1, `${name}_3_conv`).apply(x) as Node;
  x = bn(`${name}_3_bn`).apply(x) as Node;
  x = tf.layers.add({ name: `${name}_add` }).apply([shortcut, x]) as Node;
  return relu(`${name}_out`).apply(x) as Node;
}

function stack1(x: Node, filters: number, blocks: number, name: string, stride1 = 2): Node {
  x = block1(x, filters, { stride: stride1, name: `${name}_block1` });
  for (let i = 2; i <= blocks; i++)
    x = block1(x, filters, { convShortcut: false, name: `${name}_block${i}` });
  return x;
}

function ResNet50(inputShape: [number, number, number] = [256, 256, 1], classes = 3): tf.LayersModel {
  const imgInput = tf.input({ shape: inputShape });
  let x = tf.layers.zeroPadding2d({ padding: 3, name: 'conv1_pad' }).apply(imgInput) as Node;
  x = conv(64, 7, 2, 'conv1_conv').apply(x) as Node;
  x = bn('conv1_bn').apply(x) as Node;
  x = relu('conv1_relu').apply(x) as Node;
  x = tf.layers.zeroPadding2d({ padding: 1, name: 'pool1_pad' }).apply(x) as Node;
  x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, name: 'pool1_pool' }).apply(x) as Node;
  x = stack1(x, 64, 3, 'conv2', 1);
  x = stack1(x, 128, 4, 'conv3');
  x = stack1(x, 256, 6, 'conv4');
  x = stack1(x, 512, 3, 'conv5');
  x = tf.layers.globalAveragePooling2d({ name: 'avg_pool' }).apply(x) as Node;
  x = tf.layers.dropout({ rate: 0.3, name: 'top_dropout' }).apply(x) as Node;
  x = tf.layers.dense({ units: classes, name: 'predictions' }).apply(x) as Node;
  return tf.model({ inputs: imgInput, outputs: x, name: 'resnet50' });
}

export default defineTraining({
  model: ResNet50,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
