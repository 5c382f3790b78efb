import { percent, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import type { Op } from '../network/network';
import { placeOf } from '../network/placeOf';
import type { Movement } from './batchNorm';
import { behaviourOf, type References } from './behaviour';

/** A training step moves the moving averages of every batch norm a part of the way to the statistics of the batch; predicting does not. */
export const averagesFollowBatch =
  (references: References): Probe =>
  (subject) => {
    const { movements, isChangedByPredicting } = behaviourOf(subject, references);
    const wrong = movements.filter(({ movement: { kind } }) => kind !== 'moves');
    const [first] = wrong;
    const finding = (actual: string, hints: string[], op?: Op): FindingInput => ({
      probed: t(
        'The moving averages of each batch norm were compared before and after predicting, and before and after one training step.',
      ),
      expected: t(
        'Predicting leaves them as they are. Training moves mean and variance a part of the way to those of the batch.',
      ),
      actual,
      why: t(
        'In evaluation a batch norm normalizes with these averages. If they are not those of the training slices, it predicts nonsense.',
      ),
      hints,
      at: placeOf(subject, op),
    });
    if (isChangedByPredicting)
      return finding(t('Predicting changed weights that training does not learn, such as moving averages.'), [
        t('How does the layer get to know whether it is in training?'),
        t('Update the averages in training mode only.'),
      ]);
    if (!first) return undefined;
    const { norm, movement } = first;
    const others = wrong.filter(({ movement: { kind } }) => kind === movement.kind).length - 1;
    const happened = happening(movement);
    const actual =
      others === 0
        ? t('At {0}: {1}', norm.name, happened)
        : others === 1
          ? t('At {0} (and so at 1 other): {1}', norm.name, happened)
          : t('At {0} (and so at {1} others): {2}', norm.name, others, happened);
    return finding(actual, hintsOf(movement), norm.op);
  };

/** Below it, the averages follow the last few batches; what people mean by 0.1 in PyTorch is 0.9 here. */
const leastMomentum = 0.5;

/** The moving averages remember more than the last batches. To be used as a remark: with a low momentum a network still is right. */
export const averagesRemember =
  (references: References): Probe =>
  (subject) => {
    const low = behaviourOf(subject, references).movements.flatMap(({ norm, movement }) =>
      movement.kind === 'moves' && movement.momentum < leastMomentum
        ? [{ norm, momentum: movement.momentum }]
        : [],
    );
    const [first] = low;
    if (!first) return undefined;
    return {
      probed: t('The momentum of each batch norm was measured in one training step.'),
      expected: t('A momentum of about 0.9 or 0.99: the share of the old average that stays.'),
      actual:
        low.length === 1
          ? t('At {0}: {1} of the old average stays.', first.norm.name, percent(first.momentum))
          : t(
              'At {0} (and so at {1} others): {2} of the old average stays.',
              first.norm.name,
              low.length - 1,
              percent(first.momentum),
            ),
      why: t(
        'In PyTorch momentum is the share of the new: 0.1 there is 0.9 here. With a low one, evaluation depends on the last few batches. This costs no points.',
      ),
      at: placeOf(subject, first.norm.op),
    };
  };

function happening(movement: Movement): string {
  switch (movement.kind) {
    case 'moves':
    case 'stays':
      return t('mean or variance stayed as it was.');
    case 'forgets':
      return t('mean and variance are those of the last batch alone, nothing of the earlier ones is left.');
    case 'deviation':
      return t('the moving variance moves to the standard deviation of the batch, not to its variance.');
    case 'elsewhere':
      return movement.what === 'mean'
        ? t('the moving mean does not move to the mean of the batch.')
        : t('the moving variance does not move to the variance of the batch.');
  }
}

function hintsOf({ kind }: Movement): string[] {
  if (kind === 'stays')
    return [
      t('How does a batch norm get to know whether it is in training?'),
      t(
        'A layer that holds other layers is told in the second argument of its call, and has to pass that on; and it has to name their moving averages among its nonTrainableWeights.',
      ),
      t('A momentum of 1 keeps the old averages for ever.'),
    ];
  if (kind === 'forgets')
    return [t('The momentum is the share of the old average that stays: usually 0.9 or 0.99, never 0.')];
  return [
    t('Look at the line that updates the average: old × momentum + new × (1 − momentum).'),
    t(
      'What is new there has to be the mean and the variance of each channel, over all places and slices of the batch.',
    ),
  ];
}
