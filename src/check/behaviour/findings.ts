import { FailureError } from '../../protocol/failure';
import { decimals, percent, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import { placeOf } from '../network/placeOf';
import { layerOf } from '../probes/kernels';
import type { Subject } from '../subject';
import { behaviourOf, type Behaviour, type Fault, type References } from './behaviour';
import type { Joining } from './divergence';

/**
 * What the structure looks like is wrong only where the model computes something else than the reference.
 * @param explains whether it may be the cause of a fault; default: of any
 */
export const whereDifferent =
  (references: References, probe: Probe, explains: (fault: Fault) => boolean = () => true): Probe =>
  (subject) => {
    const behaviour = comparedWith(subject, references);
    // What cannot be compared is judged by what can be read of it.
    if (!behaviour) return probe(subject);
    const { divergence, faults, isComplete } = behaviour;
    if (!divergence) return undefined;
    return !isComplete || [divergence, ...faults].some(explains) ? probe(subject) : undefined;
  };

/** What is asked only of a model that can be compared: why another one cannot be run, the check that runs it tells. */
export const whereCompared =
  (references: References, probe: Probe): Probe =>
  (subject) =>
    comparedWith(subject, references) ? probe(subject) : undefined;

function comparedWith(subject: Subject, references: References): Behaviour | undefined {
  try {
    return behaviourOf(subject, references);
  } catch (error) {
    if (error instanceof FailureError) return undefined;
    throw error;
  }
}

/** Whether a fault is in a step of one of these kinds. */
export const inSteps =
  (...kinds: readonly Fault['kind'][]) =>
  ({ kind, joining }: Fault): boolean =>
    !joining && kinds.includes(kind);

/** Where a model first computes something else, of the faults that are asked about; for what no look at its structure explains. */
export const computes =
  (references: References, isAsked: (fault: Fault) => boolean = () => true): Probe =>
  (subject) => {
    const fault = behaviourOf(subject, references).faults.find(isAsked);
    return fault && findingOf(subject, fault);
  };

function findingOf(subject: Subject, fault: Fault): FindingInput {
  return {
    probed: comparisonOf(fault),
    expected: t('The same numbers after each step.'),
    actual: differenceIn(fault),
    why: t('Names and style do not matter, but what is computed has to be the same.'),
    hints: [
      t('What does your code do between the two?'),
      t('Compare this place with the figures and tables of the task.'),
    ],
    at: placeOf(subject, fault.op),
  };
}

function comparisonOf({ isTraining, side }: Fault): string {
  if (side !== undefined)
    return t(
      'With random weights and slices of {0} × {0} pixels, your network and the one of the task were compared step by step, in evaluation mode.',
      side,
    );
  return isTraining
    ? t(
        'With random weights, your network and the one of the task were compared step by step, in training mode.',
      )
    : t(
        'With random weights, your network and the one of the task were compared step by step, in evaluation mode.',
      );
}

function differenceIn({ kind, last, next, amount, instead, factor, joining }: Fault): string {
  if (joining) return joinedInstead(next, joining);
  if (factor !== undefined) return t('What comes from {0} is multiplied by {1}.', next, decimals(factor, 2));
  if (kind === 'normalization' && last === next)
    return t(
      '{0} does not do in training what a batch norm does: mean and deviation of each channel are not its beta and gamma.',
      next,
    );
  if ((kind === 'output' || kind === 'next') && instead !== undefined)
    return t('They are the same up to {0}. After it comes {1}.', last, instead);
  if (instead !== undefined)
    return t('They are the same up to {0}. What comes next is not {1}, but {2}.', last, next, instead);
  return amount === undefined || !Number.isFinite(amount)
    ? t('They are the same up to {0}. What comes next is not {1}.', last, next)
    : t(
        'They are the same up to {0}. What comes next is not {1}: the numbers differ by up to {2} of the largest.',
        last,
        next,
        percent(amount),
      );
}

function joinedInstead(sum: string, joining: Joining): string {
  if ('times' in joining) {
    const [branch, shortcut] = joining.times;
    return t(
      'In {0}, the branch counts {1} times and the shortcut {2} times.',
      sum,
      decimals(branch, 2),
      decimals(shortcut, 2),
    );
  }
  return joining.by === 'product'
    ? t('In place of {0}, branch and shortcut are multiplied with each other.', sum)
    : t('In place of {0}, the larger of branch and shortcut is taken.', sum);
}

/** Every weight is trained by the gradient of what the network computes. */
export const trainsByItsGradient =
  (references: References): Probe =>
  (subject) => {
    const { wronglyTrained: wrong } = behaviourOf(subject, references);
    const last = wrong.at(-1);
    if (!last) return undefined;
    return {
      probed: t(
        'The gradient of every weight was taken twice: as your code hands it back, and from the operations that it computes with.',
      ),
      expected: t('The same gradients.'),
      actual:
        wrong.length === 1
          ? t('That of 1 weight is another one: {0}.', last.originalName)
          : t(
              'Those of {0} weights are others; the last of these weights is {1}.',
              wrong.length,
              last.originalName,
            ),
      why: t('The optimizer follows the gradient. Another one trains something else than what is computed.'),
      hints: [
        t('What does your code do with the output of that layer?'),
        t('Look for tf.customGrad: is what it gives back the derivative of what it computes?'),
      ],
      at:
        subject.find(/customGrad/) ?? subject.placeOfLayer(layerOf(last)) ?? subject.placeOfSetting('model'),
    };
  };
