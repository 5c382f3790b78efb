import {
  channelsOf,
  computes,
  firstOf,
  inSteps,
  nameOf,
  nameOfKind,
  networkAt,
  parameterCount,
  placeOf,
  seesWholeSlice,
  structureOf,
  t,
  trainsByItsGradient,
  whereDifferent,
  type FindingInput,
  type Op,
  type OpKind,
  type Probe,
  type Subject,
} from 'lits/check';
import { smallCnn } from './reference';

const counted: Probe = (subject) =>
  parameterCount(8_486_787, [
    t('Work out the number of each layer by hand, and compare it with model.summary().'),
    t(
      'A convolution has (height × width × input channels + 1) × filters of them. A flatten after one pooling too few makes the first dense layer four times as large.',
    ),
  ])(subject);

/** A row of the table, as far as it computes something with pictures or weights. */
interface Row {
  kind: OpKind;
  /** Of what is in no row of the table: what it does, in words. */
  name?: string;
  /** Of convolutions and pools. */
  window?: readonly number[] | undefined;
  output: readonly number[];
}

/** From the input to the output. */
const rows: readonly Row[] = [
  ...[16, 32, 64, 128].flatMap((filters, stage): Row[] => {
    const side = 256 / 2 ** stage;
    return [
      { kind: 'convolution', window: [3, 3], output: [side, side, filters] },
      { kind: 'max-pool', window: [2, 2], output: [side / 2, side / 2, filters] },
    ];
  }),
  { kind: 'dense', output: [256] },
  { kind: 'dense', output: [3] },
];

const rowOf = (op: Op): Row =>
  op.kind === 'dense'
    ? { kind: op.kind, output: [channelsOf(op)] }
    : { kind: op.kind, name: nameOf(op), window: op.window?.size, output: op.shape.slice(1) };

const isSame = (one: Row, other: Row | undefined) =>
  one.kind === other?.kind &&
  one.window?.join() === other.window?.join() &&
  one.output.join() === other.output.join();

function textOf({ kind, name, window, output }: Row): string {
  const shape = output.join(' × ');
  return window
    ? t('{0} {1}, output {2}', nameOfKind(kind), window.join(' × '), shape)
    : t('{0}, output {1}', name ?? nameOfKind(kind), shape);
}

/** The layers of the table, in its order, each with the shape that it says. */
const layers: Probe = (subject) => {
  const found = structureOf(networkAt(subject).ops)
    .filter(({ kind }) => kind !== 'input' && kind !== 'relu')
    .map(({ op }) => op);
  const at = found.findIndex((op, index) => !isSame(rowOf(op), rows[index]));
  if (at < 0 && found.length === rows.length) return undefined;
  const wrong = at < 0 ? found.length : at;
  const shown = (row: Row | undefined) => (row ? textOf(row) : t('Nothing more.'));
  return {
    probed: t(
      'What the network computes was followed from the slice to the logits, and compared with the table.',
    ),
    expected: shown(rows[wrong]),
    actual: shown(found.map(rowOf)[wrong]),
    why: t(
      'The three networks are to be compared with each other, and with those of others: they must be the same.',
    ),
    hints: [
      t('Compare model.summary() with the table, row by row.'),
      t('Which layer does the line belong to?'),
    ],
    at: placeOf(subject, found[wrong]),
  };
};

/** A ReLU after every layer with weights but the last, before or after the pool. */
const activations: Probe = (subject) => {
  const structure = structureOf(networkAt(subject).ops);
  const weighted = structure.filter(({ kind }) => kind === 'convolution' || kind === 'dense');
  for (const [index, layer] of weighted.entries()) {
    const from = structure.indexOf(layer) + 1;
    const next = weighted[index + 1];
    const between = structure.slice(from, next ? structure.indexOf(next) : undefined);
    const rectified = between.filter(({ kind }) => kind === 'relu').length;
    const isLast = next === undefined;
    if (isLast ? rectified > 0 : rectified !== 1)
      return wrongActivation(subject, layer.op, isLast, rectified);
  }
  return undefined;
};

function wrongActivation(subject: Subject, op: Op, isLast: boolean, rectified: number): FindingInput {
  const isDense = op.kind === 'dense';
  const size = String(channelsOf(op));
  return {
    probed: isDense
      ? t('What follows the dense with {0} units.', size)
      : t('What follows the convolution with {0} filters.', size),
    expected: isLast ? t('Nothing: logits have both signs.') : t('One ReLU.'),
    actual: rectified === 0 ? t('No ReLU.') : t('{0} ReLU.', rectified),
    why: isLast
      ? t('A logit that cannot be negative cannot say that a class is unlikely.')
      : t('Without something non-linear between them, two layers in a row can do no more than one.'),
    hints: [t('The third column of the table says what comes after each layer.')],
    at: placeOf(subject, op),
  };
}

const inLayers = ['input', 'convolution', 'pool', 'shape', 'dense', 'next', 'output'] as const;

/** All three models have the layers of the table, with its shapes and parameters. */
export const network: Probe = firstOf(
  counted,
  seesWholeSlice,
  whereDifferent(smallCnn, layers, inSteps(...inLayers)),
  whereDifferent(smallCnn, activations, inSteps('relu', 'output', 'next')),
  computes(smallCnn),
  trainsByItsGradient(smallCnn),
);
