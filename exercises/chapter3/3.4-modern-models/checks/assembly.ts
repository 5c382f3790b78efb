import {
  averagesFollowBatch,
  averagesRemember,
  computes,
  firstOf,
  inSteps,
  placeOf,
  channelsOf,
  learns,
  movingAverages,
  networkAt,
  ownWeights,
  predictsWith,
  residualBlocks,
  returnsLogits,
  seesWholeSlice,
  steadyEvaluation,
  structureOf,
  t,
  trainsByItsGradient,
  whereDifferent,
  whereLogitsAreKept,
  type Block,
  type Check,
  type Network,
  type Op,
  type OpKind,
  type Probe,
  type Subject,
} from 'lits/check';
import { blocksOf, convolutionsOf, describe, inOrder, isSame, sizeOf } from './blocks';
import { resnet50 } from './reference';

const item = 'resnet-assembly';
/** Side of the pictures that the model is tried with: small, so that it is fast. */
const side = 32;

/** Trainable parameters without a bias in any convolution. */
const parametersWithoutBias = 23_507_907;

const builds: Probe = (subject) => {
  networkAt(subject);
  predictsWith(side)(subject);
  return undefined;
};

/** The side of the picture that the first convolution sees: a model may crop or resize before it. */
function sideOf({ ops }: Network): number {
  let [op] = convolutionsOf(ops);
  do [op] = op.inputs;
  while (op.kind === 'padding');
  return op.shape[1];
}

const stem: Probe = (subject) => {
  const network = networkAt(subject);
  const [firstBlock] = blocksOf(subject).blocks;
  const end = network.ops.indexOf(firstBlock.input);
  const ops = network.ops.slice(0, end + 1);
  const structure = structureOf(ops.slice(ops.findIndex(({ kind }) => kind === 'convolution'))).map(
    ({ kind, op }) => ({ kind: isToldOfBlocks(op, network) ? ('relu' as const) : kind, op }),
  );
  const [convolution] = convolutionsOf(ops) as (Op | undefined)[];
  const quarter = sideOf(network) / 4;
  const probed = t('What comes before the first block.');
  const expected = t(
    'A 7 × 7 convolution with 64 filters and stride 2, batch norm, ReLU, and a 3 × 3 max pool with stride 2; then {0} × {0} × 64.',
    quarter,
  );
  const why = t(
    'Two halvings at the start make everything after them sixteen times cheaper, and fix the size of every later stage.',
  );
  const kinds = structure.map(({ kind }) => kind).join();
  const pool = structure.find(({ kind }) => kind === 'max-pool')?.op;
  const isRight =
    ['convolution,normalization,relu,max-pool', 'convolution,normalization,max-pool,relu'].includes(kinds) &&
    convolution?.window?.size.join() === '7,7' &&
    convolution.window.stride.join() === '2,2' &&
    channelsOf(convolution) === 64 &&
    pool?.window?.size.join() === '3,3' &&
    pool.window.stride.join() === '2,2';
  if (!isRight)
    return {
      probed,
      expected,
      actual: `${inOrder(structure.map(({ kind, op }) => describe(kind, op)))}.`,
      why,
      hints: [t('Compare it with the first two rows of the table, setting by setting.')],
      at: placeOf(subject, wrongInStem(structure)),
    };
  const found = firstBlock.input.shape.slice(1);
  if (found.join() === [quarter, quarter, 64].join()) return undefined;
  return {
    probed: t('The shape of what enters the first block.'),
    expected: `${[quarter, quarter, 64].join(' × ')}.`,
    actual: `${sizeOf(firstBlock.input)}.`,
    why: t(
      'Without padding a window does not reach the edge, and the odd size that this leaves goes through all stages.',
    ),
    hints: [
      t(
        'A window of 7 with stride 2 halves the size exactly if 3 rows are added at each edge; one of 3 needs 1.',
      ),
      t("padding: 'same', or a zeroPadding2d before it, keeps the halves whole."),
    ],
    at: placeOf(subject, pool),
  };
};

/** Another activation than ReLU, where the blocks have the same one: that is told of the blocks. */
function isToldOfBlocks({ kind, kernel }: Op, network: Network): boolean {
  if (kind !== 'other-activation') return false;
  return residualBlocks(network).some(({ branch }) => branch.some((op) => op.kernel === kernel));
}

function wrongInStem(structure: readonly { kind: string; op: Op }[]): Op | undefined {
  const pool = structure.find(({ kind }) => kind.endsWith('pool'));
  const isConvolutionRight =
    structure[0]?.op.window?.size.join() === '7,7' && structure[0].op.window.stride[0] === 2;
  return isConvolutionRight ? pool?.op : structure[0]?.op;
}

const stages: Probe = (subject) =>
  wrongStages(subject, networkAt(subject)) ?? wrongStages(subject, networkOfOtherSize(subject));

/** The same model for 224 pixels, where it can be run with them. */
function networkOfOtherSize(subject: Subject): Network | undefined {
  try {
    return networkAt(subject, 224);
  } catch {
    // A head made for one size is no fault: the task has one size.
    return undefined;
  }
}

/** The size of a block's output; where it is not expanded by four, as it would be: that is told of the block. */
function expandedSizeOf({ branch, addition }: Block): string {
  const [first, second, third] = convolutionsOf(branch).map(channelsOf) as (number | undefined)[];
  const [, height, width] = addition.shape;
  const isExpanded = third === undefined || first === undefined || third === 4 * first;
  return isExpanded || first !== second ? sizeOf(addition) : `${height} × ${width} × ${4 * first}`;
}

function wrongStages(subject: Subject, network: Network | undefined) {
  if (!network) return undefined;
  const whole = sideOf(network);
  const blocks = residualBlocks(network);
  // That the stem leaves another size is told of the stem.
  const entry = blocks.at(0)?.input.shape[1] ?? whole / 4;
  const plan = [3, 4, 6, 3].map((count, stage) => {
    const size = Math.ceil(entry / 2 ** stage);
    return { count, size: `${size} × ${size} × ${256 * 2 ** stage}` };
  });
  const runs: { size: string; ops: Op[] }[] = [];
  for (const block of blocks) {
    const size = expandedSizeOf(block);
    if (runs.at(-1)?.size === size) runs.at(-1)?.ops.push(block.addition);
    else runs.push({ size, ops: [block.addition] });
  }
  const found = runs.map(({ size, ops }) => ({ count: ops.length, size }));
  if (isSame(found, plan)) return undefined;
  const wrong = runs.find((_, index) => !isSame(found[index], plan[index])) ?? runs.at(-1);
  const text = (all: readonly { count: number; size: string }[]) =>
    all
      .map(({ count, size }) => (count === 1 ? t('1 block {0}', size) : t('{0} blocks {1}', count, size)))
      .join('; ');
  return {
    probed: t('The outputs of all blocks, for slices of {0} × {0} pixels.', whole),
    expected: `${text(plan)}.`,
    actual: `${text(found)}.`,
    why: t(
      'Each stage halves the picture and doubles the channels: as much work as before, on larger and larger patterns.',
    ),
    hints: [
      t('How many blocks does each stage have, and where does its stride go?'),
      t(
        'The first stage follows a max pool, so its first block keeps the size; the first block of each later stage halves it.',
      ),
    ],
    at: placeOf(subject, wrong?.ops[0]),
  };
}

const planned: readonly OpKind[] = ['global-average', 'dense'];

const head: Probe = (subject) => {
  const { ops } = networkAt(subject);
  const last = blocksOf(subject).blocks.at(-1);
  const inBlock = new Set(last?.after);
  const after = structureOf(
    ops.slice(ops.findIndex((op) => op === last?.addition) + 1).filter((op) => !inBlock.has(op)),
  ).map(({ kind, op }) => ({ kind: isDense(op) ? ('dense' as const) : kind, op }));
  if (after.map(({ kind }) => kind).join() === 'global-average,dense') return returnsLogits(side)(subject);
  const hasSoftmax = after.some(({ kind }) => kind === 'softmax');
  if (hasSoftmax && after.map(({ kind }) => kind).join() === 'global-average,dense,softmax')
    return returnsLogits(side)(subject);
  return {
    probed: t('What comes after the last block.'),
    expected: t(
      'The mean of each channel over the whole picture, then one dense layer with 3 units, and nothing after it.',
    ),
    actual: `${inOrder(after.map(describeInHead))}.`,
    why: t(
      'The mean takes 2,048 numbers from each slice, whatever its size: the classifier stays small, and does not care where in the picture something lies.',
    ),
    hints: [
      t('The last two rows of the table: how many layers with weights are there after the blocks?'),
      t('A pool that does not cover the whole map leaves a part of the slice out.'),
    ],
    at: placeOf(subject, (after.find(({ kind }, index) => kind !== planned[index]) ?? after.at(-1))?.op),
  };
};

/** A convolution of a picture of one pixel is a dense layer. */
const isDense = ({ kind, shape }: Op) => kind === 'convolution' && shape[1] === 1 && shape[2] === 1;

function describeInHead({ kind, op }: { kind: OpKind; op: Op }): string {
  return kind === 'dense' ? t('dense with {0} units', String(channelsOf(op))) : describe(kind, op);
}

/** The right number, with the biases that the network has chosen to have. */
function expectedParameters(
  { ops, output }: Network,
  isTrained: (constant: Op['constants'][number]) => boolean,
): number {
  const biases = ops.filter(
    (op) =>
      op !== output &&
      op.kind === 'bias' &&
      ['convolution', 'dense'].includes(op.inputs[0].kind) &&
      op.constants.length > 0 &&
      op.constants[0].size === channelsOf(op) &&
      isTrained(op.constants[0]),
  );
  return biases.reduce((sum, op) => sum + channelsOf(op), parametersWithoutBias);
}

/** Weights that are shared, unknown to the model, too many or too few. */
export const wrongWeights: Probe = ownWeights(expectedParameters);

/** Answers that change from one prediction to the next, or with the rest of the batch. */
export const unsteady: Probe = steadyEvaluation(side);

const structure = [
  'resnet-shortcuts',
  'resnet-identity',
  'resnet-projection',
  'resnet-convolutions',
  'resnet-widths',
  'resnet-normalizations',
  'resnet-activations',
  'resnet-stem',
  'resnet-stages',
  'resnet-head',
];

export const modelCheck = (): Check => ({
  id: 'resnet-model',
  item,
  title: t('The model can be built, and takes slices'),
  fault: t('The model cannot be built, or does not take slices'),
  probe: builds,
});

export const assemblyChecks = (): Check[] => [
  {
    id: 'resnet-stem',
    item,
    title: t('The stem quarters the picture and has 64 channels'),
    fault: t('The stem does not quarter the picture to 64 channels'),
    needs: ['resnet-model', 'resnet-shortcuts'],
    probe: firstOf(
      seesWholeSlice,
      whereDifferent(resnet50, stem, ({ part }) => part === 'stem'),
    ),
  },
  {
    id: 'resnet-stages',
    item,
    title: t('Four stages of 3, 4, 6 and 3 blocks have the right shapes'),
    fault: t('The stages do not have the right numbers of blocks or shapes'),
    needs: ['resnet-model', 'resnet-shortcuts'],
    share: 2,
    probe: whereDifferent(
      resnet50,
      stages,
      inSteps('input', 'convolution', 'pool', 'average', 'sum', 'next'),
    ),
  },
  {
    id: 'resnet-head',
    item,
    title: t('A global average and one dense layer give three logits'),
    fault: t('The end is not a global average and one dense layer for three logits'),
    needs: ['resnet-model', 'resnet-shortcuts'],
    probe: whereDifferent(resnet50, head, ({ part, joining }) => part === 'head' && !joining),
  },
  {
    id: 'resnet-steady',
    item,
    title: t('In evaluation a slice gets the same logits alone, in a batch, and again'),
    fault: t('In evaluation a slice does not always get the same logits'),
    needs: ['resnet-model'],
    probe: unsteady,
  },
  {
    id: 'resnet-parameters',
    item,
    title: t('Every layer has weights of its own, and they are as many as they should be'),
    fault: t('The weights are not as many as they should be, or layers share them'),
    needs: structure,
    probe: wrongWeights,
  },
  {
    id: 'resnet-computes',
    item,
    title: t('The whole computes what the table shows'),
    fault: t('The whole computes something else than the table shows'),
    needs: ['resnet-parameters', 'resnet-steady'],
    probe: firstOf(
      computes(
        resnet50,
        ({ part, isInArrangement }) => isInArrangement === true || !part.startsWith('block'),
      ),
      trainsByItsGradient(resnet50),
    ),
  },
  {
    id: 'resnet-moving-averages',
    item,
    title: t('In training the batch norms follow the batch'),
    fault: t('In training the batch norms do not follow the batch'),
    needs: ['resnet-parameters', 'resnet-steady'],
    probe: (subject) => averagesFollowBatch(resnet50)(subject) ?? movingAverages(side)(subject),
  },
  {
    id: 'resnet-momentum',
    item,
    title: t('The batch norms remember more than the last batches'),
    fault: t('The batch norms remember little more than the last batch'),
    share: 0,
    needs: ['resnet-moving-averages'],
    probe: averagesRemember(resnet50),
  },
  {
    id: 'resnet-learns',
    item,
    title: t('It learns a few slices by heart'),
    fault: t('It does not learn a few slices by heart'),
    needs: ['resnet-parameters', 'resnet-moving-averages'],
    share: 2,
    probe: whereLogitsAreKept(resnet50, learns(side)),
  },
];
