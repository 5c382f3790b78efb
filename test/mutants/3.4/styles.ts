import { editsOf, type Mutant } from './mutant';

/** A right program written another way. */
export interface Style extends Pick<Mutant, 'name' | 'of' | 'edits'> {
  /** What of the program it writes otherwise; styles of one program about different things are tried together. */
  about: string;
}

const tower = 'alexnet/one-tower';
const keras = 'alexnet/keras-applications';
const groups = 'alexnet/two-groups';
const functional = 'resnet50/functional';
const loop = 'resnet50/one-loop';

/** One a row: what it is made from, name, what it is about, then pairs of texts. */
const stylesOf = (
  of: string,
  rows: readonly (readonly [name: string, about: string, ...edits: string[]])[],
): Style[] =>
  rows.map(([name, about, ...texts]) => ({
    name,
    about,
    of,
    edits: editsOf(texts),
  }));

const dropping = '  model.add(tf.layers.dropout({ rate: 0.5 }));\n';
const convolving = "kernelSize, padding: 'same', activation: 'relu'";
const dense = "units: 4096, activation: 'relu'";
const last = 'units: 3 }';

/** Every kernel but that of the first convolution and the last layer by this initializer. */
const begunBy = (initializer: string): string[] => [
  convolving,
  `${convolving}, kernelInitializer: ${initializer}`,
  dense,
  `${dense}, kernelInitializer: ${initializer}`,
  `${dense} }`,
  `${dense}, kernelInitializer: ${initializer} }`,
];

export const styles: readonly Style[] = [
  ...stylesOf(tower, [
    [
      'nothing but the table, and a penalty in the last layer',
      'last layer',
      dropping,
      '',
      dropping,
      '',
      last,
      'units: 3, kernelRegularizer: tf.regularizers.l2({ l2: 1e-4 }) }',
    ],
    ["He's initialization", 'layers', ...begunBy("'heNormal'")],
    ["LeCun's initialization", 'layers', ...begunBy("'leCunUniform'")],
    [
      'truncated normal weights as small as in the paper',
      'layers',
      ...begunBy('tf.initializers.truncatedNormal({ stddev: 0.01 })'),
    ],
    ['orthogonal weights', 'layers', ...begunBy("'orthogonal'")],
    [
      'biases that begin at 1',
      'layers',
      dense,
      `${dense}, biasInitializer: 'ones'`,
      convolving,
      `${convolving}, biasInitializer: 'ones'`,
    ],
    ['the last layer begins at 0', 'last layer', last, "units: 3, kernelInitializer: 'zeros' }"],
    [
      'sizes as pairs',
      'sizes',
      'poolSize: 3, strides: 2',
      'poolSize: [3, 3], strides: [2, 2]',
      'kernelSize: 11, strides: 4',
      'kernelSize: [11, 11], strides: [4, 4]',
    ],
    [
      'the optimizer as a function',
      'optimizer',
      "optimizer: { name: 'adam', learningRate: 1e-4 }",
      'optimizer: () => tf.train.momentum(1e-3, 0.9, true)',
    ],
    [
      'a size that is not fixed',
      'pictures',
      'createModel(inputShape = inputs)',
      'createModel(inputShape: [number, number, number] = [256, 256, 1])',
    ],
  ]),
  ...stylesOf(keras, [
    ['weak dropout', 'dropout', 'dropout = 0.5', 'dropout = 0.2'],
    [
      'the ReLU after the pool',
      'pool',
      "  add(tf.layers.activation({ activation: 'relu', name: 'block1_relu' }));\n  add(tf.layers.maxPooling2d({ poolSize: [3, 3], strides: [2, 2], name: 'block1_pool' }));",
      "  add(tf.layers.maxPooling2d({ poolSize: [3, 3], strides: [2, 2], name: 'block1_pool' }));\n  add(tf.layers.activation({ activation: 'relu', name: 'block1_relu' }));",
    ],
  ]),
  ...stylesOf(groups, [
    [
      'the halves joined in the other order, which only numbers the filters anew',
      'halves',
      'concatenate().apply(results)',
      'concatenate().apply(results.reverse())',
    ],
  ]),
  ...stylesOf(functional, [
    [
      'Glorot, and biases everywhere',
      'layers',
      "      useBias: false,\n      kernelInitializer: 'heNormal',\n",
      '',
    ],
    [
      'dropout in place of the penalty',
      'penalty',
      'kernelRegularizer: weightDecay(),',
      '',
      'const weightDecay = () => tf.regularizers.l2({ l2: 1e-4 });\n',
      '',
      'const logits =',
      'x = tf.layers.dropout({ rate: 0.5 }).apply(x) as tf.SymbolicTensor;\n  const logits =',
    ],
    [
      'two ReLUs in a row',
      'sums',
      'return relu(tf.layers.add().apply([branch, x]) as tf.SymbolicTensor);',
      'return relu(relu(tf.layers.add().apply([branch, x]) as tf.SymbolicTensor));',
    ],
  ]),
  ...stylesOf(loop, [
    [
      'the average as a pool of 8 x 8',
      'average',
      'new SpatialMean({})',
      'L.averagePooling2d({ poolSize: [y.shape[1]!, y.shape[2]!] }),\n    L.flatten()',
    ],
    ['the sum the other way round', 'sums', 'apply([y, shortcut])', 'apply([shortcut, y])'],
  ]),
];

/** A right program that is remarked on. */
export const remarkedOn: Style = {
  about: 'batch norm',
  name: "PyTorch's momentum in the batch norm",
  of: functional,
  edits: [['batchNormalization({})', 'batchNormalization({ momentum: 0.1, epsilon: 1e-5 })']],
};
