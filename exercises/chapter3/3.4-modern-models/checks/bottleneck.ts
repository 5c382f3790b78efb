import {
  channelsOf,
  structureOf,
  type Block,
  type Check,
  type Op,
  type OpKind,
  type Probe,
} from 'lits/check';
import { convolutionsOf, eachBlock, keepsShape, reductionOf } from './blocks';

const item = 'resnet-bottleneck';
const ordinals = ['first', 'second', 'third'];

const convolutions: Probe = eachBlock((block) => {
  const found = convolutionsOf(block.branch);
  const sizes = found.map(({ window }) => window?.size.join(' × '));
  const probed = 'The convolutions on the way through each block.';
  const expected = 'Three: 1 × 1, then 3 × 3, then 1 × 1.';
  if (sizes.join() !== '1 × 1,3 × 3,1 × 1')
    return {
      probed,
      expected,
      actual: `${found.length} ${found.length === 1 ? 'convolution' : 'convolutions'}: ${sizes.join(', then ') || 'none'}.`,
      why: 'The 1 × 1 convolutions make the picture thin for the expensive 3 × 3 one, and thick again afterwards. Only the 3 × 3 one sees neighbouring pixels.',
      hints: [
        'Follow the data through the block, line by line: which layer is applied to what?',
        'Is one of the layers defined twice, or never applied?',
      ],
      op:
        found.find(({ window }, index) => window?.size.join() !== ['1,1', '3,3', '1,1'][index]) ??
        found.at(-1),
    };
  const strides = found.map(({ window }) => window?.stride[0] ?? 1);
  const reduction = keepsShape(block) ? 1 : reductionOf(block);
  const isRight = strides[0] * strides[1] === reduction && strides[2] === 1;
  if (isRight) return undefined;
  return {
    probed: 'The strides of the convolutions on the way through each block.',
    expected:
      reduction > 1
        ? `Stride ${reduction} in the 3 × 3 convolution (or in the 1 × 1 before it, as in the paper of 2015).`
        : 'Stride 1 in all three.',
    actual: `strides ${strides.join(', ')}.`,
    why: 'A stride in the last 1 × 1 convolution throws away three quarters of what the 3 × 3 one has computed at full price.',
    hints: ['Which convolution gets the strides that the block is called with?'],
    op: found[2],
  };
});

const widths: Probe = eachBlock((block) => {
  const found = convolutionsOf(block.branch);
  const [first, second, third] = found.map(channelsOf);
  const n = first;
  if (second === n && third === 4 * n) return undefined;
  return {
    probed: 'The number of filters of the three convolutions of each block.',
    expected: 'n, n and 4 n: the last one expands.',
    actual: `${[first, second, third].join(', ')}.`,
    why: 'The name says it: narrow in the middle, four times as wide at the ends. The next block counts on the wide end.',
    hints: [
      'Which of the three convolutions expands, and by which factor?',
      'What is `filters` for the block: the width inside, or that of its output?',
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

const kindsOf = (segment: readonly { kind: OpKind }[]) =>
  segment.length > 0 ? segment.map(({ kind }) => kind).join(', then ') : 'nothing';

const normalizations: Probe = eachBlock((block) => {
  const segments = segmentsOf(block);
  const index = segments.findIndex(
    (segment) =>
      segment[0]?.kind !== 'normalization' ||
      segment.filter(({ kind }) => kind === 'normalization').length > 1,
  );
  if (index < 0) return undefined;
  return {
    probed: 'What follows each convolution on the way through each block.',
    expected: 'A batch norm at once after each of the three.',
    actual: `after the ${ordinals[index]} convolution comes ${kindsOf(segments[index])}.`,
    why: 'Without it, the sums of one block after the other grow, and a network this deep is hard to train at all.',
    hints: [
      'Count them: three convolutions, three batch norms.',
      'The order is convolution, batch norm, ReLU.',
    ],
    op: segments[index][0]?.op ?? convolutionsOf(block.branch)[index],
  };
});

const activations: Probe = eachBlock((block) => {
  const segments = segmentsOf(block).map((segment) =>
    segment.filter(({ kind }) => !kind.endsWith('normalization')),
  );
  const expected =
    'A ReLU after the first and the second batch norm, none after the third, and one after the addition.';
  const probed = 'Where each block rectifies.';
  const inner = segments.slice(0, 2).findIndex((segment) => kindsOf(segment) !== 'relu');
  if (inner >= 0)
    return {
      probed,
      expected,
      actual: `after the ${ordinals[inner]} convolution and its batch norm comes ${kindsOf(segments[inner])}.`,
      why: 'Without something non-linear between them, two convolutions in a row can do no more than one.',
      hints: ['Convolution, batch norm, ReLU: which of the three is missing, or is another one?'],
      op: segments[inner][0]?.op ?? convolutionsOf(block.branch)[inner],
    };
  if (segments[2].length > 0)
    return {
      probed: 'Whether what a block adds to its input can be negative.',
      expected,
      actual: `before the addition comes ${kindsOf(segments[2])}, so that the block can only add to its input, never take away.`,
      why: 'Block after block the numbers would only grow. The branch is a correction, and corrections have both signs.',
      hints: ['Look at the figure of the block: what lies between the last batch norm and the addition?'],
      op: segments[2][0].op,
    };
  const after = structureOf(block.after);
  if (after[0]?.kind !== 'relu')
    return {
      probed: 'Whether the output of each block can be negative.',
      expected,
      actual: `after the addition comes ${kindsOf(after.slice(0, 1))}.`,
      why: 'The next block begins with a convolution: without a ReLU in between, the two are one linear step.',
      hints: ['What comes after the addition in the figure of the block?'],
    };
  if (after.length > 1)
    return {
      probed: 'What follows the addition of each block, up to the next block.',
      expected,
      actual: `after the addition comes ${kindsOf(after)}.`,
      why: 'Whatever lies between two blocks lies on the shortcuts too, and the gradient no longer passes them unchanged.',
      hints: ['What comes after the addition in the figure of the block?'],
      op: after[1].op,
    };
  return undefined;
});

export const bottleneckChecks: Check[] = [
  {
    id: 'resnet-convolutions',
    item,
    title: 'Each block convolves 1 × 1, 3 × 3, 1 × 1, and only the first two may stride',
    needs: ['resnet-shortcuts'],
    share: 2,
    probe: convolutions,
  },
  {
    id: 'resnet-widths',
    item,
    title: 'The last convolution of a block has four times as many filters as the others',
    needs: ['resnet-convolutions'],
    share: 2,
    probe: widths,
  },
  {
    id: 'resnet-normalizations',
    item,
    title: 'A batch norm follows each convolution',
    needs: ['resnet-convolutions'],
    probe: normalizations,
  },
  {
    id: 'resnet-activations',
    item,
    title: 'A block rectifies after its first two batch norms and after the addition, not before it',
    needs: ['resnet-convolutions'],
    probe: activations,
  },
];
