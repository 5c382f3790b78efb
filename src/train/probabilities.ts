import type { Batch, Split } from '../data';
import { FailureError } from '../protocol/failure';
import { t } from '../words';
import { rowOf } from './loss';
import { softmaxRows } from './step';

/**
 * The probabilities of each slice of a batch.
 * @throws FailureError that names the slice for which the model gives no numbers
 */
export function probabilitiesOf(logits: Float32Array, batch: Batch, split: Split): number[][] {
  const rows = softmaxRows(logits);
  const row = rows.findIndex((probabilities) => !probabilities.every(Number.isFinite));
  if (row < 0) return rows;
  throw noPrediction(logits, batch, split, row);
}

/** That the model gives no numbers for a slice. @param row of the slice in the batch */
export function noPrediction(logits: Float32Array, batch: Batch, split: Split, row: number): FailureError {
  const { file } = split.entry(batch.indices[row]);
  return new FailureError({
    what: t(
      'The model has no prediction for the slice {0}: its logits are {1}.',
      `${split.name}/${file}`,
      Array.from(rowOf(logits, row)).join(', '),
    ),
    ...(isBlank(batch, row)
      ? {
          why: t('This slice is blank: all its pixels are the same.'),
          next: t(
            'Look for a division in your model that is by zero for such a picture, as by its standard deviation.',
          ),
        }
      : { next: t('Look for a division by zero, or a logarithm of zero, in your model.') }),
  });
}

function isBlank({ images, labels }: Batch, row: number): boolean {
  const size = images.length / labels.length;
  const pixels = images.subarray(row * size, (row + 1) * size);
  return pixels.every((value) => value === pixels[0]);
}
