import {
  channelsOf,
  networkAt,
  parameterCount,
  placeOf,
  structureOf,
  type FindingInput,
  type Op,
  type Probe,
  type Subject,
} from 'lits/check';

const counted = parameterCount(8_486_787, [
  'Work out the number of each layer by hand, and compare it with model.summary().',
  'A convolution has (height × width × input channels + 1) × filters of them. A flatten after one pooling too few makes the first dense layer four times as large.',
]);

/** The rows of the table that compute something with pictures or weights, from the input to the output. */
const rows = [
  ...[16, 32, 64, 128].flatMap((filters, stage) => {
    const side = 256 / 2 ** stage;
    return [
      `convolution 3 × 3, output ${side} × ${side} × ${filters}`,
      `max pool 2 × 2, output ${side / 2} × ${side / 2} × ${filters}`,
    ];
  }),
  'dense, output 256',
  'dense, output 3',
];

function rowOf(op: Op): string {
  if (op.kind === 'dense') return `dense, output ${channelsOf(op)}`;
  const window = op.window ? ` ${op.window.size.join(' × ')}` : '';
  return `${op.kind}${window}, output ${op.shape.slice(1).join(' × ')}`;
}

/** The layers of the table, in its order, each with the shape that it says. */
const layers: Probe = (subject) => {
  const found = structureOf(networkAt(subject).ops)
    .filter(({ kind }) => kind !== 'input' && kind !== 'relu')
    .map(({ op }) => op);
  const at = found.findIndex((op, index) => rowOf(op) !== rows[index]);
  if (at < 0 && found.length === rows.length) return undefined;
  const wrong = at < 0 ? found.length : at;
  return {
    probed:
      'What the network computes was followed from the slice to the logits, and compared with the table.',
    expected: rows[wrong] ?? 'Nothing more.',
    actual: wrong < found.length ? rowOf(found[wrong]) : 'Nothing more.',
    why: 'The three networks are to be compared with each other, and with those of others: they must be the same.',
    hints: ['Compare model.summary() with the table, row by row.', 'Which layer does the line belong to?'],
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
  const name = `the ${op.kind} with ${channelsOf(op)} ${op.kind === 'dense' ? 'units' : 'filters'}`;
  return {
    probed: `What follows ${name}.`,
    expected: isLast ? 'Nothing: logits have both signs.' : 'One ReLU.',
    actual: rectified === 0 ? 'No ReLU.' : `${rectified} ReLU.`,
    why: isLast
      ? 'A logit that cannot be negative cannot say that a class is unlikely.'
      : 'Without something non-linear between them, two layers in a row can do no more than one.',
    hints: ['The third column of the table says what comes after each layer.'],
    at: placeOf(subject, op),
  };
}

/** All three models have the layers of the table, with its shapes and parameters. */
export const network: Probe = async (subject) =>
  (await counted(subject)) ?? (await layers(subject)) ?? activations(subject);
