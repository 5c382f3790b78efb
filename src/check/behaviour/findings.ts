import { FailureError } from '../../protocol/failure';
import { decimals, percent, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import type { Subject } from '../subject';
import { behaviourOf, type Behaviour, type Fault, type References } from './behaviour';

/** What the structure looks like is wrong only where the model computes something else than the reference. */
export const whereDifferent =
  (references: References, probe: Probe): Probe =>
  (subject) =>
    isSame(subject, references) ? undefined : probe(subject);

function isSame(subject: Subject, references: References): boolean {
  try {
    return !behaviourOf(subject, references).divergence;
  } catch (error) {
    // What cannot be run is judged by what can be read of it.
    if (error instanceof FailureError) return false;
    throw error;
  }
}

/** Where a model first computes something else, of the faults that are asked about; for what no look at its structure explains. */
export const computes =
  (references: References, isAsked: (fault: Fault) => boolean = () => true): Probe =>
  (subject) => {
    const fault = faultsIn(behaviourOf(subject, references)).find(isAsked);
    return fault && findingOf(subject, fault);
  };

/** Faults of the parts that compute something else; where none of them does, that of the whole. */
function faultsIn({ divergence, parts }: Behaviour): Fault[] {
  if (!divergence) return [];
  const found = [...parts.values()].flatMap((fault) => fault ?? []);
  return found.length > 0 ? found : [divergence];
}

function findingOf(subject: Subject, fault: Fault): FindingInput {
  return {
    probed: fault.isTraining
      ? t(
          'With random weights, your network and the one of the task were compared step by step, in training mode.',
        )
      : t(
          'With random weights, your network and the one of the task were compared step by step, in evaluation mode.',
        ),
    expected: t('The same numbers after each step.'),
    actual: differenceIn(fault),
    why: t('Names and style do not matter, but what is computed has to be the same.'),
    hints: [
      t('What does your code do between the two?'),
      t('Compare this place with the figures and tables of the task.'),
    ],
    at:
      (fault.layer === undefined ? undefined : subject.placeOfLayer(fault.layer)) ??
      subject.placeOfSetting('model'),
  };
}

function differenceIn({ last, next, amount, factor, times }: Fault): string {
  if (times)
    return t(
      'In {0}, the branch counts {1} times and the shortcut {2} times.',
      next,
      decimals(times[0], 2),
      decimals(times[1], 2),
    );
  if (factor !== undefined) return t('What comes from {0} is multiplied by {1}.', next, decimals(factor, 2));
  if (last === next)
    return t(
      '{0} does not do in training what a batch norm does: mean and deviation of each channel are not its beta and gamma.',
      next,
    );
  return amount === undefined || !Number.isFinite(amount)
    ? t('They are the same up to {0}. What comes next is not {1}.', last, next)
    : t(
        'They are the same up to {0}. What comes next is not {1}: the numbers differ by up to {2} of the largest.',
        last,
        next,
        percent(amount),
      );
}
