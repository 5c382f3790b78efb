import { readFile } from 'node:fs/promises';
import path from 'node:path';

const repository = process.env['LITS_ROOT'] ?? process.cwd();
export const baseline = await readFile(path.join(repository, 'test/solutions/3.2/baseline.ts'), 'utf8');
const penalty = 'kernelRegularizer: tf.regularizers.l2({ l2: 1e-4 })';
const l2 = baseline
  .replace('kernelSize: 3,', `kernelSize: 3, ${penalty},`)
  .replace('units: 256,', `units: 256, ${penalty},`)
  .replace('units: 3 }', `units: 3, ${penalty} }`);
const dropping = 'model.add(tf.layers.dropout({ rate: 0.5 }));';
export const dropout = baseline.replace(
  'model.add(tf.layers.dense',
  `${dropping}\n  model.add(tf.layers.dense`,
);
/** Three right files. */
export const right = { 'baseline.ts': baseline, 'l2.ts': l2, 'dropout.ts': dropout };

const conv = 'kernelSize: 3,';
const augmented = (text: string) =>
  text.replace('  epochs:', '  augment: (x) => (Math.random() < 0.5 ? x.reverse(2) : x),\n  epochs:');
const decaying = (text: string) =>
  text
    .replace(
      'export default',
      `class Decaying extends tf.AdamOptimizer {
  override applyGradients(gradients: Parameters<tf.AdamOptimizer['applyGradients']>[0]): void {
    super.applyGradients(gradients);
    for (const name of Object.keys(gradients)) {
      const weight = tf.engine().registeredVariables[name];
      weight.assign(weight.mul(0.9999));
    }
  }
}

export default`,
    )
    .replace(/optimizer: .*,/, 'optimizer: () => new Decaying(1e-3, 0.9, 0.999),');
/** The settings of a training, with one more. */
const having = (text: string, setting: string) => text.replace('  epochs:', `  ${setting},\n  epochs:`);
const optimized = (text: string, optimizer: string) =>
  text.replace(/optimizer: .*,/, `optimizer: ${optimizer},`);
const pooling = 'model.add(tf.layers.maxPooling2d({ poolSize: 2 }));';
const unscaled = dropout.replace('tf.layers.dropout({ rate: 0.5 })', 'new Unscaled({})').replace(
  '/** Four',
  `class Unscaled extends tf.layers.Layer {
  static className = 'Unscaled';
  override call([x]: tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return training ? x.mul(tf.randomUniform(x.shape).less(0.5)) : x;
  }
}

$&`,
);
/** Wrong files beside right ones, and the checks that see them. */
export const mistakes: readonly [name: string, files: Record<string, string>, failed: string[]][] = [
  [
    'a convolution too large',
    { 'baseline.ts': baseline.replace(conv, 'kernelSize: 5,') },
    ['baseline-network'],
  ],
  // All of these have the right number of parameters.
  [
    'average pools',
    { 'baseline.ts': baseline.replace('maxPooling2d', 'averagePooling2d') },
    ['baseline-network'],
  ],
  [
    'strides in place of pools',
    {
      'baseline.ts': baseline
        .replace(conv, 'kernelSize: 3, strides: 2,')
        .replace('model.add(tf.layers.maxPooling2d({ poolSize: 2 }));', ''),
    },
    ['baseline-network'],
  ],
  [
    'no ReLU after the convolutions',
    { 'baseline.ts': baseline.replace("activation: 'relu',", '') },
    ['baseline-network'],
  ],
  ['another activation', { 'baseline.ts': baseline.replace("'relu',", "'tanh',") }, ['baseline-network']],
  [
    'a ReLU on the logits',
    { 'baseline.ts': baseline.replace('units: 3 }', "units: 3, activation: 'relu' }") },
    ['baseline-network'],
  ],
  [
    'a softmax on the logits',
    { 'baseline.ts': baseline.replace('units: 3 }', "units: 3, activation: 'softmax' }") },
    ['baseline-network'],
  ],
  // Each of these is the network of the table, and another training.
  [
    'a bound on the weights of the baseline',
    {
      'baseline.ts': baseline.replace(
        'units: 256,',
        'units: 256, kernelConstraint: tf.constraints.maxNorm({ maxValue: 3 }),',
      ),
    },
    ['baseline-alone'],
  ],
  [
    'a frozen layer in the baseline',
    { 'baseline.ts': baseline.replace('units: 256,', 'units: 256, trainable: false,') },
    ['baseline-alone'],
  ],
  [
    'weights that begin at zero in the baseline',
    { 'baseline.ts': baseline.replace('units: 256,', "units: 256, kernelInitializer: 'zeros',") },
    ['baseline-alone'],
  ],
  [
    'weights that begin alike in the baseline',
    { 'baseline.ts': baseline.replace(conv, `${conv} kernelInitializer: 'ones',`) },
    ['baseline-alone'],
  ],
  [
    'a penalty on the biases of the baseline',
    {
      'baseline.ts': baseline.replace(
        'units: 256,',
        'units: 256, biasRegularizer: tf.regularizers.l2({ l2: 1e-3 }),',
      ),
    },
    ['baseline-alone'],
  ],
  [
    'a dropout of the same units each time in the baseline',
    { 'baseline.ts': dropout.replace('rate: 0.5', 'rate: 0.5, seed: 1') },
    ['baseline-alone'],
  ],
  [
    'noise in the baseline',
    {
      'baseline.ts': baseline.replace(
        'model.add(tf.layers.flatten());',
        'model.add(tf.layers.gaussianNoise({ stddev: 0.1 }));\n  $&',
      ),
    },
    ['baseline-alone'],
  ],
  [
    'an augmented baseline',
    { 'baseline.ts': augmented(baseline), 'l2.ts': l2, 'dropout.ts': dropout },
    ['baseline-alone'],
  ],
  [
    'an optimizer of the baseline that makes weights smaller',
    { 'baseline.ts': decaying(baseline), 'l2.ts': decaying(l2), 'dropout.ts': decaying(dropout) },
    ['baseline-alone', 'l2-alone', 'dropout-alone'],
  ],
  ['an augmented run with a penalty', { 'l2.ts': augmented(l2) }, ['l2-alone']],
  ['an augmented run with dropout', { 'dropout.ts': augmented(dropout) }, ['dropout-alone']],
  ['a penalty that does nothing', { 'l2.ts': l2.replaceAll('1e-4', '1e-12') }, ['l2-penalty']],
  ['a penalty that does nothing in one layer', { 'l2.ts': l2.replace('1e-4', '1e-9') }, ['l2-penalty']],
  [
    'a penalty on biases alone',
    { 'l2.ts': l2.replaceAll('kernelRegularizer', 'biasRegularizer') },
    ['l2-penalty'],
  ],
  ['a penalty ten times as large as the loss', { 'l2.ts': l2.replaceAll('1e-4', '0.1') }, ['l2-penalty']],
  [
    'a bound on weights beside the penalty',
    {
      'l2.ts': l2.replace(
        'units: 256,',
        'units: 256, kernelConstraint: tf.constraints.unitNorm({ axis: 0 }),',
      ),
    },
    ['l2-alone'],
  ],
  [
    'L1 in the loss of the baseline',
    { 'baseline.ts': having(baseline, 'loss: { l1: 1e-5 }') },
    ['baseline-alone', 'l2-settings', 'dropout-settings'],
  ],
  [
    'L2 in the loss of the baseline',
    { 'baseline.ts': having(baseline, 'loss: { l2: 1e-4 }') },
    ['baseline-alone', 'dropout-settings'],
  ],
  [
    'label smoothing in all three',
    Object.fromEntries(
      Object.entries(right).map(([name, text]) => [name, having(text, 'loss: { labelSmoothing: 0.1 }')]),
    ),
    ['baseline-alone', 'l2-alone', 'dropout-alone'],
  ],
  [
    'early stopping of the run with dropout',
    { 'dropout.ts': having(dropout, 'earlyStopping: { patience: 2 }') },
    ['dropout-alone', 'dropout-settings'],
  ],
  [
    'averaged weights of the run with a penalty',
    { 'l2.ts': having(l2, 'averageWeights: { decay: 0.999 }') },
    ['l2-alone', 'l2-settings'],
  ],
  [
    'a weight decay in the baseline',
    { 'baseline.ts': optimized(baseline, "{ name: 'adam', learningRate: 1e-3, weightDecay: 1e-4 }") },
    ['baseline-alone', 'dropout-settings'],
  ],
  [
    'AdamW with its default in the baseline',
    { 'baseline.ts': optimized(baseline, "{ name: 'adamw', learningRate: 1e-3 }") },
    ['baseline-alone', 'dropout-settings'],
  ],
  [
    'a weight decay that does nothing',
    { 'l2.ts': optimized(baseline, "{ name: 'adam', learningRate: 1e-3, weightDecay: 1e-9 }") },
    ['l2-penalty'],
  ],
  ['another schedule', { 'l2.ts': having(l2, "schedule: { name: 'cosine' }") }, ['l2-settings']],
  ['clipped gradients', { 'dropout.ts': having(dropout, 'clipNorm: 1') }, ['dropout-settings']],
  ['a dropout in the baseline', { 'baseline.ts': dropout }, ['baseline-alone']],
  ['a penalty in the baseline', { 'baseline.ts': l2 }, ['baseline-alone']],
  ['no penalty', { 'l2.ts': baseline }, ['l2-penalty']],
  [
    'a penalty on the last layer alone',
    { 'l2.ts': l2.replace(`units: 256, ${penalty},`, 'units: 256,') },
    ['l2-penalty'],
  ],
  ['a penalty on absolute values', { 'l2.ts': l2.replaceAll('.l2({ l2:', '.l1({ l1:') }, ['l2-penalty']],
  ['a penalty that drowns the loss', { 'l2.ts': l2.replaceAll('1e-4', '1') }, ['l2-penalty']],
  [
    'a dropout beside the penalty',
    { 'l2.ts': l2.replace('model.add(tf.layers.dense', `${dropping}\n$&`) },
    ['l2-alone'],
  ],
  [
    'another learning rate',
    { 'l2.ts': l2.replace('learningRate: 1e-3', 'learningRate: 1e-4') },
    ['l2-settings'],
  ],
  ['a dropout of nothing', { 'dropout.ts': dropout.replace('rate: 0.5', 'rate: 0') }, ['dropout-drops']],
  [
    'a dropout of the same units each time',
    { 'dropout.ts': dropout.replace('rate: 0.5', 'rate: 0.5, seed: 1') },
    ['dropout-drops'],
  ],
  [
    'a dropout between convolutions',
    { 'dropout.ts': baseline.replace(pooling, `${pooling}\n    ${dropping}`) },
    ['dropout-places'],
  ],
  [
    'a dropout of pixels',
    {
      'dropout.ts': baseline
        .replace(
          'tf.sequential();',
          `tf.sequential();\n  ${dropping.replace('0.5', '0.5, inputShape: [256, 256, 1]')}`,
        )
        .replace('...(block === 0 ? { inputShape: [256, 256, 1] } : {}),', ''),
    },
    ['dropout-places'],
  ],
  [
    'a dropout of logits',
    { 'dropout.ts': baseline.replace('units: 3 }));', `units: 3 }));\n  ${dropping}`) },
    ['dropout-places'],
  ],
  [
    'noise in place of dropout',
    { 'dropout.ts': dropout.replace('dropout({ rate: 0.5 })', 'gaussianNoise({ stddev: 0.5 })') },
    ['dropout-places'],
  ],
  ['a dropout that does not scale', { 'dropout.ts': unscaled }, ['dropout-places']],
  [
    'a penalty beside the dropout',
    { 'dropout.ts': dropout.replace(conv, `${conv} ${penalty},`) },
    ['dropout-alone'],
  ],
  // What may look like the network of the table.
  ['ReLU6 in the baseline', { 'baseline.ts': baseline.replace("'relu',", "'relu6',") }, ['baseline-network']],
  [
    'a dilated window',
    { 'baseline.ts': baseline.replace(conv, `${conv} dilationRate: 2,`) },
    ['baseline-network'],
  ],
  [
    'a batch norm in the baseline',
    {
      'baseline.ts': baseline.replace(pooling, `model.add(tf.layers.batchNormalization());\n    ${pooling}`),
    },
    ['baseline-network'],
  ],
  [
    'L1 beside the L2 penalty',
    {
      'l2.ts': l2.replaceAll(
        'tf.regularizers.l2({ l2: 1e-4 })',
        'tf.regularizers.l1l2({ l1: 1e-4, l2: 1e-4 })',
      ),
    },
    ['l2-penalty'],
  ],
];

/** Right files that may look wrong. */
export const rightWays: readonly [name: string, files: Record<string, string>][] = [
  [
    'the same schedule with a function in it in all three',
    Object.fromEntries(
      Object.entries(right).map(([name, text]) => [
        name,
        having(text, "schedule: { name: 'chained', schedules: [(count) => 0.9 ** count] }"),
      ]),
    ),
  ],
  ['a penalty in the loss', { 'l2.ts': having(baseline, 'loss: { l2: 1e-3 }') }],
  [
    'a penalty as the weight decay of Adam',
    { 'l2.ts': optimized(baseline, "{ name: 'adam', learningRate: 1e-3, weightDecay: 1e-3 }") },
  ],
  [
    'a penalty as the weight decay of AdamW',
    { 'l2.ts': optimized(baseline, "{ name: 'adamw', learningRate: 1e-3, weightDecay: 1e-2 }") },
  ],
  [
    "a baseline whose weights begin by He's initializer",
    {
      'baseline.ts': baseline.replace(conv, `${conv} kernelInitializer: 'heNormal',`),
    },
  ],
  [
    'a penalty on the biases as well',
    {
      'l2.ts': l2.replace('units: 256,', 'units: 256, biasRegularizer: tf.regularizers.l2({ l2: 1e-4 }),'),
    },
  ],
  [
    'a dropout before the first dense layer alone',
    {
      'dropout.ts': baseline.replace(
        'model.add(tf.layers.flatten());',
        `model.add(tf.layers.flatten());\n  ${dropping}`,
      ),
    },
  ],
];
