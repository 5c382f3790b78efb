import {
  channelsOf,
  computes,
  firstOf,
  nameOf,
  placeOf,
  structureOf,
  t,
  whereCompared,
  whereDifferent,
  type Block,
  type Check,
  type Probe,
} from 'lits/check';
import {
  blocksOf,
  convolutionOf,
  convolutionsOf,
  describe,
  describeConvolution,
  eachBlock,
  inOrder,
  keepsShape,
  reductionOf,
} from './blocks';
import { resnet50 } from './reference';

const item = 'resnet-skip';

/** Every convolution after the stem's lies on one of two ways that end in an addition. */
const shortcuts: Probe = (subject) => {
  const { networks, blocks, isWholeNetwork } = blocksOf(subject);
  const probed = isWholeNetwork
    ? t('The network was searched for additions of two ways that begin at the same place.')
    : t(
        'identityBlock and projectionBlock were searched for additions of two ways that begin at the same place.',
      );
  const expected = t('Around each bottleneck a shortcut, joined with it by an addition.');
  const why = t(
    'The shortcut hands signal and gradient past the convolutions unchanged. Without it, fifty layers are harder to train than twenty.',
  );
  const all = networks.flatMap(({ ops }) => ops);
  const inBlocks = new Set(blocks.flatMap(({ branch, shortcut }) => [...branch, ...shortcut]));
  const outside = convolutionsOf(all).filter((op) => !inBlocks.has(op));
  const joined = all.find(({ kind, inputs }) => kind === 'other' && inputs.length > 1);
  const missing = isWholeNetwork ? outside.slice(1) : outside;
  const isStem =
    blocks.length >= 16 || (blocks.length > 0 && missing.every((op) => isBefore(all, op, blocks[0].input)));
  if (blocks.length > 0 && (missing.length === 0 || (isStem && missing.length < 3))) return undefined;
  return {
    probed,
    expected,
    actual:
      blocks.length === 0
        ? joined
          ? t('No such addition, but {0}.', nameOf(joined))
          : t('No such addition.')
        : t(
            '{0} such additions; {1} convolutions after the first are on none of their ways, the first of them {2}.',
            blocks.length,
            missing.length,
            describeConvolution(convolutionOf(missing[0])),
          ),
    why,
    hints: [
      t('What does the figure of the block show beside the three convolutions?'),
      joined
        ? joined.kernel === 'Concat'
          ? t('A concatenation appends channels; a residual block adds numbers.')
          : t('A residual block adds the numbers of both ways, and does nothing else with them.')
        : t('Keep what comes into the block in a variable of its own, and use it again at the end.'),
    ],
    at: placeOf(subject, blocks.length === 0 ? joined : missing[0]),
  };
};

function isBefore<T>(all: readonly T[], one: T, other: T): boolean {
  return all.indexOf(one) <= all.indexOf(other);
}

const identity: Probe = eachBlock((block) => {
  // Behind the last convolution it is the same sum, written in two steps.
  const last = block.branch.findLastIndex(({ kind }) => kind === 'convolution');
  const passed = block.branch.slice(0, last + 1).filter(({ kind }) => kind === 'addition').length;
  if (passed > 0)
    return {
      probed: t('Where the shortcut of each block begins.'),
      expected: t('With the output of the block before, like its branch.'),
      actual:
        passed === 1
          ? t('the shortcut begins a block too early: it goes past another addition.')
          : t('the shortcut begins {0} blocks too early: it goes past as many other additions.', passed),
      why: t('Each block corrects what it gets. What it adds its correction to must be the same.'),
      hints: [t('Which variable does the addition take, and what was last put into it?')],
    };
  // Where no block is expanded, the first of a stage keeps the shape with its projection: that is told of its branch.
  if (!keepsShape(block) || !isExpanded(block)) return undefined;
  const { input } = block;
  // What is not negative anyway, a ReLU leaves as it is.
  const shortcut = block.shortcut.filter(({ kind }) => !(kind === 'relu' && input.kind === 'relu'));
  if (shortcut.length === 0) return undefined;
  return {
    probed: t('What lies on the shortcut of each block whose output has the shape of its input.'),
    expected: t('Nothing: the block adds its input as it is.'),
    actual: t('the shortcut holds {0}.', inOrder(shortcut.map(nameOf))),
    why: t('An unchanged way past all blocks of a stage is what lets the gradient reach the first layers.'),
    hints: [
      t('Which blocks need a projection? Only those whose input does not fit their output.'),
      t('Apart from the first block of each stage, the input already has the right number of channels.'),
    ],
    op: shortcut[0],
  };
});

/** Whether the last convolution of a block's branch has more filters than the one before. */
function isExpanded({ branch }: Block): boolean {
  const [last, before] = convolutionsOf(branch).map(channelsOf).reverse() as (number | undefined)[];
  return last === undefined || before === undefined || last > before;
}

const projection: Probe = eachBlock((block) => {
  if (keepsShape(block)) return undefined;
  const { shortcut } = block;
  // To take every second pixel, and then a 1 × 1 convolution, is a 1 × 1 convolution with a stride.
  const structure = structureOf(shortcut).filter(
    ({ kind, op }) => !(kind.endsWith('pool') && op.window?.size.join() === '1,1'),
  );
  const [first] = convolutionsOf(shortcut);
  const probed = t('What lies on the shortcut of each block whose output has another shape than its input.');
  const why = t(
    'Two tensors can be added only if their shapes agree: the projection brings the input to the shape of the branch, and no further.',
  );
  const reduction = reductionOf(block);
  const expected =
    reduction > 1
      ? t('A 1 × 1 convolution with stride {0}, then batch norm, nothing else.', reduction)
      : t('A 1 × 1 convolution, then batch norm, nothing else.');
  const isRight =
    structure.map(({ kind }) => kind).join() === 'convolution,normalization' &&
    first.window?.size.join() === '1,1';
  if (isRight) return undefined;
  return {
    probed,
    expected,
    actual: structure.some(({ kind }) => kind === 'convolution')
      ? `${inOrder(structure.map(({ kind, op }) => describe(kind, op)))}.`
      : t('no convolution: {0}.', inOrder(shortcut.map((op) => describe(op.kind, op)))),
    why,
    hints: [
      ...(structure.some(({ kind }) => kind.endsWith('pool'))
        ? [t('What makes the picture smaller here is the stride of the convolution, no pool.')]
        : []),
      t('The projection is linear: whatever is rectified comes after the addition.'),
      t('Each convolution of this network has a batch norm of its own, the one of the shortcut too.'),
    ],
    op: structure.at(-1)?.op,
  };
});

/** What the structure of a shortcut tells, if anything. */
export const wrongShortcut: Probe = firstOf(
  whereDifferent(resnet50, identity),
  whereDifferent(resnet50, projection),
);

export const skipChecks = (): Check[] => [
  {
    id: 'resnet-shortcuts',
    item,
    title: t('Each bottleneck has a shortcut around it'),
    fault: t('A bottleneck has no shortcut around it'),
    probe: firstOf(
      whereCompared(
        resnet50,
        computes(resnet50, ({ joining }) => joining !== undefined && 'by' in joining),
      ),
      whereDifferent(resnet50, shortcuts, ({ joining }) => !joining),
    ),
  },
  {
    id: 'resnet-identity',
    item,
    title: t('Where the shape stays, the input itself is added'),
    fault: t('Where the shape stays, something else than the input itself is added'),
    needs: ['resnet-shortcuts'],
    probe: whereDifferent(resnet50, identity),
  },
  {
    id: 'resnet-projection',
    item,
    title: t('Where the shape changes, a 1 × 1 convolution and a batch norm project the input'),
    fault: t('Where the shape changes, no 1 × 1 convolution with a batch norm projects the input'),
    needs: ['resnet-shortcuts'],
    probe: whereDifferent(resnet50, projection),
  },
  {
    id: 'resnet-sums',
    item,
    title: t('Branch and shortcut are added as they are'),
    fault: t('Branch or shortcut is not added as it is'),
    needs: ['resnet-model', 'resnet-identity', 'resnet-projection'],
    probe: computes(resnet50, ({ joining }) => joining !== undefined),
  },
];
