import {
  channelsOf,
  computes,
  inSteps,
  structureOf,
  t,
  whereDifferent,
  type Block,
  type Check,
  type Fault,
  type Op,
  type OpKind,
  type Probe,
} from 'lits/check';
import {
  allConvolutionsOf,
  convolutionsOf,
  describe,
  eachBranch,
  inOrder,
  keepsShape,
  reductionOf,
  windowOf,
} from './blocks';
import { unsteady, wrongWeights } from './assembly';
import { isInShortcut, resnet50 } from './reference';
import { wrongShortcut } from './skip';

const item = 'resnet-bottleneck';

const convolutions: Probe = eachBranch((block) => {
  const found = allConvolutionsOf(block.branch);
  const sizes = found.map(windowOf);
  const probed = t('The convolutions on the way through each block.');
  const expected = t('Three: 1 × 1, then 3 × 3, then 1 × 1.');
  if (sizes.join() !== '1 × 1,3 × 3,1 × 1')
    return {
      probed,
      expected,
      actual:
        found.length === 1
          ? t('1 convolution: {0}.', sizes[0])
          : t('{0} convolutions: {1}.', found.length, inOrder(sizes)),
      why: t(
        'The 1 × 1 convolutions make the picture thin for the expensive 3 × 3 one, and thick again afterwards. Only the 3 × 3 one sees neighbouring pixels.',
      ),
      hints: [
        t('Follow the data through the block, line by line: which layer is applied to what?'),
        t('Is one of the layers defined twice, or never applied?'),
      ],
      op: found.find((_, index) => sizes[index] !== ['1 × 1', '3 × 3', '1 × 1'][index]) ?? found.at(-1),
    };
  const strides = found.map(({ window }) => window?.stride[0] ?? 1);
  const reduction = keepsShape(block) ? 1 : reductionOf(block);
  const isRight = strides[0] * strides[1] === reduction && strides[2] === 1;
  if (isRight) return undefined;
  return {
    probed: t('The strides of the convolutions on the way through each block.'),
    expected:
      reduction > 1
        ? t(
            'Stride {0} in the 3 × 3 convolution (or in the 1 × 1 before it, as in the paper of 2015).',
            reduction,
          )
        : t('Stride 1 in all three.'),
    actual: t('strides {0}.', strides.join(', ')),
    why: t(
      'A stride in the last 1 × 1 convolution throws away three quarters of what the 3 × 3 one has computed at full price.',
    ),
    hints: [t('Which convolution gets the strides that the block is called with?')],
    op: found[2],
  };
});

const widths: Probe = eachBranch((block) => {
  const found = convolutionsOf(block.branch);
  const [first, second, third] = found.map(channelsOf);
  const n = first;
  if (second === n && third === 4 * n) return undefined;
  return {
    probed: t('The number of filters of the three convolutions of each block.'),
    expected: t('n, n and 4 n: the last one expands.'),
    actual: `${[first, second, third].join(', ')}.`,
    why: t(
      'The name says it: narrow in the middle, four times as wide at the ends. The next block counts on the wide end.',
    ),
    hints: [
      t('Which of the three convolutions expands, and by which factor?'),
      t('What is `filters` for the block: the width inside, or that of its output?'),
    ],
    op: found.find((op, index) => channelsOf(op) !== [n, n, 4 * n][index]),
  };
});

/** What follows each convolution of a branch, up to the next. */
function segmentsOf({ branch }: Block): { kind: OpKind; op: Op }[][] {
  const segments: { kind: OpKind; op: Op }[][] = [];
  for (const part of structureOf(branch)) {
    if (part.kind === 'convolution') segments.push([]);
    else segments.at(-1)?.push(part);
  }
  return segments;
}

const namesOf = (segment: readonly { kind: OpKind; op: Op }[]) =>
  inOrder(segment.map(({ kind, op }) => describe(kind, op)));

const isOneRelu = (segment: readonly { kind: OpKind }[]) =>
  segment.length === 1 && segment[0].kind === 'relu';

/** What comes after one of the three convolutions of a block, by its place. */
const comingAfter: readonly ((names: string) => string)[] = [
  (names) => t('after the first convolution comes {0}.', names),
  (names) => t('after the second convolution comes {0}.', names),
  (names) => t('after the third convolution comes {0}.', names),
];

/** What comes after one of the first two batch norms of a block, by its place. */
const comingAfterNorm: readonly ((names: string) => string)[] = [
  (names) => t('after the first convolution and its batch norm comes {0}.', names),
  (names) => t('after the second convolution and its batch norm comes {0}.', names),
];

const normalizations: Probe = eachBranch((block) => {
  const segments = segmentsOf(block);
  const index = segments.findIndex(
    (segment) =>
      segment[0]?.kind !== 'normalization' ||
      segment.filter(({ kind }) => kind === 'normalization').length > 1,
  );
  if (index < 0) return undefined;
  return {
    probed: t('What follows each convolution on the way through each block.'),
    expected: t('A batch norm at once after each of the three.'),
    actual: comingAfter[index](namesOf(segments[index])),
    why: t(
      'Without it, the sums of one block after the other grow, and a network this deep is hard to train at all.',
    ),
    hints: [
      t('Count them: three convolutions, three batch norms.'),
      t('The order is convolution, batch norm, ReLU.'),
    ],
    op: segments[index][0]?.op ?? convolutionsOf(block.branch)[index],
  };
});

const activations: Probe = eachBranch((block) => {
  const segments = segmentsOf(block).map((segment) =>
    segment.filter(({ kind }) => !kind.endsWith('normalization')),
  );
  const expected = t(
    'A ReLU after the first and the second batch norm, none after the third, and one after the addition.',
  );
  const probed = t('Where each block rectifies.');
  const inner = segments.slice(0, 2).findIndex((segment) => !isOneRelu(segment));
  if (inner >= 0)
    return {
      probed,
      expected,
      actual: comingAfterNorm[inner](namesOf(segments[inner])),
      why: t('Without something non-linear between them, two convolutions in a row can do no more than one.'),
      hints: [t('Convolution, batch norm, ReLU: which of the three is missing, or is another one?')],
      op: segments[inner][0]?.op ?? convolutionsOf(block.branch)[inner],
    };
  const rectified = segments[2].some(({ kind }) => kind === 'relu' || kind === 'other-activation');
  if (segments[2].length > 0 && !rectified)
    return {
      probed: t('What lies between the third batch norm of each block and its addition.'),
      expected: t('Nothing: the branch is added as it is.'),
      actual: t('before the addition comes {0}.', namesOf(segments[2])),
      why: t(
        'A branch that is changed on the way to the addition is another correction than the one that it learned.',
      ),
      hints: [t('Look at the figure of the block: what lies between the last batch norm and the addition?')],
      op: segments[2][0].op,
    };
  if (segments[2].length > 0)
    return {
      probed: t('Whether what a block adds to its input can be negative.'),
      expected,
      actual: t(
        'before the addition comes {0}, so that the block can only add to its input, never take away.',
        namesOf(segments[2]),
      ),
      why: t(
        'Block after block the numbers would only grow. The branch is a correction, and corrections have both signs.',
      ),
      hints: [t('Look at the figure of the block: what lies between the last batch norm and the addition?')],
      op: segments[2][0].op,
    };
  const after = structureOf(block.after);
  if (after[0]?.kind !== 'relu')
    return {
      probed: t('Whether the output of each block can be negative.'),
      expected,
      actual: t('after the addition comes {0}.', namesOf(after.slice(0, 1))),
      why: t(
        'The next block begins with a convolution: without a ReLU in between, the two are one linear step.',
      ),
      hints: [t('What comes after the addition in the figure of the block?')],
    };
  if (after.length > 1)
    return {
      probed: t('What follows the addition of each block, up to the next block.'),
      expected,
      actual: t('after the addition comes {0}.', namesOf(after)),
      why: t(
        'Whatever lies between two blocks lies on the shortcuts too, and the gradient no longer passes them unchanged.',
      ),
      hints: [t('What comes after the addition in the figure of the block?')],
      op: after[1].op,
    };
  return undefined;
});

/**
 * Faults of blocks that nothing else tells: neither a look at their structure or their shortcuts, nor the number of weights of a
 * batch norm without gamma and beta, nor that predicting is random.
 */
const blocks: Probe = async (subject) => {
  const isTold = async (probe: Probe) => (await probe(subject)) !== undefined;
  const isShortcutTold = await isTold(wrongShortcut);
  const areWeightsTold = await isTold(wrongWeights);
  const isAsked = ({ part, kind, joining, isInArrangement }: Fault) =>
    part.startsWith('block') &&
    !joining &&
    !isInArrangement &&
    !(isShortcutTold && (kind === 'sum' || isInShortcut(part))) &&
    !(areWeightsTold && kind === 'normalization');
  const finding = await computes(resnet50, isAsked)(subject);
  return finding && !(await isTold(unsteady)) ? finding : undefined;
};

const inConvolutions = ['convolution', 'normalization', 'sum', 'next'] as const;
const inActivations = ['convolution', 'relu', 'sum', 'next', 'average'] as const;

export const bottleneckChecks = (): Check[] => [
  {
    id: 'resnet-convolutions',
    item,
    title: t('Each block convolves 1 × 1, 3 × 3, 1 × 1, and only the first two may stride'),
    fault: t('A block does not convolve 1 × 1, 3 × 3, 1 × 1, or strides in the wrong place'),
    needs: ['resnet-shortcuts'],
    share: 2,
    probe: whereDifferent(resnet50, convolutions, inSteps(...inConvolutions)),
  },
  {
    id: 'resnet-widths',
    item,
    title: t('The last convolution of a block has four times as many filters as the others'),
    fault: t('The last convolution of a block does not have four times as many filters as the others'),
    needs: ['resnet-convolutions'],
    share: 2,
    probe: whereDifferent(resnet50, widths, inSteps(...inConvolutions)),
  },
  {
    id: 'resnet-normalizations',
    item,
    title: t('A batch norm follows each convolution'),
    fault: t('A convolution is not followed by a batch norm'),
    needs: ['resnet-convolutions'],
    probe: whereDifferent(resnet50, normalizations, inSteps('normalization', ...inActivations)),
  },
  {
    id: 'resnet-activations',
    item,
    title: t('A block rectifies after its first two batch norms and after the addition, not before it'),
    fault: t('A block does not rectify where it should'),
    needs: ['resnet-convolutions'],
    probe: whereDifferent(resnet50, activations, inSteps('normalization', ...inActivations)),
  },
  {
    id: 'resnet-blocks',
    item,
    title: t('Each block computes what the figure shows'),
    fault: t('A block computes something else than the figure shows'),
    needs: ['resnet-model', 'resnet-widths', 'resnet-normalizations', 'resnet-activations'],
    probe: blocks,
  },
];
