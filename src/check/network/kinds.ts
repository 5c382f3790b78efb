import { decimals, t } from '../../words';
import { channelsOf, type Op, type OpKind } from './network';

/** What operations of a kind are called. */
export function nameOfKind(kind: OpKind): string {
  const names: Readonly<Record<OpKind, string>> = {
    input: t('input'),
    convolution: t('convolution'),
    'depthwise-convolution': t('depthwise convolution'),
    normalization: t('normalization'),
    'other-normalization': t('other normalization'),
    bias: t('bias'),
    scale: t('scale'),
    relu: t('relu'),
    'other-activation': t('other activation'),
    addition: t('addition'),
    'max-pool': t('max pool'),
    'average-pool': t('average pool'),
    'global-average': t('global average'),
    dense: t('dense'),
    softmax: t('softmax'),
    padding: t('padding'),
    other: t('other'),
  };
  return names[kind];
}

/** What an operation does, in words: where its kind does not say it, by what it computes. */
export function nameOf(op: Op): string {
  const { kind, kernel, inputs, constants, shape } = op;
  const size = constants.reduce((most, constant) => Math.max(most, constant.size), 0);
  switch (kind) {
    case 'scale':
      if (op.number !== undefined)
        return kernel === 'RealDiv'
          ? t('a division by {0}', decimals(op.number, 3))
          : t('a multiplication by {0}', decimals(op.number, 3));
      return size === channelsOf(op)
        ? t('a multiplication of each channel by a number of its own')
        : t('a multiplication with {0} numbers, such as a random mask', size);
    case 'bias':
      if (op.number !== undefined)
        return t('an addition of {0}', decimals(kernel === 'Sub' ? -op.number : op.number, 3));
      return size === channelsOf(op) ? t('a bias') : t('an addition of {0} numbers, such as noise', size);
    case 'other-normalization': {
      const means = op.call?.inputs[1].size ?? 0;
      return t('a normalization with {0} means for {1} channels: over another axis', means, channelsOf(op));
    }
    case 'other-activation':
      return activationNames[kernel] ?? kernel;
    case 'other':
      return nameOfOther(kernel, inputs.length, shape);
    default:
      return nameOfKind(kind);
  }
}

/** As the literature writes them; no words of a language. */
const activationNames: Readonly<Record<string, string>> = {
  LeakyRelu: 'leaky ReLU', // no text: a name
  Relu6: 'ReLU6',
  Prelu: 'PReLU',
  Elu: 'ELU',
  Selu: 'SELU',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Softplus: 'softplus',
};

function nameOfOther(kernel: string, operands: number, shape: readonly number[]): string {
  const output = shape.slice(1).join(' × ');
  switch (kernel) {
    case 'Concat':
      return t('a concatenation of {0} parts', operands);
    case 'Slice':
    case 'StridedSlice':
      return t('a crop to {0}', output);
    case 'ResizeBilinear':
    case 'ResizeNearestNeighbor':
      return t('a change of size to {0}', output);
    case 'Mean':
    case 'Sum':
      return t('a mean or sum over some axes, output {0}', output);
    case 'Abs':
      return t('the absolute value');
    case 'ClipByValue':
      return t('a limit to the numbers (clip)');
    case 'Minimum':
      return operands === 1 ? t('the smaller of each number and a constant') : t('the smaller of two ways');
    case 'Max':
    case 'Min':
      return t('a maximum or minimum over some axes, output {0}', output);
    case 'LRN':
      return t('local response normalization');
    case 'Multiply':
      return t('a product of two ways');
    case 'Sub':
      return t('a difference of two ways');
    case 'RealDiv':
      return t('a division of two ways');
    case 'Maximum':
      return operands === 1 ? t('the larger of each number and a constant') : t('the larger of two ways');
    case 'Select':
    case 'SelectV2':
      return t('a choice between two ways (where)');
    default:
      return t('the operation {0}', kernel);
  }
}
