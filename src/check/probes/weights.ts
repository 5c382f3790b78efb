import * as tf from '@tensorflow/tfjs';
import { t } from '../../words';
import type { Probe } from '../check';
import { networkAt } from '../network/subjectNetwork';
import { nameOfKind } from '../network/kinds';
import { placeOf } from '../network/placeOf';
import type { Network, Op, OpKind } from '../network/network';

/** What holds parameters, with words for how many they are. */
const groups: readonly (readonly [OpKind, (parameters: number) => string])[] = [
  ['convolution', (parameters) => t('convolutions {0}', parameters)],
  ['bias', (parameters) => t('biases {0}', parameters)],
  ['normalization', (parameters) => t('batch norms {0}', parameters)],
  ['dense', (parameters) => t('dense layers {0}', parameters)],
];

/**
 * Each operation has weights of its own that training changes, the model has no others, and together they have the right number.
 * @param expected trainable parameters that a network like this one is to have
 */
export const ownWeights =
  (expected: (network: Network, isTrained: (constant: tf.Tensor) => boolean) => number): Probe =>
  (subject) => {
    const network = networkAt(subject);
    const model = subject.model();
    const at = (op: Op | undefined) => placeOf(subject, op);
    const trainable = idsOf(model.trainableWeights);
    const uses = usesOf(network);

    const shared = [...uses.values()].flatMap(({ wholly }) => (wholly.length > 1 ? [{ ops: wholly }] : []));
    if (shared.length > 0) {
      const [{ ops }] = shared;
      return {
        probed: t('For each weight, the operations that use it.'),
        expected: t('One operation each.'),
        actual:
          shared.length === 1
            ? t(
                '1 weight is used more than once: by {0} operations of kind {1}.',
                ops.length,
                nameOfKind(ops[0].kind),
              )
            : t(
                '{0} weights are used more than once; the first of them by {1} operations of kind {2}.',
                shared.length,
                ops.length,
                nameOfKind(ops[0].kind),
              ),
        why: t(
          'A layer that is applied twice is one layer with one set of weights: the second place learns nothing of its own.',
        ),
        hints: [
          t('Is a layer or a block made once and applied in a loop?'),
          t('Make the layer where you apply it, or one for each place.'),
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
        probed: t(
          'The variables that the network computes with were compared with the weights that the model knows.',
        ),
        expected: t('The same ones.'),
        actual:
          unknown.length === 1
            ? t('1 variable that is no weight of the model, of a {0}.', nameOfKind(unknown[0].ops[0].kind))
            : t(
                '{0} variables that are no weights of the model, the first of them of a {1}.',
                unknown.length,
                nameOfKind(unknown[0].ops[0].kind),
              ),
        why: t(
          'The optimizer changes the weights that the model names, and checkpoints hold only those: all others stay random.',
        ),
        hints: [
          t('A layer that holds other layers has to name their weights as its own.'),
          t('trainableWeights and nonTrainableWeights are properties of a layer that can be overridden.'),
        ],
        at: at(unknown[0].ops[0]),
      };
    const total = sizeOf(model.trainableWeights.map((weight) => weight.read()));
    const wanted = expected(network, ({ dataId }) => trainable.has(dataId));
    if (total === wanted) return undefined;
    const parts = groups.flatMap(([kind, text]) => {
      const weights = [...uses.values()].filter(
        ({ weight, ops }) => ops[0].kind === kind && trainable.has(weight.dataId),
      );
      const size = sizeOf(weights.map(({ weight }) => weight));
      return size > 0 ? [text(size)] : [];
    });
    return {
      probed: t('All parameters were counted that training changes.'),
      expected: t('{0} parameters.', wanted),
      actual: t('{0} parameters; in use are {1}.', total, parts.join(', ')),
      why: t(
        'Each layer has a number of parameters that follows from its kind, its size and its input, so the sum shows what differs from the table.',
      ),
      hints: [
        t('Work out the number of each kind of layer by hand, and compare.'),
        t(
          'A batch norm has two trainable numbers a channel, a convolution one bias a filter, if it has any.',
        ),
      ],
      at: subject.placeOfSetting('model'),
    };
  };

interface Use {
  weight: tf.Tensor;
  ops: Op[];
  /** Those that use all of it: the groups of a convolution may each use a part of one weight. */
  wholly: Op[];
}

function usesOf({ ops }: Network): Map<object, Use> {
  const uses = new Map<object, Use>();
  for (const op of ops)
    for (const weight of new Set(op.constants)) {
      if (weight.size < 2) continue;
      const use = uses.get(weight.dataId) ?? { weight, ops: [], wholly: [] };
      use.ops.push(op);
      const isKernel = op.kind === 'convolution' || op.kind === 'dense';
      if (!isKernel || (op.call?.inputs[1].size ?? 0) >= weight.size) use.wholly.push(op);
      uses.set(weight.dataId, use);
    }
  return uses;
}

const idsOf = (weights: readonly tf.LayerVariable[]) =>
  new Set(weights.map((weight) => weight.read().dataId));

const sizeOf = (tensors: readonly tf.Tensor[]) => tensors.reduce((sum, { size }) => sum + size, 0);
