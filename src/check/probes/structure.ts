import { t } from '../../words';
import type { Probe } from '../check';

/**
 * The model has this many parameters, including the parameters that training does not change.
 * @param hints from the vaguest to the plainest
 */
export function parameterCount(expected: number, hints: string[] = []): Probe {
  return (subject) => {
    const actual = subject.model().countParams();
    if (actual === expected) return undefined;
    return {
      probed: t('All parameters of the model were counted.'),
      expected: count(expected),
      actual: count(actual),
      why: t(
        'Each layer has a number of parameters that follows from its kind, its size and its input, so the sum shows what differs from the table.',
      ),
      hints,
      at: subject.placeOfSetting('model'),
    };
  };
}

const count = (parameters: number) => t('{0} parameters', parameters);
