import {
  computes,
  firstOf,
  inLayers,
  inSteps,
  placeOf,
  channelsOf,
  depthsOf,
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
  windowOf,
  type Convolution,
} from './blocks';
import { alexnet, alexnetFilters, inOneTower, inPaper } from './reference';

const item = 'alexnet-build';
/** Side of the pictures that the model is tried with, where it can be made for them: small, so that it is fast. */
const side = 96;

interface Variant {
  name: () => string;
  filters: readonly number[];
  /** With a bias in every layer, for 6 × 6 × 256 at the end of the convolutions. */
  parameters: number;
}

const oneTower: Variant = {
  name: () => t('one tower (2014)'),
  filters: inOneTower,
  parameters: 57_000_643,
};
const paper: Variant = {
  name: () => t('the paper of 2012, without groups'),
  filters: inPaper,
  parameters: 58_270_403,
};

const filtersOf = (layer: readonly Op[]): number => layer.reduce((sum, op) => sum + channelsOf(op), 0);

/** The variant that the first convolution decides for. */
function variantOf(network: Network): Variant {
  const [first = []] = layersOfConvolutions(network);
  return alexnetFilters(filtersOf(first)) === inPaper ? paper : oneTower;
}

/** The convolutions in their order; those that are groups or towers of one stand side by side. */
const layersOfConvolutions = ({ ops }: Network): Op[][] => {
  const convolutions = new Set(allConvolutionsOf(ops));
  return inLayers(ops, (op) => convolutions.has(op));
};

/** How many channels a convolution takes. */
const takenBy = ({ call }: Op): number => call?.inputs[1].shape[2] ?? 0;

/** Whether each convolution of a layer takes but a part of what the layer before gives. */
const isInGroups = (layer: readonly Op[], before: readonly Op[] | undefined): boolean =>
  layer.length > 1 && before !== undefined && layer.every((op) => takenBy(op) < filtersOf(before));

/** Groups do without the weights between what one of them gets and what another one gives. */
function expectedParameters(network: Network): number {
  const layers = layersOfConvolutions(network);
  const spared = layers.map((layer, index) => {
    const before = layers.at(index - 1) ?? [];
    if (!isInGroups(layer, layers[index - 1])) return 0;
    return layer.reduce((sum, op) => {
      const places = (op.window?.size ?? []).reduce((product, length) => product * length, 1);
      return sum + places * (filtersOf(before) - takenBy(op)) * channelsOf(op);
    }, 0);
  });
  return spared.reduce((left, weights) => left - weights, variantOf(network).parameters);
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

/** Layers that the paper has in two groups, one for each graphics card. */
const inGroupsInPaper = [1, 3, 4];

function settingsOf(layer: readonly Op[], index: number, layers: readonly (readonly Op[])[]): Convolution {
  const windows = [...new Set(layer.map(windowOf))].join(' + ');
  const isPlain =
    !isInGroups(layer, layers[index - 1]) || (layer.length === 2 && inGroupsInPaper.includes(index));
  return {
    ...convolutionOf(layer[0]),
    filters: filtersOf(layer),
    window: isPlain ? windows : t('{0} in {1} groups', windows, layer.length),
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

/** What comes after an operation, up to the next layers with weights. */
function followersOf(op: Op, isWeighted: (op: Op) => boolean): ReadonlySet<Op> {
  const found = new Set(op.consumers);
  for (const one of found) if (!isWeighted(one)) for (const next of one.consumers) found.add(next);
  return found;
}

const activations: Probe = (subject) => {
  const { ops } = networkAt(subject);
  const parts = partsOf(networkAt(subject));
  const isWeighted = ({ kind }: Op) => kind === 'convolution' || kind === 'dense';
  const layers = inLayers(ops, isWeighted);
  const between = layers.flatMap((layer, index) =>
    layer.map((op) => {
      const followers = followersOf(op, isWeighted);
      const found = parts.filter((part) => followers.has(part.op) && isActivation(part));
      return { op, found, number: index + 1 };
    }),
  );
  const wrong = between.find(({ found, number }) =>
    number === layers.length ? found.length > 0 : found.length !== 1 || found[0].kind !== 'relu',
  );
  if (!wrong) return undefined;
  const isLast = wrong.number === layers.length;
  const names = wrong.found.map(({ kind, op }) => (kind === 'relu' ? t('a ReLU') : nameOf(op)));
  return {
    probed: t('What each convolution and each dense layer is followed by.'),
    expected: t('One ReLU after each, but nothing after the last: its outputs are logits.'),
    actual: isLast
      ? t('After the last dense layer comes {0}.', inOrder(names))
      : t('After layer {0} of {1} comes {2}.', wrong.number, layers.length, inOrder(names)),
    why: isLast
      ? t('Logits may be negative: a network that cannot say "certainly not" cannot bring its loss down.')
      : t(
          'Without something non-linear between them, two layers in a row can do no more than one. That ReLU trains several times faster than tanh is a main point of the paper.',
        ),
    hints: [t('Which layers of yours have an activation?')],
    at: placeOf(subject, wrong.found.at(0)?.op ?? wrong.op),
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

/** What a part pools, if it does. */
function poolOf({ kind, op }: Part, after: number): Pool | undefined {
  const isMaximum = kind === 'other' && op.kernel === 'Max';
  if (isMaximum) return { kind, name: nameOf(op), window: undefined, stride: undefined, after };
  const isPool = kind === 'max-pool' || kind === 'average-pool' || kind === 'global-average';
  return isPool ? { kind, window: op.window?.size, stride: op.window?.stride[0], after } : undefined;
}

/** The pools in their order; of those that stand side by side in towers, one of each kind. */
function poolsOf(network: Network): { op: Op; pool: Pool }[] {
  const convolutions = new Set(allConvolutionsOf(network.ops));
  const depths = depthsOf(network.ops, (op) => convolutions.has(op));
  const all = new Map<Op, Pool>();
  for (const part of partsOf(network)) {
    const pool = poolOf(part, depths.get(part.op) ?? 0);
    if (pool) all.set(part.op, pool);
  }
  return inLayers(network.ops, (op) => all.has(op)).flatMap((layer) => {
    const found = layer.flatMap((op) => {
      const pool = all.get(op);
      return pool ? [{ op, pool }] : [];
    });
    return found.filter(({ pool }, index) => found.findIndex((other) => isSame(pool, other.pool)) === index);
  });
}

const pools: Probe = (subject) => {
  const network = networkAt(subject);
  const found = poolsOf(network);
  const table = [1, 2, 5].map((after): Pool => ({ kind: 'max-pool', window: [3, 3], stride: 2, after }));
  const isCountRight = layersOfConvolutions(network).length === variantOf(network).filters.length;
  // With a convolution too few or too many, the pools after it have other places: that is told of the convolutions.
  const plan = isCountRight
    ? table
    : table.map((pool, index): Pool => ({ ...pool, after: found[index]?.pool.after ?? pool.after }));
  const wrong = found.findIndex(({ pool }, index) => !isSame(pool, plan[index]));
  if (wrong < 0 && found.length === plan.length) return undefined;
  return {
    probed: t('All pools, and what they follow.'),
    expected: `${table.map(describePool).join('; ')}.`,
    actual: found.length > 0 ? `${found.map(({ pool }) => describePool(pool)).join('; ')}.` : t('None.'),
    why: t(
      'Windows of 3 that move by 2 overlap, which the authors found to overfit a little less; and each pool quarters the work that follows.',
    ),
    hints: [t('Compare size, stride and place of each pool with the table.')],
    at: placeOf(subject, found[wrong]?.op),
  };
};

const denseLayersOf = ({ ops }: Network): Op[][] => inLayers(ops, ({ kind }) => kind === 'dense');

const classifier: Probe = (subject) => {
  const dense = denseLayersOf(networkAt(subject));
  const sizes = dense.map((layer) => [layer[0].call?.inputs[0].shape.at(-1) ?? 0, filtersOf(layer)]);
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
    at: placeOf(subject, dense.find((_, index) => sizes[index].join() !== plan[index]?.join())?.[0]),
  };
};

const convolutionsDiffer = whereDifferent(alexnet, convolutions, inSteps('input', 'convolution'));
const poolsDiffer = whereDifferent(alexnet, pools, inSteps('pool', 'shape', 'dense', 'next'));
const classifierDiffers = whereDifferent(alexnet, classifier, inSteps('shape', 'dense', 'next', 'output'));

/** That too many or too few numbers arrive is told here only where it is not told of a convolution or a pool. */
const classifierAlone: Probe = async (subject) => {
  const finding = await classifierDiffers(subject);
  const units = denseLayersOf(networkAt(subject)).map(filtersOf);
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
