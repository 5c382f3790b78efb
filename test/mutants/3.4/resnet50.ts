import { mutantsOf, type Mutant } from './mutant';

const functional = 'resnet50/functional';
const subclass = 'resnet50/layer-subclass';
const explicit = 'resnet50/explicit-sizes';
const closures = 'resnet50/closures';
const loop = 'resnet50/one-loop';
const paper = 'resnet50/paper';

const added = 'return relu(tf.layers.add().apply([branch, x]) as tf.SymbolicTensor);';
const shortcut = 'const shortcut = normalize(convolve(x, 4 * filters, 1, strides));';
const first = 'relu(normalize(convolve(x, filters, 1)))';
const second = 'relu(normalize(convolve(reduced, filters, 3, strides)))';
const third = 'return normalize(convolve(filtered, 4 * filters, 1));';
const stem = 'let x = relu(normalize(convolve(input, 64, 7, 2)));';
const pool =
  "x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }).apply(x) as tf.SymbolicTensor;";
const average = 'x = tf.layers.globalAveragePooling2d({}).apply(x) as tf.SymbolicTensor;';
const dense = 'tf.layers.dense({ units: 3 })';
const strides = 'stage === 0 ? 1 : 2';

const skip: Mutant[] = [
  ...mutantsOf(functional, 'resnet-skip', [
    ['no shortcut in identity blocks', 'resnet-shortcuts', added, 'return relu(branch);'],
    [
      'no shortcut at all',
      'resnet-shortcuts',
      added,
      'return relu(branch);',
      shortcut,
      '',
      'return relu(tf.layers.add().apply([branch, shortcut]) as tf.SymbolicTensor);',
      'return relu(branch);',
    ],
    [
      'shortcut concatenated instead of added',
      'resnet-shortcuts',
      added,
      added.replace('add()', 'concatenate()'),
    ],
    ['branch added to itself', 'resnet-shortcuts', '[branch, x]', '[branch, branch]'],
    [
      'projection in every block',
      'resnet-identity',
      '[branch, x]',
      '[branch, normalize(convolve(x, 4 * filters, 1))]',
    ],
    ['batch norm on the identity', 'resnet-identity', '[branch, x]', '[branch, normalize(x)]'],
    [
      'batch norm missing in the projection',
      'resnet-projection',
      shortcut,
      'const shortcut = convolve(x, 4 * filters, 1, strides);',
    ],
    [
      'ReLU on the projection',
      'resnet-projection',
      shortcut,
      'const shortcut = relu(normalize(convolve(x, 4 * filters, 1, strides)));',
    ],
    ['projection of 3 × 3', 'resnet-projection', '4 * filters, 1, strides', '4 * filters, 3, strides'],
  ]),
];

const bottleneck: Mutant[] = mutantsOf(functional, 'resnet-bottleneck', [
  ['3 × 3 became 1 × 1', 'resnet-convolutions', 'reduced, filters, 3', 'reduced, filters, 1'],
  ['3 × 3 became 5 × 5', 'resnet-convolutions', 'reduced, filters, 3', 'reduced, filters, 5'],
  ['first 1 × 1 became 3 × 3', 'resnet-convolutions', 'convolve(x, filters, 1)', 'convolve(x, filters, 3)'],
  [
    'a fourth convolution',
    'resnet-convolutions',
    third,
    'return normalize(convolve(relu(normalize(convolve(filtered, filters, 3))), 4 * filters, 1));',
  ],
  [
    'two convolutions, as in ResNet-34',
    'resnet-convolutions',
    third,
    'return normalize(convolve(reduced, 4 * filters, 3, strides));',
    `const filtered = ${second};`,
    '',
  ],
  [
    'stride in the last 1 × 1',
    'resnet-convolutions',
    'filters, 3, strides',
    'filters, 3',
    'convolve(filtered, 4 * filters, 1)',
    'convolve(filtered, 4 * filters, 1, strides)',
  ],
  ['wide in the middle', 'resnet-widths', 'reduced, filters, 3', 'reduced, 2 * filters, 3'],
  ['no reduction at the start', 'resnet-widths', 'convolve(x, filters, 1)', 'convolve(x, 4 * filters, 1)'],
  [
    'expansion by two',
    'resnet-widths',
    'convolve(filtered, 4 * filters, 1)',
    'convolve(filtered, 2 * filters, 1)',
    'convolve(x, 4 * filters, 1, strides)',
    'convolve(x, 2 * filters, 1, strides)',
  ],
  [
    'no expansion',
    'resnet-widths',
    'convolve(filtered, 4 * filters, 1)',
    'convolve(filtered, filters, 1)',
    'convolve(x, 4 * filters, 1, strides)',
    'convolve(x, filters, 1, strides)',
  ],
  [
    'batch norm missing after the third convolution',
    'resnet-normalizations',
    third,
    'return convolve(filtered, 4 * filters, 1);',
  ],
  [
    'batch norm missing after the first convolution',
    'resnet-normalizations',
    first,
    'relu(convolve(x, filters, 1))',
  ],
  [
    'batch norm after the ReLU',
    'resnet-normalizations',
    second,
    'normalize(relu(convolve(reduced, filters, 3, strides)))',
  ],
  [
    'batch norm twice',
    'resnet-normalizations',
    third,
    'return normalize(normalize(convolve(filtered, 4 * filters, 1)));',
  ],
  [
    'layer norm instead of batch norm',
    'resnet-normalizations',
    first,
    'relu(tf.layers.layerNormalization().apply(convolve(x, filters, 1)) as tf.SymbolicTensor)',
  ],
  ['ReLU missing after the first', 'resnet-activations', first, 'normalize(convolve(x, filters, 1))'],
  [
    'ReLU missing after the second',
    'resnet-activations',
    second,
    'normalize(convolve(reduced, filters, 3, strides))',
  ],
  [
    'ReLU before the addition',
    'resnet-activations',
    third,
    'return relu(normalize(convolve(filtered, 4 * filters, 1)));',
  ],
  [
    'ReLU missing after the addition of identity blocks',
    'resnet-activations',
    added,
    'return tf.layers.add().apply([branch, x]) as tf.SymbolicTensor;',
  ],
  [
    'ReLU missing after the addition of projection blocks',
    'resnet-activations',
    'return relu(tf.layers.add().apply([branch, shortcut]) as tf.SymbolicTensor);',
    'return tf.layers.add().apply([branch, shortcut]) as tf.SymbolicTensor;',
  ],
  ['leaky ReLU', 'resnet-activations', 'tf.layers.reLU()', 'tf.layers.leakyReLU()'],
  ['sigmoid', 'resnet-activations', 'tf.layers.reLU()', "tf.layers.activation({ activation: 'sigmoid' })"],
  [
    'batch norm after the addition',
    'resnet-activations',
    added,
    'return relu(normalize(tf.layers.add().apply([branch, x]) as tf.SymbolicTensor));',
  ],
]);

const assembly: Mutant[] = [
  ...mutantsOf(functional, 'resnet-assembly', [
    ['stem of 3 × 3', 'resnet-stem', stem, stem.replace('7', '3')],
    ['stem without stride', 'resnet-stem', stem, stem.replace('7, 2', '7, 1')],
    ['stem of 32 filters', 'resnet-stem', stem, stem.replace('64', '32')],
    ['stem without batch norm', 'resnet-stem', stem, 'let x = relu(convolve(input, 64, 7, 2));'],
    ['stem without ReLU', 'resnet-stem', stem, 'let x = normalize(convolve(input, 64, 7, 2));'],
    ['max pool missing', 'resnet-stem', pool, ''],
    ['average pool in the stem', 'resnet-stem', pool, pool.replace('max', 'average')],
    ['max pool of 2 × 2', 'resnet-stem', pool, pool.replace('poolSize: 3', 'poolSize: 2')],
    ['max pool without padding', 'resnet-stem', pool, pool.replace(", padding: 'same'", '')],
    ['a block too few', 'resnet-stages', '[3, 4, 6, 3]', '[3, 4, 6, 2]'],
    ['blocks of ResNet-101', 'resnet-stages', '[3, 4, 6, 3]', '[3, 4, 23, 3]'],
    ['stages in the wrong order', 'resnet-stages', '[3, 4, 6, 3]', '[3, 6, 4, 3]'],
    ['stride in the first stage', 'resnet-stages', strides, '2'],
    ['no stride in any stage', 'resnet-stages', strides, '1'],
    ['no stride in the last stage', 'resnet-stages', strides, 'stage === 0 || stage === 3 ? 1 : 2'],
    ['widths that do not double', 'resnet-stages', '64 * 2 ** stage', '64 * (stage + 1)'],
    ['widths of the output taken as those inside', 'resnet-stages', '64 * 2 ** stage', '256 * 2 ** stage'],
    [
      'flatten instead of the average',
      'resnet-head',
      average,
      'x = tf.layers.flatten().apply(x) as tf.SymbolicTensor;',
    ],
    ['global maximum instead of the average', 'resnet-head', average, average.replace('Average', 'Max')],
    [
      'average over 7 × 7 of 8 × 8',
      'resnet-head',
      average,
      'x = tf.layers.averagePooling2d({ poolSize: 7 }).apply(x) as tf.SymbolicTensor;\n  x = tf.layers.flatten().apply(x) as tf.SymbolicTensor;',
    ],
    [
      'softmax in the last layer',
      'resnet-head',
      dense,
      "tf.layers.dense({ units: 3, activation: 'softmax' })",
    ],
    [
      'softmax as a layer',
      'resnet-head',
      'outputs: logits',
      'outputs: tf.layers.softmax().apply(logits) as tf.SymbolicTensor',
    ],
    ['ReLU on the logits', 'resnet-head', 'outputs: logits', 'outputs: relu(logits)'],
    [
      'a hidden dense layer',
      'resnet-head',
      average,
      `${average}\n  x = tf.layers.dense({ units: 1000, activation: 'relu' }).apply(x) as tf.SymbolicTensor;`,
    ],
    ['two outputs', 'resnet-model', 'outputs: logits', 'outputs: [logits, logits]'],
    ['1000 classes', 'resnet-model', dense, 'tf.layers.dense({ units: 1000 })'],
    ['model for 224 pixels', 'resnet-model', '= [256, 256, 1]', '= [224, 224, 1]'],
    [
      'stride forgotten on the shortcut',
      'resnet-model',
      'convolve(x, 4 * filters, 1, strides)',
      'convolve(x, 4 * filters, 1)',
    ],
    ['nothing returned', 'resnet-model', 'model: createModel', 'model: () => undefined as never'],
    [
      'an endless loop',
      'resnet-model',
      'const filters = 64 * 2 ** stage;',
      'const filters = 64 * 2 ** stage;\n    for (let size = filters; size > 0; ) size += 1;',
    ],
    [
      'batch norm without gamma and beta',
      'resnet-parameters',
      'batchNormalization({})',
      'batchNormalization({ scale: false, center: false })',
    ],
    [
      'batch norms that are not trained',
      'resnet-parameters',
      'batchNormalization({})',
      'batchNormalization({ trainable: false })',
    ],
    [
      'kernels begin far too large',
      'resnet-steady',
      "'heNormal'",
      'tf.initializers.randomNormal({ stddev: 10 })',
    ],
  ]),
  ...mutantsOf(paper, 'resnet-assembly', [
    ['stem without padding', 'resnet-stem', 'if (margin > 0) x', 'if (margin === 1) x'],
    [
      'hard-coded flatten instead of the average',
      'resnet-head',
      'x = tf.layers.averagePooling2d({ poolSize: [8, 8] }).apply(x) as Node;',
      '',
      'tf.layers.flatten()',
      'tf.layers.reshape({ targetShape: [8 * 8 * 2048] })',
    ],
  ]),
  ...mutantsOf(loop, 'resnet-assembly', [
    ['branch begins after the projection', 'resnet-model', 'y = x;\n', 'y = shortcut;\n'],
  ]),
  ...mutantsOf(subclass, 'resnet-assembly', [
    [
      'one identity block used again and again',
      'resnet-parameters',
      'for (let block = 0; block < depth; block++)\n      layers.push(new Bottleneck(64 << stage, stage > 0 && block === 0 ? 2 : 1, block === 0));',
      'layers.push(new Bottleneck(64 << stage, stage > 0 ? 2 : 1, true));\n    const identity = new Bottleneck(64 << stage, 1, false);\n    for (let block = 1; block < depth; block++) layers.push(identity);',
    ],
    [
      'weights of the projection not handed on',
      'resnet-parameters',
      'return this.parts.flatMap((part) => part.trainableWeights);',
      'return this.steps.flatMap((part) => part.trainableWeights);',
    ],
    [
      'moving averages not handed on',
      'resnet-parameters',
      'return this.parts.flatMap((part) => part.nonTrainableWeights);',
      'return [];',
    ],
    [
      'batch norms always in training',
      'resnet-steady',
      'this.norm.apply(this.conv.apply(inputs, options), options)',
      'this.norm.apply(this.conv.apply(inputs, options), { training: true })',
    ],
    [
      'batch norms never in training',
      'resnet-moving-averages',
      'this.norm.apply(this.conv.apply(inputs, options), options)',
      'this.norm.apply(this.conv.apply(inputs, options), { training: false })',
    ],
    [
      'training not handed on',
      'resnet-moving-averages',
      'this.norm.apply(this.conv.apply(inputs, options), options)',
      'this.norm.apply(this.conv.apply(inputs, options))',
    ],
  ]),
  ...mutantsOf(explicit, 'resnet-assembly', [
    ['statistics of the batch in evaluation', 'resnet-steady', 'if (!training)', 'if (training === null)'],
    ['moving mean never updated', 'resnet-moving-averages', 'follow(this.mean, mean);', ''],
    [
      'noise that stays in evaluation',
      'resnet-steady',
      "return tf.conv2d(padded, this.kernel!.read() as tf.Tensor4D, this.stride, 'valid');",
      "const y = tf.conv2d(padded, this.kernel!.read() as tf.Tensor4D, this.stride, 'valid');\n    return y.add(tf.randomNormal(y.shape, 0, 0.1));",
    ],
  ]),
];

const train: Mutant[] = [
  ...mutantsOf(functional, 'resnet-train', [
    ['augment not handed over', 'resnet-augments', '  augment,\n', ''],
    [
      'augment that returns what it got',
      'resnet-augments',
      'return tf.where(flips, images.reverse(2), images).mul(gain);',
      'tf.where(flips, images.reverse(2), images).mul(gain);\n  return images;',
    ],
    [
      'augment that always does the same',
      'resnet-augments',
      'return tf.where(flips, images.reverse(2), images).mul(gain);',
      'return images.reverse(2);',
    ],
    [
      'randomness drawn when the file is read',
      'resnet-augments',
      'function augment(images',
      'const isFlipped = Math.random() < 2;\nfunction augment(images',
      'return tf.where(flips, images.reverse(2), images).mul(gain);',
      'return isFlipped ? images.reverse(2) : images;',
    ],
    ['augment that blackens', 'resnet-augments', ', 0.9, 1.1)', ', 0, 0)'],
    [
      'augment that makes pixels no numbers',
      'resnet-augments',
      'return tf.where(flips, images.reverse(2), images).mul(gain);',
      'return tf.where(flips, images.reverse(2), images).mul(gain).sub<tf.Tensor4D>(0.5).sqrt();',
    ],
    [
      'augment that changes the size',
      'resnet-augments',
      'return tf.where(flips, images.reverse(2), images).mul(gain);',
      'return tf.image.resizeBilinear(tf.where(flips, images.reverse(2), images).mul(gain), [224, 224]);',
    ],
    ['penalty of factor 0', 'resnet-regularizes', 'l2: 1e-4', 'l2: 0'],
    ['penalty left out', 'resnet-regularizes', '      kernelRegularizer: weightDecay(),\n', ''],
    ['penalty that drowns the loss', 'resnet-regularizes', 'l2: 1e-4', 'l2: 1'],
  ]),
  ...mutantsOf(closures, 'resnet-train', [
    ['dropout of rate 0', 'resnet-regularizes', 'rate: 0.3', 'rate: 0'],
    [
      'dropout built and not applied',
      'resnet-regularizes',
      'layer(() => tf.layers.dropout({ rate: 0.3 })),',
      '(x) => {\n    tf.layers.dropout({ rate: 0.3 }).apply(x);\n    return x;\n  },',
    ],
    [
      'pipeline with probability 0',
      'resnet-augments',
      "    new RandomHorizontalFlip(),\n    new RandomAffine({ degrees: 10, translate: [0.05, 0.05], interpolation: 'bilinear' }),\n    new RandGaussianNoise({ prob: 0.5, std: 0.05 }),",
      '    new RandomHorizontalFlip({ p: 0 }),',
    ],
  ]),
];

const bypassed: Mutant[] = mutantsOf(paper, 'resnet-bottleneck', [
  [
    '3 × 3 computed and not used',
    'resnet-convolutions',
    'x = rectify(convBn(x, width, 3, 1',
    'rectify(convBn(x, width, 3, 1',
  ],
]);

export const resnetMutants: readonly Mutant[] = [...skip, ...bottleneck, ...bypassed, ...assembly, ...train];

/** The faults of the first ResNet-50 that a student handed in, each hiding the next; in the order in which they come to light. */
export const faultChain: readonly Mutant[] = mutantsOf(explicit, 'resnet-assembly', [
  [
    'second convolution assigned twice, the third never',
    'resnet-model',
    'this.conv3 = new Conv2d(channels, channels * expansion, 1);',
    'this.conv2 = new Conv2d(channels, channels * expansion, 1);',
  ],
  [
    'padding on a 1 × 1',
    'resnet-model',
    'this.conv1 = new Conv2d(inChannels, channels, 1);',
    'this.conv1 = new Conv2d(inChannels, channels, 1, 1, 1);',
  ],
  [
    'batch norm of the shortcut unexpanded',
    'resnet-model',
    '        new BatchNorm2d(channels * expansion),',
    '        new BatchNorm2d(channels),',
  ],
  [
    'batch norm after the expansion sized for the unexpanded channels',
    'resnet-model',
    'this.bn3 = new BatchNorm2d(channels * expansion);',
    'this.bn3 = new BatchNorm2d(channels);',
  ],
  [
    'input of stage 2 without the factor four',
    'resnet-model',
    'makeLayer(64 * expansion, 128',
    'makeLayer(64, 128',
  ],
  [
    'input of stage 3 without the factor four',
    'resnet-model',
    'makeLayer(128 * expansion, 256',
    'makeLayer(128, 256',
  ],
  [
    'input of stage 4 without the factor four',
    'resnet-model',
    'makeLayer(256 * expansion, 512',
    'makeLayer(256, 512',
  ],
  ['classifier that expects 512', 'resnet-model', 'new Linear(512 * expansion, 3)', 'new Linear(512, 3)'],
  [
    'ReLU before the addition',
    'resnet-activations',
    'out = apply(this.bn3, apply(this.conv3, out));',
    'out = relu(apply(this.bn3, apply(this.conv3, out)));',
  ],
]).map((mutant) =>
  mutant.check === 'resnet-activations' ? { ...mutant, loses: 'resnet-bottleneck' } : mutant,
);
