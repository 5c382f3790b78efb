import { decimals, percent, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import { placeOf } from '../network/placeOf';
import { behaviourOf, type References } from './behaviour';
import type { Randomness } from './dropout';

/**
 * What is random in training is dropout, where it belongs, and it keeps the expectation.
 * @param isPlace whether it may lie in a part of the reference
 */
export const dropsWhereItBelongs =
  (references: References, isPlace: (part: string) => boolean, expected: () => string): Probe =>
  (subject) => {
    const { divergence, randomness } = behaviourOf(subject, references);
    if (divergence) return undefined;
    const faults = randomness.flatMap((random) => {
      const actual = faultOf(random, isPlace);
      return actual ? [{ random, actual, why: whyOf(random, isPlace) }] : [];
    });
    // Each mistake once, however often it is made.
    const first = faults.filter(({ why }, index) => faults.findIndex((fault) => fault.why === why) === index);
    return first.map(({ random, actual, why }): FindingInput => ({
      probed: t('The numbers before each layer were compared in training mode and without anything random.'),
      expected: expected(),
      actual: alsoElsewhere(actual, faults.filter((fault) => fault.why === why).length - 1),
      why,
      hints: [
        t(
          'tf.layers.dropout takes the share that is dropped as its rate, scales up the rest, and rests in evaluation.',
        ),
        t('Look at what your dropout is applied to.'),
      ],
      at: subject.find(/dropout|noise/i) ?? placeOf(subject, random.op),
    }));
  };

/** What trains a model that drops its logits would only tell once more that it does. */
export const whereLogitsAreKept =
  (references: References, probe: Probe): Probe =>
  (subject) =>
    behaviourOf(subject, references).randomness.some(({ place }) => place === 'output')
      ? undefined
      : probe(subject);

function alsoElsewhere(actual: string, others: number): string {
  if (others === 0) return actual;
  return others === 1
    ? t('{0} It is the same at 1 other place.', actual)
    : t('{0} It is the same at {1} other places.', actual, others);
}

/** Kept units are scaled as they should be, but for the chance in how many there are. */
function keepsExpectation({ share, factor }: Randomness): boolean {
  const rate = 1 - 1 / factor;
  return factor > 1 && Math.abs(rate - share) < 0.1;
}

function faultOf(random: Randomness, isPlace: (part: string) => boolean): string | undefined {
  const { kind, place, before, share, factor } = random;
  if (kind === 'noise') return t('Before {0}, noise changes the numbers; no unit is dropped.', before);
  if (place === 'input') return t('{0} of the pixels of the slice are dropped.', percent(share));
  if (place === 'output') return t('{0} of the logits are dropped.', percent(share));
  if (place === 'sum') return t('{0} of what goes into {1} is dropped.', percent(share), before);
  if (isInMap(random, isPlace))
    return t('{0} of the numbers before {1} are dropped.', percent(share), before);
  if (keepsExpectation(random)) return undefined;
  return t(
    'Before {0}, {1} of the units are dropped, and the others are multiplied by {2}; on average {3} of each unit is left.',
    before,
    percent(share),
    decimals(factor, 2),
    percent(factor * (1 - share)),
  );
}

/** Whether single places of a map are dropped: before a convolution, a batch norm or an average. */
const isInMap = ({ place, part }: Randomness, isPlace: (part: string) => boolean) =>
  place === 'average' || !isPlace(part);

function whyOf(random: Randomness, isPlace: (part: string) => boolean): string {
  const { kind, place } = random;
  if (kind === 'noise') return t('Noise that is added or multiplied regularizes too, but it is not dropout.');
  if (place === 'output') return t('A logit that is set to zero is an answer that the network never gave.');
  if (place === 'input')
    return t(
      'What is dropped from the picture cannot be seen by any layer: that is augmentation, not dropout.',
    );
  if (place === 'sum') return t('The way past the block is there to hand on signal and gradient unchanged.');
  if (place === 'average')
    return t('The average over all places evens out what is dropped at single ones: that does little.');
  if (isInMap(random, isPlace))
    return t(
      'A convolution has few weights, and neighbouring pixels say the same: dropping single ones there does little.',
    );
  return t(
    'In evaluation nothing is dropped. Only if the mean of each unit is the same in both modes, the next layer gets what it has learned to expect.',
  );
}
