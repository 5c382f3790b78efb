/** A change to the right program, and what it must be found by. */
export interface Mutant {
  name: string;
  /** Text of `moments.ts` that is replaced, everywhere. */
  from: string;
  to: string;
  /** The first check that fails. */
  check: string;
  /** A part of what it says. */
  actual: RegExp;
}

const variance = 'const { mean, variance } = tf.moments(x, axes);';
const unbiased = `const { mean, variance: biased } = tf.moments(x, axes);
  const count = x.size / (x.shape[x.rank - 1] ?? 1);
  const variance = biased.mul(count / (count - 1));`;
const axes = 'const axes = x.shape.slice(0, -1).map((_, axis) => axis);';
const affine = '.mul(layer.gamma).add(layer.beta);\n  const movingMean';
const deviation = 'const deviation = variance.add(layer.epsilon).sqrt();';
const moved = 'layer.movingVariance.mul(layer.momentum).add(variance.mul(1 - layer.momentum))';
const movedMean = 'layer.movingMean.mul(layer.momentum).add(mean.mul(1 - layer.momentum))';
const evaluated = 'const deviation = layer.movingVariance.add(layer.epsilon).sqrt();';

export const mutants: readonly Mutant[] = [
  { name: 'unbiased variance', from: variance, to: unbiased, check: 'training-output', actual: /n - 1/ },
  {
    name: 'unbiased moving variance, as in PyTorch',
    from: moved,
    to: 'layer.movingVariance.mul(layer.momentum).add(variance.mul(1 - layer.momentum).mul((x.size / layer.gamma.size) / (x.size / layer.gamma.size - 1)))',
    check: 'training-moving-variance',
    actual: /remembered .* n - 1/,
  },
  {
    name: 'momentum the wrong way round',
    from: movedMean,
    to: 'layer.movingMean.mul(1 - layer.momentum).add(mean.mul(layer.momentum))',
    check: 'training-moving-mean',
    actual: /share of the new/,
  },
  {
    name: 'momentum the wrong way round for the variance alone, unbiased',
    from: moved,
    to: 'layer.movingVariance.mul(1 - layer.momentum).add(variance.mul(layer.momentum).mul((x.size / layer.gamma.size) / (x.size / layer.gamma.size - 1)))',
    check: 'training-moving-variance',
    actual: /n - 1.*share of the new/,
  },
  {
    name: 'moving statistics that stay',
    from: movedMean,
    to: 'layer.movingMean',
    check: 'training-moving-mean',
    actual: /as they were/,
  },
  {
    name: 'moving statistics that are those of the batch',
    from: moved,
    to: 'variance',
    check: 'training-moving-variance',
    actual: /forgotten/,
  },
  {
    name: 'moving statistics that only grow',
    from: moved,
    to: 'layer.movingVariance.add(variance.mul(1 - layer.momentum))',
    check: 'training-moving-variance',
    actual: /only grow/,
  },
  {
    name: 'a moving standard deviation',
    from: moved,
    to: 'layer.movingVariance.mul(layer.momentum).add(variance.sqrt().mul(1 - layer.momentum))',
    check: 'training-moving-variance',
    actual: /standard deviation is remembered/,
  },
  {
    name: 'statistics over the batch alone',
    from: axes,
    to: 'const axes = [0];',
    check: 'training-output',
    actual: /Each place/,
  },
  {
    name: 'statistics of each slice',
    from: variance,
    to: `const moments = tf.moments(x, axes);
  const own = x.rank === 4 ? tf.moments(x, [1, 2], true) : { mean: x, variance: x.zerosLike() };
  const { mean, variance } = own;`,
    check: 'training-output',
    actual: /instance normalization/,
  },
  {
    name: 'statistics over the channels',
    from: variance,
    to: 'const { mean, variance } = tf.moments(x, x.shape.slice(1).map((_, axis) => axis + 1), true);',
    check: 'training-output',
    actual: /layer normalization/,
  },
  {
    name: 'one mean and variance for all',
    from: variance,
    to: 'const { mean, variance } = tf.moments(x);',
    check: 'training-output',
    actual: /All channels share/,
  },
  {
    name: 'epsilon outside of the root',
    from: deviation,
    to: 'const deviation = variance.sqrt().add(layer.epsilon);',
    check: 'training-output',
    actual: /after the root/,
  },
  {
    name: 'no epsilon',
    from: deviation,
    to: 'const deviation = variance.sqrt();',
    check: 'training-output',
    actual: /left out/,
  },
  {
    name: 'no root',
    from: deviation,
    to: 'const deviation = variance.add(layer.epsilon);',
    check: 'training-output',
    actual: /root is missing/,
  },
  {
    name: 'neither gamma nor beta',
    from: affine,
    to: ';\n  const movingMean',
    check: 'training-output',
    actual: /Neither/,
  },
  {
    name: 'no beta',
    from: affine,
    to: '.mul(layer.gamma);\n  const movingMean',
    check: 'training-output',
    actual: /Beta is not added/,
  },
  {
    name: 'no gamma',
    from: affine,
    to: '.add(layer.beta);\n  const movingMean',
    check: 'training-output',
    actual: /not multiplied by gamma/,
  },
  {
    name: 'beta before gamma',
    from: affine,
    to: '.add(layer.beta).mul(layer.gamma);\n  const movingMean',
    check: 'training-output',
    actual: /before gamma/,
  },
  {
    name: 'gamma and beta exchanged',
    from: affine,
    to: '.mul(layer.beta).add(layer.gamma);\n  const movingMean',
    check: 'training-output',
    actual: /exchanged/,
  },
  {
    name: 'moving statistics in training',
    from: 'const output = x.sub(mean).div(deviation)',
    to: 'const output = x.sub(layer.movingMean).div(layer.movingVariance.add(layer.epsilon).sqrt())',
    check: 'training-output',
    actual: /In training it is normalized by the moving/,
  },
  {
    name: 'statistics that are read out as numbers',
    from: variance,
    to: `const moments = tf.moments(x, axes);
  const mean = tf.tensor(moments.mean.dataSync());
  const variance = tf.tensor(moments.variance.dataSync());`,
    check: 'training-gradient',
    actual: /constants for the gradient/,
  },
  {
    name: 'the batch norm of TensorFlow.js',
    from: 'const output = x.sub(mean).div(deviation).mul(layer.gamma).add(layer.beta);',
    to: 'const output = tf.batchNorm(x as tf.Tensor2D, mean as tf.Tensor1D, variance as tf.Tensor1D, layer.beta, layer.gamma, layer.epsilon);',
    check: 'training-by-hand',
    actual: /calls the batch normalization/,
  },
  {
    name: 'statistics of the batch in evaluation',
    from: `${evaluated}\n  return x.sub(layer.movingMean)`,
    to: `const { mean, variance } = tf.moments(x, x.shape.slice(0, -1).map((_, axis) => axis));
  const deviation = variance.add(layer.epsilon).sqrt();
  return x.sub(mean)`,
    check: 'evaluation-output',
    actual: /In evaluation it is normalized by the statistics of the batch/,
  },
  {
    name: 'no epsilon in evaluation',
    from: evaluated,
    to: 'const deviation = layer.movingVariance.sqrt();',
    check: 'evaluation-output',
    actual: /left out/,
  },
  {
    name: 'something else in evaluation',
    from: evaluated,
    to: 'const deviation = layer.movingVariance.add(7).sqrt();',
    check: 'evaluation-output',
    actual: /^-?\d+\.\d+\.$/,
  },
  {
    name: 'results in an array',
    from: 'return { output, movingMean, movingVariance };',
    to: 'return [output, movingMean, movingVariance];',
    check: 'training-output',
    actual: /not returned/,
  },
  {
    name: 'another name',
    from: 'normalizeInEvaluation',
    to: 'normalizeEval',
    check: 'evaluation-output',
    actual: /none of this name/,
  },
  {
    name: 'moving statistics that keep their axes',
    from: variance,
    to: 'const { mean, variance } = tf.moments(x, axes, true);',
    check: 'training-moving-mean',
    actual: /Shape \[1, 3\]/,
  },
];
