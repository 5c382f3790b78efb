import { t } from '../../words';

/** No picture that is normalized in one of the usual ways has values beyond this; one of 0..255 has. */
const farthest = 50;

/** What is wrong with the values of augmented pictures; undefined where a model can learn from them. */
export function wrongValues(values: Float32Array): string | undefined {
  let largest = 0;
  for (const value of values) {
    if (!Number.isFinite(value))
      return Number.isNaN(value)
        ? t('The augmented pictures have values that are not numbers (NaN).')
        : t('The augmented pictures have infinite values.');
    if (Math.abs(value) > Math.abs(largest)) largest = value;
  }
  if (Math.abs(largest) <= farthest) return undefined;
  return t(
    'The augmented pictures have values as far out as {0}, but the pictures for the validation keep theirs between 0 and 1.',
    Number(largest.toPrecision(3)),
  );
}
