import { t } from 'lits/check';
import { definition, type Recipe } from './recipe';

/** Something that is taken for batch normalization at times. */
export interface Mistake {
  change: Partial<Recipe>;
  /** What is computed instead, in a sentence. */
  actual: string;
  hint: string;
}

/** From the most frequent to the rarest, where two explain the same numbers. */
export const mistakes = (): Mistake[] => [
  {
    change: { correction: 1 },
    actual: t('The sum of squares is divided by n - 1 instead of n, the number of values.'),
    hint: t('This is the whole batch, no sample of it: what is its mean squared distance from the mean?'),
  },
  {
    change: { movingCorrection: 1 },
    actual: t('The variance that is remembered has its sum of squares divided by n - 1 instead of n.'),
    hint: t(
      'PyTorch remembers that one. Here, as in TensorFlow.js, the same variance divides and is remembered.',
    ),
  },
  {
    change: { statisticsInTraining: 'moving' },
    actual: t('In training it is normalized by the moving statistics.'),
    hint: t('In training each batch is normalized by what it is itself.'),
  },
  {
    change: { statisticsInEvaluation: 'batch' },
    actual: t('In evaluation it is normalized by the statistics of the batch.'),
    hint: t('Would a slice get the same answer whatever other slices are beside it?'),
  },
  {
    change: { moving: 'new-share' },
    actual: t(
      'The momentum is taken as the share of the new statistics. It is the share of the old ones that stays.',
    ),
    hint: t('With a momentum of 0.99, does a single batch change much?'),
  },
  {
    change: { moving: 'unchanged' },
    actual: t('The moving statistics are returned as they were.'),
    hint: t('Each step of training moves them a little towards the statistics of its batch.'),
  },
  {
    change: { moving: 'replaced' },
    actual: t('The statistics of this batch alone are taken: what earlier batches have shown is forgotten.'),
    hint: t('Some of the old statistics stays, and some of the new is added. How much of each?'),
  },
  {
    change: { moving: 'summed' },
    actual: t('The old statistics stay whole, and a share of the new ones is added: they only grow.'),
    hint: t('The shares of old and new add up to 1.'),
  },
  {
    change: { remembered: 'deviation' },
    actual: t('The standard deviation is remembered instead of the variance.'),
    hint: t('In evaluation the root is drawn from what was remembered.'),
  },
  {
    change: { group: 'place' },
    actual: t('Each place of a feature map has a mean and a variance of its own.'),
    hint: t('A convolution treats all places alike. Over which axes does a channel go?'),
  },
  {
    change: { group: 'example' },
    actual: t(
      'Each slice has a mean and a variance of its own in each channel: that is instance normalization.',
    ),
    hint: t('The statistics are those of the whole batch.'),
  },
  {
    change: { group: 'picture' },
    actual: t('Each slice has one mean and one variance for all its channels: that is layer normalization.'),
    hint: t('Which axis is that of the channels?'),
  },
  {
    change: { group: 'batch' },
    actual: t('All channels share one mean and one variance.'),
    hint: t('Each channel is normalized by itself. Which axis is that of the channels?'),
  },
  {
    change: { divisor: 'sum-of-roots' },
    actual: t('Epsilon is added to the standard deviation, after the root.'),
    hint: t('Where does epsilon stand in the formula?'),
  },
  {
    change: { divisor: 'root' },
    actual: t('Epsilon is left out.'),
    hint: t('What happens to a channel that is the same everywhere?'),
  },
  {
    change: { divisor: 'sum' },
    actual: t('It is divided by the variance: the root is missing.'),
    hint: t('What comes out is to have a standard deviation of 1, before gamma.'),
  },
  {
    change: { affine: 'none' },
    actual: t('Neither gamma nor beta is applied.'),
    hint: t('What is normalized is scaled and shifted again, as training finds best.'),
  },
  {
    change: { affine: 'gamma' },
    actual: t('Beta is not added.'),
    hint: t('What is normalized is scaled and shifted again.'),
  },
  {
    change: { affine: 'beta' },
    actual: t('It is not multiplied by gamma.'),
    hint: t('What is normalized is scaled and shifted again.'),
  },
  {
    change: { affine: 'beta-then-gamma' },
    actual: t('Beta is added before gamma multiplies.'),
    hint: t('Which comes first in the formula?'),
  },
  {
    change: { affine: 'exchanged' },
    actual: t('Gamma and beta are exchanged: beta multiplies, and gamma is added.'),
    hint: t('Which of them begins as ones, and which as zeros?'),
  },
];

/** The smallest number of mistakes, at most two, that explain what was computed. */
export function explain(isComputedBy: (recipe: Recipe) => boolean): Mistake[] | undefined {
  const all = mistakes();
  const fits = (some: readonly Mistake[]) =>
    isComputedBy(some.reduce((recipe, { change }) => ({ ...recipe, ...change }), definition));
  const one = all.find((mistake) => fits([mistake]));
  if (one) return [one];
  for (const [index, first] of all.entries())
    for (const second of all.slice(index + 1)) if (fits([first, second])) return [first, second];
  return undefined;
}
