import {
  computes,
  firstOf,
  inLayers,
  inSteps,
  placeOf,
  channelsOf,
  nameOf,
  nameOfKind,
  learns,
  networkAt,
  ownWeights,
  predictsWith,
  returnsLogits,
  seesWholeSlice,
  steadyEvaluation,
  structureOf,
  t,
  trainsByItsGradient,
  whereDifferent,
  whereLogitsAreKept,
  type Check,
  type Network,
  type Op,
  type OpKind,
  type Probe,
} from 'lits/check';
import {
  allConvolutionsOf,
  convolutionOf,
  convolutionsOf,
  describeConvolution,
  inOrder,
  isSame,
  type Convolution,
} from './blocks';
import { alexnet } from './reference';

const item = 'alexnet-build';
/** Side of the pictures that the model is tried with, where it can be made for them: small, so that it is fast. */
const side = 96;

interface Variant {
  name: () => string;
  filters: readonly number[];
  /** With a bias in every layer, for 6 × 6 × 256 at the end of the convolutions. */
  parameters: number;
}

const variants: readonly Variant[] = [
  { name: () => t('one tower (2014)'), filters: [64, 192, 384, 256, 256], parameters: 57_000_643 },
  {
    name: () => t('the paper of 2012, without groups'),
    filters: [96, 256, 384, 384, 256],
    parameters: 58_270_403,
  },
];

/** The variant that the first convolution decides for. */
function variantOf({ ops }: Network): Variant {
  const [first] = convolutionsOf(ops);
  return variants.find(({ filters }) => filters[0] === channelsOf(first)) ?? variants[0];
}

/** Weights that convolutions 2, 4 and 5 of the paper do not have where they are in two groups, each convolution found twice. */
const sparedByGroups = 1_413_120;

function expectedParameters(network: Network): number {
  const isGrouped = convolutionsOf(network.ops).filter(({ window }) => window?.size[0] === 5).length === 2;
  return variantOf(network).parameters - (isGrouped ? sparedByGroups : 0);
}

type Part = { kind: OpKind; op: Op };

/** From the first convolution on, without local response normalization, which is free. */
function partsOf({ ops }: Network): Part[] {
  const first = ops.findIndex(({ kind }) => kind === 'convolution');
  return structureOf(ops.slice(Math.max(0, first))).filter(({ op }) => op.kernel !== 'LRN');
}

const builds: Probe = (subject) => {
  const network = networkAt(subject);
  if (convolutionsOf(network.ops).length > 0) {
    predictsWith(side)(subject);
    return undefined;
  }
  return {
    probed: t('The operations between the input and the output of the model.'),
    expected: t('Five convolutions, three of them with a pool, and three dense layers.'),
    actual: t('No convolution at all.'),
    hints: [t('The table shows the layers in their order.')],
    at: subject.placeOfSetting('model'),
  };
};

/** The convolutions in their order; the groups of one that is in groups work side by side. */
const layersOfConvolutions = ({ ops }: Network): Op[][] => {
  const convolutions = new Set(allConvolutionsOf(ops));
  return inLayers(ops, (op) => convolutions.has(op));
};

function settingsOf(layer: readonly Op[], index: number): Convolution {
  const settings = convolutionOf(layer[0]);
  const filters = layer.reduce((sum, op) => sum + channelsOf(op), 0);
  const isInPaper = layer.length === 2 && [1, 3, 4].includes(index);
  const isPlain = layer.length === 1 || isInPaper;
  return {
    ...settings,
    filters,
    window: isPlain ? settings.window : t('{0} in {1} groups', settings.window, layer.length),
  };
}

const convolutions: Probe = (subject) => {
  const network = networkAt(subject);
  const found = layersOfConvolutions(network);
  const variant = variantOf(network);
  const sizes = [11, 5, 3, 3, 3];
  const plan = variant.filters.map((filters, index): Convolution => ({
    window: `${sizes[index]} × ${sizes[index]}`,
    filters,
    stride: index === 0 ? 4 : 1,
  }));
  const actual = found.map(settingsOf);
  const wrong = actual.findIndex((one, index) => !isSame(one, plan[index]));
  if (wrong < 0 && actual.length === plan.length) return undefined;
  return {
    probed: t('All convolutions, in their order.'),
    expected: `${plan.map(describeConvolution).join('; ')}: ${variant.name()}.`,
    actual: `${actual.map(describeConvolution).join('; ')}.`,
    why: t(
      'A large first window with a large stride makes the picture small at once; what follows can afford many filters.',
    ),
    hints: [
      t('There are two tables: does each row come from the same one?'),
      wrong < 0
        ? t('Is one row of the table missing?')
        : t('Compare convolution {0} with the table.', wrong + 1),
    ],
    at: placeOf(subject, (found[wrong] ?? found.at(-1))?.[0]),
  };
};

/** What changes each number by itself, whether it has a name or not. */
const isActivation = ({ kind, op }: Part) =>
  kind === 'relu' ||
  kind === 'other-activation' ||
  (kind === 'other' && op.inputs.length === 1 && op.shape.join() === op.inputs[0].shape.join());

const activations: Probe = (subject) => {
  const parts = partsOf(networkAt(subject));
  const weighted = parts.flatMap(({ kind }, index) =>
    kind === 'convolution' || kind === 'dense' ? [index] : [],
  );
  const between = weighted.map((start, index) => {
    const end = weighted[index + 1] ?? parts.length;
    return parts.slice(start + 1, end).filter(isActivation);
  });
  const wrong = between.findIndex((found, index) => {
    const isLast = index === between.length - 1;
    return isLast ? found.length > 0 : found.length !== 1 || found[0].kind !== 'relu';
  });
  if (wrong < 0) return undefined;
  const isLast = wrong === between.length - 1;
  const names = between[wrong].map(({ kind, op }) => (kind === 'relu' ? t('a ReLU') : nameOf(op)));
  return {
    probed: t('What each convolution and each dense layer is followed by.'),
    expected: t('One ReLU after each, but nothing after the last: its outputs are logits.'),
    actual: isLast
      ? t('After the last dense layer comes {0}.', inOrder(names))
      : t('After layer {0} of {1} comes {2}.', wrong + 1, between.length, inOrder(names)),
    why: isLast
      ? t('Logits may be negative: a network that cannot say "certainly not" cannot bring its loss down.')
      : t(
          'Without something non-linear between them, two layers in a row can do no more than one. That ReLU trains several times faster than tanh is a main point of the paper.',
        ),
    hints: [t('Which layers of yours have an activation?')],
    at: placeOf(subject, between[wrong][0]?.op ?? parts[weighted[wrong]].op),
  };
};

interface Pool {
  kind: OpKind;
  /** None where it goes over everything. */
  window: readonly number[] | undefined;
  stride: number | undefined;
  /** How many convolutions come before it. */
  after: number;
  /** Where its kind does not say what it is. */
  name?: string;
}

function describePool({ kind, name, window, stride, after }: Pool): string {
  return window && stride !== undefined
    ? t('{0} {1} stride {2} after convolution {3}', nameOfKind(kind), window.join(' × '), stride, after)
    : t('{0} over everything after convolution {1}', name ?? nameOfKind(kind), after);
}

const pools: Probe = (subject) => {
  const network = networkAt(subject);
  const parts = partsOf(network);
  const firsts = new Set(layersOfConvolutions(network).map(([op]) => op));
  let convolution = 0;
  const found: { pool: Pool; op: Op }[] = [];
  for (const { kind, op } of parts) {
    if (firsts.has(op)) convolution++;
    if (kind === 'other' && op.kernel === 'Max')
      found.push({
        pool: { kind, name: nameOf(op), window: undefined, stride: undefined, after: convolution },
        op,
      });
    if (kind === 'max-pool' || kind === 'average-pool' || kind === 'global-average')
      found.push({
        pool: { kind, window: op.window?.size, stride: op.window?.stride[0], after: convolution },
        op,
      });
  }
  const plan = [1, 2, 5].map((after): Pool => ({ kind: 'max-pool', window: [3, 3], stride: 2, after }));
  const wrong = found.findIndex(({ pool }, index) => !isSame(pool, plan[index]));
  if (wrong < 0 && found.length === plan.length) return undefined;
  return {
    probed: t('All pools, and what they follow.'),
    expected: `${plan.map(describePool).join('; ')}.`,
    actual: found.length > 0 ? `${found.map(({ pool }) => describePool(pool)).join('; ')}.` : t('None.'),
    why: t(
      'Windows of 3 that move by 2 overlap, which the authors found to overfit a little less; and each pool quarters the work that follows.',
    ),
    hints: [t('Compare size, stride and place of each pool with the table.')],
    at: placeOf(subject, found[wrong]?.op),
  };
};

const classifier: Probe = (subject) => {
  const dense = networkAt(subject).ops.filter(({ kind }) => kind === 'dense');
  const sizes = dense.map((op) => [op.call?.inputs[0].shape.at(-1) ?? 0, channelsOf(op)]);
  const plan = [
    [9216, 4096],
    [4096, 4096],
    [4096, 3],
  ];
  if (sizes.join() === plan.join()) return undefined;
  const text = (all: readonly (readonly number[])[]) =>
    all.map(([from, to]) => t('{0} to {1}', String(from), String(to))).join('; ');
  const isFlatWrong = sizes.length === 3 && sizes[0][0] !== 9216;
  return {
    probed: t('The dense layers: how many numbers go in, and how many come out.'),
    expected: `${text(plan)}.`,
    actual: sizes.length > 0 ? `${text(sizes)}.` : t('None.'),
    why: isFlatWrong
      ? t(
          '9,216 numbers are 6 × 6 × 256: the size of the map that the last pool is to leave. Another number means that a size went wrong before.',
        )
      : t('Most of the weights of AlexNet sit here.'),
    hints: isFlatWrong
      ? [
          t('Follow the size of the picture through the table: where does yours begin to differ?'),
          t(
            'The first convolution has no padding for 256 pixels; each later one keeps the size; no pool has padding.',
          ),
        ]
      : [t('How many dense layers does the table have, and how wide are they?')],
    at: placeOf(
      subject,
      dense.find((_, index) => sizes[index].join() !== plan[index]?.join()),
    ),
  };
};

const convolutionsDiffer = whereDifferent(alexnet, convolutions, inSteps('input', 'convolution'));
const poolsDiffer = whereDifferent(alexnet, pools, inSteps('pool', 'shape', 'dense', 'next'));
const classifierDiffers = whereDifferent(alexnet, classifier, inSteps('shape', 'dense', 'next', 'output'));

/** That too many or too few numbers arrive is told here only where it is not told of a convolution or a pool. */
const classifierAlone: Probe = async (subject) => {
  const finding = await classifierDiffers(subject);
  const units = networkAt(subject)
    .ops.filter(({ kind }) => kind === 'dense')
    .map(channelsOf);
  const isOnlyFed = units.join() === '4096,4096,3';
  if (!finding || !isOnlyFed) return finding;
  return ((await convolutionsDiffer(subject)) ?? (await poolsDiffer(subject))) ? undefined : finding;
};

const needs = [
  'alexnet-model',
  'alexnet-convolutions',
  'alexnet-pools',
  'alexnet-classifier',
  'alexnet-activations',
];

export const alexnetChecks = (): Check[] => [
  {
    id: 'alexnet-model',
    item,
    title: t('The model can be built, and takes slices'),
    fault: t('The model cannot be built, or does not take slices'),
    probe: builds,
  },
  {
    id: 'alexnet-convolutions',
    item,
    title: t('Five convolutions as in the table'),
    fault: t('The convolutions are not those of the table'),
    needs: ['alexnet-model'],
    share: 2,
    probe: firstOf(seesWholeSlice, convolutionsDiffer),
  },
  {
    id: 'alexnet-pools',
    item,
    title: t('Three overlapping max pools, after convolutions 1, 2 and 5'),
    fault: t('The pools are not those of the table'),
    needs: ['alexnet-model'],
    probe: poolsDiffer,
  },
  {
    id: 'alexnet-activations',
    item,
    title: t('A ReLU after every layer but the last'),
    fault: t('Not every layer but the last has exactly one ReLU after it'),
    needs: ['alexnet-model'],
    probe: whereDifferent(alexnet, activations, inSteps('relu', 'next', 'output')),
  },
  {
    id: 'alexnet-classifier',
    item,
    title: t('Three dense layers, from 6 × 6 × 256 to three logits'),
    fault: t('The dense layers are not those of the table'),
    needs: ['alexnet-model'],
    share: 2,
    probe: classifierAlone,
  },
  {
    id: 'alexnet-logits',
    item,
    title: t('It returns logits'),
    fault: t('It does not return logits'),
    needs: ['alexnet-model'],
    probe: returnsLogits(side),
  },
  {
    id: 'alexnet-steady',
    item,
    title: t('In evaluation a slice gets the same logits alone, in a batch, and again'),
    fault: t('In evaluation a slice does not always get the same logits'),
    needs: ['alexnet-model'],
    probe: steadyEvaluation(side),
  },
  {
    id: 'alexnet-parameters',
    item,
    title: t('Every layer has weights of its own, and they are as many as they should be'),
    fault: t('The weights are not as many as they should be, or layers share them'),
    needs,
    probe: ownWeights(expectedParameters),
  },
  {
    id: 'alexnet-computes',
    item,
    title: t('It computes what the table shows'),
    fault: t('It computes something else than the table shows'),
    needs: [...needs, 'alexnet-logits', 'alexnet-steady', 'alexnet-parameters'],
    probe: firstOf(computes(alexnet), trainsByItsGradient(alexnet)),
  },
  {
    id: 'alexnet-learns',
    item,
    title: t('It learns a few slices by heart'),
    fault: t('It does not learn a few slices by heart'),
    needs: ['alexnet-computes'],
    share: 2,
    probe: whereLogitsAreKept(alexnet, learns(side)),
  },
];
