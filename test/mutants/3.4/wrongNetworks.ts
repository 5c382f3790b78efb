import { mutantsOf, type Mutant } from './mutant';

// Mistakes that people ask about and publish, in the many ways in which such networks are written.

const keras = 'alexnet/keras-applications';
const groups = 'alexnet/two-groups';
const towers = 'alexnet/two-towers';
const cards = 'alexnet/two-cards';
const torch = 'alexnet/features-classifier';
const cropped = 'alexnet/cropped-224';
const resized = 'alexnet/resized-227';
const convolutions = 'alexnet/all-convolutions';
const paper = 'alexnet/paper';
const byHand = 'alexnet/by-hand';

const bothBegun = '[beginTower(picture), beginTower(picture)]';
const halves = 'const results = halves.map((half) => convolve(half, filters / 2, kernelSize));';
const thirdOfKeras =
  "tf.layers.conv2d({ filters: 384, kernelSize: [3, 3], padding: 'same', name: 'block3_conv1' })";
const poolInTable = (after: number) =>
  after === 3
    ? [
        'filters: 384, size: 3, stride: 1, pool: false',
        'filters: 384, size: 3, stride: 1, pool: true',
        'filters: 256, size: 3, stride: 1, pool: true',
        'filters: 256, size: 3, stride: 1, pool: false',
      ]
    : [];

const alexnets: readonly Mutant[] = [
  ...mutantsOf(keras, 'alexnet-build', [
    ['ReLU6 in the first block', 'alexnet-computes', "'relu', name: 'block1", "'relu6', name: 'block1"],
    [
      'a separable convolution',
      'alexnet-convolutions',
      thirdOfKeras,
      thirdOfKeras.replace('conv2d', 'separableConv2d'),
    ],
    [
      'a dilated second window',
      'alexnet-convolutions',
      "kernelSize: [5, 5], padding: 'same'",
      "kernelSize: [5, 5], dilationRate: 2, padding: 'same'",
    ],
    ['windows of 3 × 1', 'alexnet-convolutions', thirdOfKeras, thirdOfKeras.replace('[3, 3]', '[3, 1]')],
    [
      'a sigmoid for each class',
      'alexnet-activations',
      "units: classes, name: 'predictions'",
      "units: classes, activation: 'sigmoid', name: 'predictions'",
    ],
    [
      'global maximum instead of flatten',
      'alexnet-pools',
      "tf.layers.flatten({ name: 'flatten' })",
      "tf.layers.globalMaxPooling2d({ name: 'flatten' })",
    ],
  ]),
  ...mutantsOf(keras, 'alexnet-train', [
    [
      'dropout on the logits',
      'alexnet-dropout',
      "    add(tf.layers.dense({ units: classes, name: 'predictions' }));",
      "    add(tf.layers.dense({ units: classes, name: 'predictions' }));\n    add(tf.layers.dropout({ rate: dropout, name: 'dropout3' }));",
    ],
  ]),
  ...mutantsOf(groups, 'alexnet-build', [
    [
      'convolution 3 in groups, too',
      'alexnet-convolutions',
      'x = convolve(x, 384, 3);',
      'x = inTwoGroups(x, 384, 3);',
    ],
    [
      'one kernel for both groups',
      'alexnet-parameters',
      halves,
      "const shared = tf.layers.conv2d({ filters: filters / 2, kernelSize, padding: 'same', activation: 'relu' });\n  const results = halves.map((half) => shared.apply(half) as Node);",
    ],
  ]),
  ...mutantsOf(towers, 'alexnet-build', [
    [
      '48 filters in one tower and 64 in the other',
      'alexnet-convolutions',
      'beginTower = (picture: Node)',
      'beginTower = (picture: Node, filters: number)',
      'convolution(48, 11, 4)',
      'convolution(filters, 11, 4)',
      bothBegun,
      '[beginTower(picture, 48), beginTower(picture, 64)]',
    ],
    [
      'one tower that nothing is made of',
      'alexnet-convolutions',
      `const both = tf.layers.concatenate().apply(${bothBegun}) as Node;`,
      'beginTower(picture);\n  const both = beginTower(picture);',
    ],
    [
      'towers that never see each other',
      'alexnet-convolutions',
      `const both = tf.layers.concatenate().apply(${bothBegun}) as Node;\n  `,
      '',
      '[endTower(both), endTower(both)]',
      '[endTower(beginTower(picture)), endTower(beginTower(picture))]',
    ],
    [
      'a sigmoid in one of the towers',
      'alexnet-activations',
      'endTower = (both: Node)',
      "endTower = (both: Node, activation: 'relu' | 'sigmoid')",
      'convolution(128, 3)',
      "tf.layers.conv2d({ filters: 128, kernelSize: 3, padding: 'same', activation })",
      '[endTower(both), endTower(both)]',
      "[endTower(both, 'relu'), endTower(both, 'sigmoid')]",
    ],
  ]),
  ...mutantsOf(cards, 'alexnet-build', [
    [
      'dense layers that see what their own card has computed alone',
      'alexnet-classifier',
      'onAll(cards, dense(2048))',
      'onEach(cards, dense(2048))',
    ],
    [
      'no ReLU after the first convolutions',
      'alexnet-activations',
      'conv(48, 11, 4)), relu)',
      'conv(48, 11, 4)), () => tf.layers.dropout({ rate: 0 }))',
    ],
  ]),
  ...mutantsOf(torch, 'alexnet-build', [
    ['leaky ReLU', 'alexnet-activations', 'tf.layers.reLU(),\n    ];', 'tf.layers.leakyReLU(),\n    ];'],
    [
      'a pool after the fourth convolution instead of the fifth',
      'alexnet-pools',
      '...conv(256, 3),\n        ...conv(256, 3),\n        pool(),',
      '...conv(256, 3),\n        pool(),\n        ...conv(256, 3),',
    ],
  ]),
  ...mutantsOf(torch, 'alexnet-train', [
    [
      'dropout between convolutions',
      'alexnet-dropout',
      '...conv(384, 3),',
      '...conv(384, 3),\n        tf.layers.dropout({ rate: 0.3 }),',
    ],
  ]),
  ...mutantsOf(cropped, 'alexnet-build', [
    ['the last pool after convolution 3', 'alexnet-pools', ...poolInTable(3)],
    [
      '224 pixels without the zeros around them',
      'alexnet-classifier',
      'tf.layers.zeroPadding2d({ padding: 2 }),',
      '',
    ],
    ['pools that do not overlap', 'alexnet-pools', 'strides: [2, 2]', 'strides: [3, 3]'],
    [
      'ELU in the classifier',
      'alexnet-activations',
      "kernelInitializer: 'heNormal' }));\n    steps.push(tf.layers.activation({ activation: 'relu' }))",
      "kernelInitializer: 'heNormal' }));\n    steps.push(tf.layers.activation({ activation: 'elu' }))",
    ],
  ]),
  ...mutantsOf(resized, 'alexnet-build', [
    [
      'no ReLU after convolution 4',
      'alexnet-activations',
      "padding: 'same', activation: 'relu' }),\n      tf.layers.conv2d({ filters: 256, kernelSize: 3",
      "padding: 'same' }),\n      tf.layers.conv2d({ filters: 256, kernelSize: 3",
    ],
    ['resized to 200 pixels', 'alexnet-convolutions', 'new Resized(227)', 'new Resized(200)'],
  ]),
  ...mutantsOf(convolutions, 'alexnet-build', [
    ['a stride in place of the second pool', 'alexnet-model', 'size: 5, pool: true', 'size: 5, stride: 2'],
    [
      'logits averaged over all places',
      'alexnet-pools',
      "size: 6, padding: 'valid'",
      "size: 6, padding: 'same'",
      'tf.layers.flatten()',
      'tf.layers.globalAveragePooling2d({})',
    ],
  ]),
  ...mutantsOf(paper, 'alexnet-build', [
    ['5 × 5 at the start', 'alexnet-convolutions', 'conv(96, 11, 4, 0)', 'conv(96, 5, 4, 0)'],
    [
      'the start of one table, the end of the other',
      'alexnet-convolutions',
      'conv(384, 3, 1, 0.1)',
      'conv(256, 3, 1, 0.1)',
    ],
    [
      'local response normalization in place of the first ReLU',
      'alexnet-activations',
      'relu(),\n    new LocalResponse({}),',
      'new LocalResponse({}),',
    ],
  ]),
  ...mutantsOf(byHand, 'alexnet-build', [
    ['the smaller of the two in place of the larger', 'alexnet-activations', 'tf.maximum(', 'tf.minimum('],
    [
      'the absolute value in place of ReLU',
      'alexnet-activations',
      'tf.maximum(single(inputs), 0)',
      'tf.abs(single(inputs))',
    ],
    [
      'a bias that is never added',
      'alexnet-learns',
      'false, true)\n        .add(this.bias.read()),',
      'false, true),',
    ],
  ]),
  ...mutantsOf('alexnet/channels-first', 'alexnet-build', [
    ['height and width exchanged', 'alexnet-computes', 'dims: [2, 3, 1]', 'dims: [3, 2, 1]'],
  ]),
  ...mutantsOf('alexnet/layer-subclass', 'alexnet-build', [
    [
      'the bias after the ReLU',
      'alexnet-computes',
      'tf.relu<tf.Tensor4D>(tf.conv2d(x, filter, stride, pad).add(this.offset.read()))',
      'tf.relu<tf.Tensor4D>(tf.conv2d(x, filter, stride, pad)).add<tf.Tensor4D>(this.offset.read())',
    ],
  ]),
];

const kerasResnet = 'resnet50/keras-applications';
const resnetByHand = 'resnet50/by-hand';
const torchvision = 'resnet50/torchvision';
const closures = 'resnet50/closures';
const stages = 'resnet50/stages';

const shortcutByHand = 'const shortcut = isFirst ? norm(conv(x, 4 * filters, 1, strides)) : x;';
const reducedByHand = 'const reduced = relu(norm(conv(x, filters, 1)));';
const filteredByHand = 'const filtered = relu(norm(conv(reduced, filters, 3, strides)));';
const expandedByHand = 'const expanded = norm(conv(filtered, 4 * filters, 1));';
const outByHand = 'return relu(new Sum({}).apply([expanded, shortcut]) as Node);';

const resnets: readonly Mutant[] = [
  ...mutantsOf(resnetByHand, 'resnet-skip', [
    [
      'the shortcut of the block before',
      'resnet-identity',
      'function block(',
      'let before: Node | undefined;\n\nfunction block(',
      shortcutByHand,
      `const fits = before?.shape.join() === x.shape.join();
  const shortcut = isFirst ? norm(conv(x, 4 * filters, 1, strides)) : fits ? before! : x;
  before = x;`,
    ],
    [
      'new channels filled with zeros',
      'resnet-projection',
      'class MeanOfPlaces',
      `class Thinned extends tf.layers.Layer {
  static className = 'Thinned';

  constructor(private readonly filters: number, private readonly strides: number) {
    super({});
  }

  override computeOutputShape([batch, height, width]: tf.Shape): tf.Shape {
    return [batch, Math.ceil(height! / this.strides), Math.ceil(width! / this.strides), this.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = only(inputs) as tf.Tensor4D;
    const thinned = tf.maxPool(x, 1, this.strides, 'valid');
    return thinned.pad([[0, 0], [0, 0], [0, 0], [0, this.filters - x.shape[3]]]);
  }
}

class MeanOfPlaces`,
      'norm(conv(x, 4 * filters, 1, strides))',
      '(new Thinned(4 * filters, strides).apply(x) as Node)',
    ],
  ]),
  ...mutantsOf(stages, 'resnet-skip', [
    ['branch and shortcut multiplied', 'resnet-shortcuts', 'tf.layers.add()', 'tf.layers.multiply()'],
    ['the larger of branch and shortcut', 'resnet-shortcuts', 'tf.layers.add()', 'tf.layers.maximum()'],
    [
      'average pool on the shortcut, as in ResNet-D',
      'resnet-projection',
      'tf.layers.maxPooling2d({ poolSize: 1, strides: 2 })',
      'tf.layers.averagePooling2d({ poolSize: 2, strides: 2 })',
    ],
    [
      'max pool on the shortcut',
      'resnet-projection',
      'tf.layers.maxPooling2d({ poolSize: 1, strides: 2 })',
      'tf.layers.maxPooling2d({ poolSize: 2, strides: 2 })',
    ],
  ]),
  ...mutantsOf(resnetByHand, 'resnet-bottleneck', [
    [
      'a branch that counts a tenth',
      'resnet-blocks',
      'tf.tidy(() => one.add(other))',
      'tf.tidy(() => one.mul(0.1).add(other))',
    ],
    [
      'batch norm and ReLU before each convolution, as in the second version',
      'resnet-normalizations',
      reducedByHand,
      'const reduced = conv(relu(norm(x)), filters, 1);',
      filteredByHand,
      'const filtered = conv(relu(norm(reduced)), filters, 3, strides);',
      expandedByHand,
      'const expanded = conv(relu(norm(filtered)), 4 * filters, 1);',
      outByHand,
      'return new Sum({}).apply([expanded, shortcut]) as Node;',
    ],
    [
      'batch norm missing in one block',
      'resnet-normalizations',
      expandedByHand,
      'const widened = conv(filtered, 4 * filters, 1);\n  const expanded = filters === 512 && isFirst ? widened : norm(widened);',
    ],
    [
      'batch norm missing after the second convolution',
      'resnet-normalizations',
      filteredByHand,
      'const filtered = relu(conv(reduced, filters, 3, strides));',
    ],
  ]),
  ...mutantsOf(torchvision, 'resnet-bottleneck', [
    [
      'twice as wide inside, as in Wide ResNet',
      'resnet-widths',
      'ResNet.conv1x1(x, this.planes)',
      'ResNet.conv1x1(x, 2 * this.planes)',
      'ResNet.conv3x3(out, this.planes, this.stride)',
      'ResNet.conv3x3(out, 2 * this.planes, this.stride)',
    ],
  ]),
  ...mutantsOf(closures, 'resnet-bottleneck', [
    [
      'a depthwise 3 × 3',
      'resnet-convolutions',
      'conv(n, 3, strides)',
      "layer(() => tf.layers.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false }))",
    ],
    ['ReLU6', 'resnet-activations', 'tf.layers.reLU()', 'tf.layers.reLU({ maxValue: 6 })'],
  ]),
  ...mutantsOf(kerasResnet, 'resnet-bottleneck', [
    [
      'a separable 3 × 3',
      'resnet-convolutions',
      "tf.layers.conv2d({ filters, kernelSize, padding: 'same'",
      "tf.layers.separableConv2d({ filters, kernelSize, padding: 'same'",
    ],
    [
      'a dilated 3 × 3',
      'resnet-convolutions',
      "tf.layers.conv2d({ filters, kernelSize, padding: 'same'",
      "tf.layers.conv2d({ filters, kernelSize, dilationRate: 2, padding: 'same'",
    ],
    [
      'swish',
      'resnet-activations',
      "tf.layers.activation({ activation: 'relu', name })",
      "tf.layers.activation({ activation: 'swish', name })",
    ],
  ]),
  ...mutantsOf(stages, 'resnet-skip', [
    ['branch and shortcut averaged', 'resnet-sums', 'tf.layers.add()', 'tf.layers.average()'],
  ]),
  ...mutantsOf(stages, 'resnet-bottleneck', [
    ['ELU', 'resnet-activations', 'tf.layers.reLU()', 'tf.layers.elu()'],
  ]),
];

const nested = 'resnet50/nested-models';
const maxPool = "layer(() => tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })),\n";

const otherResnets: readonly Mutant[] = [
  ...mutantsOf(kerasResnet, 'resnet-assembly', [
    [
      'an average pool in the stem',
      'resnet-stem',
      "maxPooling2d({ poolSize: 3, strides: 2, name: 'pool1_pool' })",
      "averagePooling2d({ poolSize: 3, strides: 2, name: 'pool1_pool' })",
    ],
    ['a stride in the first stage', 'resnet-stages', "'conv2', 1)", "'conv2', 2)"],
    [
      'global maximum instead of the average',
      'resnet-head',
      'globalAveragePooling2d({',
      'globalMaxPooling2d({',
    ],
    [
      'a dense layer of 512 before the last one',
      'resnet-head',
      "x = tf.layers.dropout({ rate: 0.3, name: 'top_dropout' })",
      "x = tf.layers.dense({ units: 512, activation: 'relu' }).apply(x) as Node;\n  x = tf.layers.dropout({ rate: 0.3, name: 'top_dropout' })",
    ],
  ]),
  ...mutantsOf(nested, 'resnet-assembly', [
    [
      'no pool in the stem',
      'resnet-stem',
      "model.add(tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }));",
      '',
    ],
  ]),
  ...mutantsOf(torchvision, 'resnet-assembly', [
    ['a stem of 3 × 3', 'resnet-stem', 'ResNet.conv(input, 64, 7, 2)', 'ResNet.conv(input, 64, 3, 2)'],
    ['3, 4, 3 and 6 blocks', 'resnet-stages', 'new ResNet([3, 4, 6, 3])', 'new ResNet([3, 4, 3, 6])'],
  ]),
  ...mutantsOf(torchvision, 'resnet-bottleneck', [
    ['an expansion of 2', 'resnet-widths', 'static readonly expansion = 4', 'static readonly expansion = 2'],
  ]),
  ...mutantsOf(torchvision, 'resnet-train', [
    [
      'dropout in the branch',
      'resnet-dropout',
      'out = ResNet.bn(ResNet.conv1x1(out, this.planes * Bottleneck.expansion));',
      'out = tf.layers.dropout({ rate: 0.3 }).apply(out) as Node;\n    out = ResNet.bn(ResNet.conv1x1(out, this.planes * Bottleneck.expansion));',
    ],
  ]),
  ...mutantsOf(closures, 'resnet-assembly', [
    [
      'batch norm after the pool',
      'resnet-stem',
      `norm,\n  relu,\n  ${maxPool}`,
      `${maxPool}  norm,\n  relu,\n`,
    ],
    ['a third stage that is too narrow', 'resnet-stages', 'stage(256, 6, 2)', 'stage(192, 6, 2)'],
    [
      'flatten instead of the average',
      'resnet-head',
      'tf.layers.globalAveragePooling2d({})',
      'tf.layers.flatten()',
    ],
  ]),
  ...mutantsOf(resnetByHand, 'resnet-assembly', [
    ['4, 3, 6 and 3 blocks', 'resnet-stages', '[3, 4, 6, 3].entries()', '[4, 3, 6, 3].entries()'],
    [
      'a bias in place of the batch norm of the stem',
      'resnet-stem',
      'let x = relu(norm(conv(input, 64, 7, 2)));',
      "let x = relu(tf.layers.conv2d({ filters: 64, kernelSize: 7, strides: 2, padding: 'same' }).apply(input) as Node);",
    ],
    [
      'softmax twice',
      'resnet-head',
      'outputs: tf.layers.dense({ units: 3 }).apply(x) as Node',
      "outputs: tf.layers.softmax().apply(tf.layers.dense({ units: 3, activation: 'softmax' }).apply(x)) as Node",
    ],
    [
      'gammas that are not trained',
      'resnet-parameters',
      "weight('gamma', 'ones', true)",
      "weight('gamma', 'ones', false)",
    ],
  ]),
];

export const wrongNetworks: readonly Mutant[] = [...alexnets, ...resnets, ...otherResnets];
