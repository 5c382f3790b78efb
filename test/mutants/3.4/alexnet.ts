import { mutantsOf, type Mutant } from './mutant';

const tower = 'alexnet/one-tower';
const subclass = 'alexnet/layer-subclass';
const paper = 'alexnet/paper';

const convolve = "filters, kernelSize, padding: 'same', activation: 'relu'";
const pool = 'tf.layers.maxPooling2d({ poolSize: 3, strides: 2 })';
const last = 'model.add(tf.layers.dense({ units: 3 }));';
const full = "  model.add(tf.layers.dense({ units: 4096, activation: 'relu' }));\n";
const fifth = '  convolve(256, 3);\n  pool();';

export const alexnetMutants: readonly Mutant[] = [
  ...mutantsOf(tower, 'alexnet-build', [
    ['first stride 2', 'alexnet-convolutions', 'strides: 4', 'strides: 2'],
    ['first window 7 × 7', 'alexnet-convolutions', 'kernelSize: 11', 'kernelSize: 7'],
    ['variants mixed', 'alexnet-convolutions', 'convolve(192, 5)', 'convolve(256, 5)'],
    ['second window 3 × 3', 'alexnet-convolutions', 'convolve(192, 5)', 'convolve(192, 3)'],
    ['third convolution too narrow', 'alexnet-convolutions', 'convolve(384, 3)', 'convolve(256, 3)'],
    ['a convolution too few', 'alexnet-convolutions', '  convolve(256, 3);\n', ''],
    ['a convolution too many', 'alexnet-convolutions', fifth, `  convolve(256, 3);\n${fifth}`],
    [
      'filters in the wrong order',
      'alexnet-convolutions',
      'convolve(384, 3);\n  convolve(256, 3)',
      'convolve(256, 3);\n  convolve(384, 3)',
    ],
    ['pools of 2 × 2', 'alexnet-pools', 'poolSize: 3', 'poolSize: 2'],
    ['average pools', 'alexnet-pools', pool, pool.replace('max', 'average')],
    [
      'last pool of stride 1',
      'alexnet-pools',
      fifth,
      '  convolve(256, 3);\n  model.add(tf.layers.maxPooling2d({ poolSize: 3, strides: 1 }));',
    ],
    ['last pool missing', 'alexnet-pools', fifth, '  convolve(256, 3);'],
    ['first pool missing', 'alexnet-pools', '  pool();\n', ''],
    ['a fourth pool', 'alexnet-pools', 'convolve(384, 3);', 'convolve(384, 3);\n  pool();'],
    [
      'global average instead of flatten',
      'alexnet-pools',
      'tf.layers.flatten()',
      'tf.layers.globalAveragePooling2d({})',
    ],
    [
      'no ReLU after convolutions',
      'alexnet-activations',
      convolve,
      convolve.replace(", activation: 'relu'", ''),
    ],
    [
      'sigmoid in the first convolution alone',
      'alexnet-activations',
      "strides: 4, activation: 'relu'",
      "strides: 4, activation: 'sigmoid'",
    ],
    ['tanh', 'alexnet-activations', convolve, convolve.replace('relu', 'tanh')],
    ['no ReLU after a dense layer', 'alexnet-activations', "units: 4096, activation: 'relu'", 'units: 4096'],
    [
      'ReLU on the logits',
      'alexnet-activations',
      last,
      "model.add(tf.layers.dense({ units: 3, activation: 'relu' }));",
    ],
    [
      'softmax in the last layer',
      'alexnet-logits',
      last,
      "model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));",
    ],
    ['softmax as a layer', 'alexnet-logits', last, `${last}\n  model.add(tf.layers.softmax());`],
    ['dense layers of 1024', 'alexnet-classifier', 'units: 4096', 'units: 1024'],
    ['a dense layer missing', 'alexnet-classifier', full, ''],
    [
      'first convolution padded',
      'alexnet-classifier',
      'strides: 4, activation',
      "strides: 4, padding: 'same', activation",
    ],
    ['later convolutions not padded', 'alexnet-classifier', "padding: 'same'", "padding: 'valid'"],
    ['pools padded', 'alexnet-classifier', pool, pool.replace('strides: 2', "strides: 2, padding: 'same'")],
    [
      'batch norm, three years early',
      'alexnet-parameters',
      '  pool();\n',
      '  model.add(tf.layers.batchNormalization());\n  pool();\n',
    ],
    [
      'no biases',
      'alexnet-parameters',
      "padding: 'same', activation",
      "padding: 'same', useBias: false, activation",
    ],
    ['no flatten', 'alexnet-model', '  model.add(tf.layers.flatten());\n', ''],
    ['four classes', 'alexnet-model', 'units: 3', 'units: 4'],
    ['colour slices', 'alexnet-model', '[256, 256, 1];', '[256, 256, 3];'],
  ]),
  ...mutantsOf(paper, 'alexnet-build', [
    [
      'all weights begin at zero',
      'alexnet-learns',
      "units, kernelInitializer: 'heNormal'",
      "units, kernelInitializer: 'zeros'",
    ],
  ]),
  ...mutantsOf(subclass, 'alexnet-build', [
    [
      'weights of the head not handed on',
      'alexnet-parameters',
      'return this.parts.flatMap((part) => part.trainableWeights);',
      'return this.parts.slice(0, 2).flatMap((part) => part.trainableWeights);',
    ],
    [
      'dropout that stays in evaluation',
      'alexnet-steady',
      'part.apply(y, options)',
      'part.apply(y, { ...options, training: true })',
    ],
  ]),
  ...mutantsOf(tower, 'alexnet-train', [
    ['augment not handed over', 'alexnet-augments', '  augment,\n', ''],
    [
      'augment returns what it gets',
      'alexnet-augments',
      'return tf.where(flips, images.reverse(2), images);',
      'tf.where(flips, images.reverse(2), images);\n  return images;',
    ],
    ['dropout of rate 0', 'alexnet-regularizes', 'rate: 0.5', 'rate: 0', 'rate: 0.5', 'rate: 0'],
  ]),
  ...mutantsOf(subclass, 'alexnet-train', [
    ['dropout not told of the training', 'alexnet-regularizes', 'part.apply(y, options)', 'part.apply(y)'],
  ]),
];
