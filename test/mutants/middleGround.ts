/** Programs of one kind that a README decides about, by their names in the lists of right and wrong programs. */
export interface Decided {
  /** Get full points. */
  right?: readonly string[];
  /** Lose points, each by a check that begins so. */
  wrong?: readonly (readonly [name: string, check: string])[];
  /** Get full points and a remark. */
  remarked?: readonly string[];
}

/** What the table of exercise 3.4 decides, by its rows. */
export const modelsDecided: Readonly<Record<string, Decided>> = {
  'ReLU6, leaky ReLU, ELU or another function in place of ReLU': {
    wrong: [
      ['ReLU6 in the first block', 'alexnet-computes'],
      ['leaky ReLU', 'alexnet-activations'],
      ['ELU in the classifier', 'alexnet-activations'],
      ['ReLU6', 'resnet-activations'],
      ['swish', 'resnet-activations'],
      ['ELU', 'resnet-activations'],
    ],
  },
  'AlexNet in two groups or two towers that cross in layer 3, as in the paper': {
    right: ['alexnet/two-groups', 'alexnet/two-towers', 'alexnet/two-cards', 'alexnet/joined-halves'],
    wrong: [
      ['convolution 3 in groups, too', 'alexnet-convolutions'],
      ['towers that never see each other', 'alexnet-convolutions'],
      ['dense layers that see what their own card has computed alone', 'alexnet-classifier'],
    ],
  },
  'local response normalization after convolutions 1 and 2 of AlexNet': {
    right: ['alexnet/paper', 'alexnet/paper-start'],
  },
  'a slice cropped, padded or resized to 224 or 227 pixels inside of the model': {
    right: ['alexnet/cropped-224', 'alexnet/resized-227', 'alexnet/paper-start'],
    wrong: [['224 pixels without the zeros around them', 'alexnet-classifier']],
  },
  'a slice made much smaller inside of the model, to 64 pixels for example': {
    wrong: [
      ['a slice shrunk to 64 pixels', 'resnet-stem'],
      ['a slice shrunk by a pool', 'resnet-stem'],
      ['a slice shrunk and enlarged again', 'alexnet-convolutions'],
    ],
  },
  'a layer that is written by hand, or as another one that computes the same': {
    right: ['alexnet/by-hand', 'alexnet/all-convolutions', 'resnet50/by-hand', 'resnet50/explicit-sizes'],
  },
  'an initializer of your own': {
    right: ["He's initialization", 'orthogonal weights', 'truncated normal weights as small as in the paper'],
    wrong: [['all weights begin at zero', 'alexnet-learns']],
  },
  '`momentum: 0.1` in a batch norm (in PyTorch it means 0.9 here)': {
    remarked: ["PyTorch's momentum in the batch norm"],
  },
  'pictures that are standardized in `augment`': { wrong: [['standardized pictures', 'augments']] },
  'a flip of the whole batch, a shift or noise for each slice by itself': {
    right: [
      'a flip of the whole batch now and then',
      'a shift by a few pixels, with the edge mirrored',
      'weak noise',
    ],
  },
  'pictures that are mixed with others or change places': {
    wrong: [
      ['mixed pictures', 'augments'],
      ['a flip of the batch', 'augments'],
    ],
  },
};

/** What exercise 3.2 decides, by the words that each point begins with. */
export const regularizationDecided: Readonly<Record<string, Decided>> = {
  'The baseline has nothing that holds it back': {
    right: ["a baseline whose weights begin by He's initializer"],
    wrong: [
      ['a penalty in the baseline', 'baseline-alone'],
      ['a penalty on the biases of the baseline', 'baseline-alone'],
      ['a bound on the weights of the baseline', 'baseline-alone'],
      ['a dropout in the baseline', 'baseline-alone'],
      ['noise in the baseline', 'baseline-alone'],
      ['a batch norm in the baseline', 'baseline-network'],
      ['an augmented baseline', 'baseline-alone'],
      ['an optimizer of the baseline that makes weights smaller', 'baseline-alone'],
      ['a frozen layer in the baseline', 'baseline-alone'],
      ['weights that begin alike in the baseline', 'baseline-alone'],
    ],
  },
  'The L2 run has a penalty on the squares of all kernels and nothing else.': {
    right: ['a penalty on the biases as well'],
    wrong: [
      ['a penalty on biases alone', 'l2-penalty'],
      ['a penalty that does nothing', 'l2-penalty'],
      ['a penalty that drowns the loss', 'l2-penalty'],
      ['L1 beside the L2 penalty', 'l2-penalty'],
    ],
  },
  'The dropout run has dropout before one or both of the fully connected layers, and nothing else.': {
    right: ['a dropout before the first dense layer alone'],
    wrong: [
      ['a dropout of pixels', 'dropout-places'],
      ['a dropout between convolutions', 'dropout-places'],
      ['a dropout of logits', 'dropout-places'],
    ],
  },
  'How you write it is up to you': {
    right: ['baseline/functional', 'baseline/layer-class', 'baseline/two-models'],
    wrong: [
      ['ReLU6 in the baseline', 'baseline-network'],
      ['a dilated window', 'baseline-network'],
    ],
  },
};
