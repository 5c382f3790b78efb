import type { Shortage } from '../../engine';
import { megabytes, t } from '../../words';

/** What the memory was not enough for. */
export function shortageText(task: string, batchSize: number | undefined): string {
  if (batchSize === undefined) return t('The memory is not enough for {0}.', task);
  return batchSize === 1
    ? t('The memory is not enough for {0} with a batch of 1 slice.', task)
    : t('The memory is not enough for {0} with a batch of {1} slices.', task, batchSize);
}

/**
 * How many slices of a batch can fit at most: what a batch needs grows with it, and this one needs more than it had got when the memory
 * ended. How many will fit, nobody knows: the graph had not come to its end.
 */
export function mostThatFit({ before, used, tried, limit }: Shortage, batchSize: number): number {
  const share = (limit - before) / (used + tried - before);
  return Math.max(0, Math.min(batchSize - 1, Math.floor(batchSize * share)));
}

/** The figures of a memory that was not enough. */
export function figuresText({ before, used, tried, limit }: Shortage, most: number): string {
  const [needed, held, all] = [used + tried - before, before, limit].map(megabytes);
  return most > 0
    ? t(
        'The batch needs more than {0}, beside {1} for weights and other data; the device has {2}. More than {3} slices cannot fit.',
        needed,
        held,
        all,
        most,
      )
    : t(
        'The batch needs more than {0}, beside {1} for weights and other data; the device has {2}. Not even one slice can fit.',
        needed,
        held,
        all,
      );
}

/** What to do about it: half a batch is a good guess, unless that is known not to fit. */
export function remedyText(batchSize: number | undefined, most: number | undefined): string {
  const half = Math.floor((batchSize ?? 1) / 2);
  const size = Math.min(half, most ?? half);
  return size > 0
    ? t('Set batchSize to {0} or less, or make that layer smaller.', String(size))
    : t('Make that layer smaller: fewer filters or units, or pool the picture before it.');
}
