import { layerOf } from './operations';

const tower = 'alexnet/one-tower';
const groups = 'alexnet/two-groups';
const functional = 'resnet50/functional';
const byHand = 'resnet50/explicit-sizes';
const start = "import { defineTraining } from 'lits';";

const added = 'tf.layers.add().apply([branch, x]) as tf.SymbolicTensor';
const own = (x: string) => `new Own({}).apply(${x}) as tf.SymbolicTensor`;
const dropped = (x: string) => `tf.layers.dropout({ rate: 0.5 }).apply(${x}) as tf.SymbolicTensor`;
const sized = (side: number) =>
  `override computeOutputShape([batch, , , channels]: tf.Shape): tf.Shape {\n    return [batch, ${side}, ${side}, channels];\n  }\n`;
const shrink = 'return tf.image.resizeBilinear(x, [64, 64]);';
const first = 'model.add(tf.layers.conv2d({ inputShape, ';
const dropping = '  model.add(tf.layers.dropout({ rate: 0.5 }));\n';
const replacing = ['model.add(tf.layers.dropout({ rate: 0.5 }));', 'model.add(new Own({}));'] as const;
const afterPool = 'pool();\n  convolve(384';
const unscaled =
  "return training ? x.mul(tf.randomUniform(x.shape as number[]).greater(0.5).cast('float32')) : x;";
const ownGradient = (value: string, gradient: string) =>
  `return tf.customGrad(((y: tf.Tensor) => ({ value: ${value}, gradFunc: (dy: tf.Tensor) => ${gradient} })) as never)(x);`;

const numbers = 'return tf.tensor(x.arraySync(), x.shape) as tf.Tensor4D;';

/** A wrong program, the first check that finds it, and what a student reads; texts of edits in pairs. */
export type Behaviour = readonly [name: string, of: string, check: string, told: RegExp, ...edits: string[]];

export const behaviours: readonly Behaviour[] = [
  [
    'the shortcut counted twice',
    functional,
    'resnet-sums',
    /the branch counts 1\.00 times and the shortcut 2\.00 times/,
    added,
    `tf.layers.add().apply([${added}, x]) as tf.SymbolicTensor`,
  ],
  [
    'the branch counted twice',
    functional,
    'resnet-sums',
    /the branch counts 2\.00 times and the shortcut 1\.00 times/,
    added,
    `tf.layers.add().apply([${added}, branch]) as tf.SymbolicTensor`,
  ],
  [
    'the mean of branch and shortcut',
    functional,
    'resnet-sums',
    /the branch counts 0\.50 times and the shortcut 0\.50 times/,
    'tf.layers.add().apply([branch, x])',
    'tf.layers.average().apply([branch, x])',
  ],
  [
    'the branch multiplied with the shortcut',
    functional,
    'resnet-shortcuts',
    /branch and shortcut are multiplied with each other/,
    'tf.layers.add().apply([branch, x])',
    'tf.layers.multiply().apply([branch, x])',
  ],
  [
    'half of the branch',
    functional,
    'resnet-blocks',
    /the batch norm after the third convolution of block 2 is multiplied by 0\.50/,
    start,
    layerOf('return x.mul(0.5);'),
    '[branch, x]',
    `[${own('branch')}, x]`,
  ],
  [
    'a slice shrunk to 64 pixels',
    functional,
    'resnet-stem',
    /^Only 64 × 64 pixels are left, after a change of size/,
    start,
    layerOf(shrink, sized(64)),
    'convolve(input, 64',
    `convolve(${own('input')}, 64`,
  ],
  [
    'a slice shrunk by a pool',
    functional,
    'resnet-stem',
    /^Only 64 × 64 pixels are left, after average pool/,
    'convolve(input, 64',
    'convolve(tf.layers.averagePooling2d({ poolSize: 4 }).apply(input) as tf.SymbolicTensor, 64',
  ],
  [
    'a slice shrunk and enlarged again',
    tower,
    'alexnet-convolutions',
    /^Only 64 × 64 pixels are left/,
    start,
    layerOf(`return tf.image.resizeBilinear(tf.image.resizeBilinear(x, [64, 64]), [256, 256]);`),
    first,
    `model.add(new Own({ inputShape }));\n  ${first.replace('inputShape, ', '')}`,
  ],
  [
    'half of what a pool gives',
    tower,
    'alexnet-computes',
    /up to the pool after convolution 2\. After it comes a multiplication by 0\.500/,
    start,
    layerOf('return x.mul(0.5);'),
    afterPool,
    'pool();\n  model.add(new Own({}));\n  convolve(384',
  ],
  [
    'a momentum of 0',
    functional,
    'resnet-moving-averages',
    /those of the last batch alone/,
    'batchNormalization({})',
    'batchNormalization({ momentum: 0 })',
  ],
  [
    'a momentum of 1',
    functional,
    'resnet-moving-averages',
    /mean or variance stayed as it was/,
    'batchNormalization({})',
    'batchNormalization({ momentum: 1 })',
  ],
  [
    'a moving deviation',
    byHand,
    'resnet-moving-averages',
    /moves to the standard deviation of the batch, not to its variance/,
    'follow(this.variance, variance);',
    'follow(this.variance, variance.sqrt());',
  ],
  [
    'a moving variance that is never updated',
    byHand,
    'resnet-moving-averages',
    /mean or variance stayed as it was/,
    'follow(this.variance, variance);',
    '',
  ],
  [
    'dropout on the logits',
    tower,
    'alexnet-dropout',
    /of the logits are dropped/,
    'model.add(tf.layers.dense({ units: 3 }));',
    `model.add(tf.layers.dense({ units: 3 }));\n${dropping}`,
  ],
  [
    'dropout on the shortcut',
    functional,
    'resnet-dropout',
    /of what goes into the addition of block 2 is dropped\. It is the same at 11 other places/,
    '[branch, x]',
    `[branch, ${dropped('x')}]`,
  ],
  [
    'dropout on pixels',
    functional,
    'resnet-dropout',
    /of the pixels of the slice are dropped/,
    'convolve(input, 64',
    `convolve(${dropped('input')}, 64`,
  ],
  [
    'dropout between a convolution and its batch norm',
    functional,
    'resnet-dropout',
    /before the batch norm after the second convolution of block 1 are dropped/,
    'normalize(convolve(reduced, filters, 3, strides))',
    `normalize(${dropped('convolve(reduced, filters, 3, strides)')})`,
  ],
  [
    'dropout before the global average',
    functional,
    'resnet-dropout',
    /^(49|50|51)\.\d% of the numbers before the global average are dropped\.$/,
    'globalAveragePooling2d({}).apply(x)',
    `globalAveragePooling2d({}).apply(${dropped('x')})`,
  ],
  [
    'dropout that is not scaled',
    tower,
    'alexnet-dropout',
    /the others are multiplied by 1\.00; on average (49|50|51)/,
    start,
    layerOf(unscaled),
    ...replacing,
    ...replacing,
  ],
  [
    'dropout that never drops',
    tower,
    'alexnet-regularizes',
    /the same outputs/,
    start,
    layerOf('return training ? x.mul(1) : x;'),
    ...replacing,
    ...replacing,
  ],
  [
    'noise in place of dropout',
    tower,
    'alexnet-dropout',
    /noise changes the numbers; no unit is dropped\. It is the same at 1 other place/,
    'dropout({ rate: 0.5 })',
    'gaussianNoise({ stddev: 0.5 })',
    'dropout({ rate: 0.5 })',
    'gaussianNoise({ stddev: 0.5 })',
  ],
  [
    'a ReLU that lets every gradient pass',
    functional,
    'resnet-computes',
    /^Those of \d+ weights are others/,
    start,
    layerOf(ownGradient('tf.relu(y)', 'dy')),
    'tf.layers.reLU().apply(x)',
    'new Own({}).apply(x)',
  ],
  [
    'a shortcut without a gradient',
    functional,
    'resnet-computes',
    /^Those of \d+ weights are others/,
    start,
    layerOf(ownGradient('y.clone()', 'tf.zerosLike(dy)')),
    '[branch, x]',
    `[branch, ${own('x')}]`,
  ],
  [
    'a gradient that is made smaller',
    tower,
    'alexnet-computes',
    /^Those of 4 weights are others; the last of these weights is \S+\/bias/,
    start,
    layerOf(ownGradient('y.clone()', 'dy.mul(0.1)')),
    afterPool,
    'pool();\n  model.add(new Own({}));\n  convolve(384',
  ],
  [
    'half of what goes into convolution 4 in groups',
    groups,
    'alexnet-computes',
    /up to the ReLU after convolution 3\. What comes next is not what goes into layer 4/,
    'return tf.split(x, 2, 3)[this.second ? 1 : 0];',
    'return tf.split(x, 2, 3)[this.second ? 1 : 0].mul(x.shape[3] === 384 ? 0.5 : 1);',
  ],
  [
    'numbers read out of what a pool gives',
    tower,
    'alexnet-model',
    /^The model goes on with numbers that are read out of a tensor here/,
    start,
    layerOf(numbers),
    afterPool,
    'pool();\n  model.add(new Own({}));\n  convolve(384',
  ],
  [
    'numbers read out of the shortcut',
    functional,
    'resnet-model',
    /^The model goes on with numbers that are read out of a tensor here/,
    start,
    layerOf(numbers),
    '[branch, x]',
    `[branch, ${own('x')}]`,
  ],
];
