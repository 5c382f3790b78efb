import * as tf from '@tensorflow/tfjs';
import type { Probe } from '../check';
import { networkAt } from '../network/subjectNetwork';
import type { Network, Op, OpKind } from '../network/network';

const groups: readonly (readonly [OpKind, string])[] = [
  ['convolution', 'convolutions'],
  ['bias', 'biases'],
  ['normalization', 'batch norms'],
  ['dense', 'dense layers'],
];

/**
 * Each operation has weights of its own that training changes, the model has no others, and together they have the right number.
 * @param expected trainable parameters that a network like this one is to have
 */
export const ownWeights =
  (expected: (network: Network) => number): Probe =>
  (subject) => {
    const network = networkAt(subject);
    const model = subject.model();
    const at = (op: Op | undefined) =>
      (op?.layer && subject.placeOfLayer(op.layer)) || subject.placeOfSetting('model');
    const trainable = idsOf(model.trainableWeights);
    const uses = usesOf(network);

    const shared = [...uses.values()].filter(({ ops }) => ops.length > 1);
    if (shared.length > 0) {
      const [{ ops }] = shared;
      return {
        probed: 'For each weight, the operations that use it.',
        expected: 'One operation each.',
        actual: `${shared.length} weights are used more than once; the first of them by ${ops.length} operations of kind ${ops[0].kind}.`,
        why: 'A layer that is applied twice is one layer with one set of weights: the second place learns nothing of its own.',
        hints: [
          'Is a layer or a block made once and applied in a loop?',
          'Make the layer where you apply it, or one for each place.',
        ],
        at: at(ops[1]),
      };
    }
    const known = new Set([...trainable, ...idsOf(model.nonTrainableWeights)]);
    const unknown = [...uses.values()].filter(
      ({ weight }) => weight instanceof tf.Variable && !known.has(weight.dataId),
    );
    if (unknown.length > 0)
      return {
        probed:
          'The variables that the network computes with were compared with the weights that the model knows.',
        expected: 'The same ones.',
        actual: `${unknown.length} variables that are no weights of the model, the first of them of a ${unknown[0].ops[0].kind}.`,
        why: 'The optimizer changes the weights that the model names, and checkpoints hold only those: all others stay random.',
        hints: [
          'A layer that holds other layers has to name their weights as its own.',
          'trainableWeights and nonTrainableWeights are properties of a layer that can be overridden.',
        ],
        at: at(unknown[0].ops[0]),
      };
    const total = sizeOf(model.trainableWeights.map((weight) => weight.read()));
    const wanted = expected(network);
    if (total === wanted) return undefined;
    const parts = groups.flatMap(([kind, name]) => {
      const weights = [...uses.values()].filter(
        ({ weight, ops }) => ops[0].kind === kind && trainable.has(weight.dataId),
      );
      const size = sizeOf(weights.map(({ weight }) => weight));
      return size > 0 ? [`${name} ${size.toLocaleString('en')}`] : [];
    });
    return {
      probed: 'All parameters were counted that training changes.',
      expected: `${wanted.toLocaleString('en')} parameters.`,
      actual: `${total.toLocaleString('en')} parameters; in use are ${parts.join(', ')}.`,
      why: 'Each layer has a number of parameters that follows from its kind, its size and its input, so the sum shows what differs from the table.',
      hints: [
        'Work out the number of each kind of layer by hand, and compare.',
        'A batch norm has two trainable numbers a channel, a convolution one bias a filter, if it has any.',
      ],
      at: subject.placeOfSetting('model'),
    };
  };

function usesOf({ ops }: Network): Map<object, { weight: tf.Tensor; ops: Op[] }> {
  const uses = new Map<object, { weight: tf.Tensor; ops: Op[] }>();
  for (const op of ops)
    for (const weight of new Set(op.constants)) {
      if (weight.size < 2) continue;
      const use = uses.get(weight.dataId) ?? { weight, ops: [] };
      use.ops.push(op);
      uses.set(weight.dataId, use);
    }
  return uses;
}

const idsOf = (weights: readonly tf.LayerVariable[]) =>
  new Set(weights.map((weight) => weight.read().dataId));

const sizeOf = (tensors: readonly tf.Tensor[]) => tensors.reduce((sum, { size }) => sum + size, 0);
