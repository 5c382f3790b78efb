import { classCount } from '../../course/classes';
import { percent, t } from '../../words';

/** Balanced accuracy of answers that do not look at the picture. */
export const chance = 1 / classCount;

/** What a network must be better at than answers given without looking, and why. @param majority share of the most frequent class */
export const betterThanMajority = (majority: number) => ({
  expected: t('More than {0}, with a balanced accuracy above {1}.', percent(majority), percent(chance)),
  why: t('A network that does not beat an answer given without looking has not learned to look.'),
});

/** The first thing to look at where it is not. */
export const doesItLearn = (): string =>
  t('Does the training loss fall at all? If not, the learning rate is the first thing to change.');
