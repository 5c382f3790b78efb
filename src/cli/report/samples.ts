import type { Prediction } from '../../protocol/run';

/** Class with the highest probability; the first of equals. */
export function predictedClass({ probabilities }: Prediction): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

const confidence = (prediction: Prediction) => Math.max(...prediction.probabilities);
const mostConfidentFirst = (a: Prediction, b: Prediction) =>
  confidence(b) - confidence(a) || a.file.localeCompare(b.file);

/** The most confident wrong predictions, at most `perPatient` of one patient: neighbouring slices look alike. */
export function confidentMistakes(
  predictions: readonly Prediction[],
  count: number,
  perPatient = 2,
): Prediction[] {
  const wrong = predictions.filter((prediction) => predictedClass(prediction) !== prediction.label);
  return spreadOverPatients(wrong.sort(mostConfidentFirst), perPatient).slice(0, count);
}

/**
 * Right predictions, the same number of every class as far as there are any, each of another patient where possible: the surest one
 * of a class first.
 */
export function rightOnes(predictions: readonly Prediction[], count: number): Prediction[] {
  const right = predictions.filter((prediction) => predictedClass(prediction) === prediction.label);
  const labels = [...new Set(right.map(({ label }) => label))].sort((a, b) => a - b);
  const each = Math.ceil(count / Math.max(1, labels.length));
  return labels
    .flatMap((label) => {
      const ofClass = right.filter((prediction) => prediction.label === label).sort(mostConfidentFirst);
      return spreadOverPatients(ofClass, 1).slice(0, each);
    })
    .slice(0, count);
}

function spreadOverPatients(predictions: readonly Prediction[], perPatient: number): Prediction[] {
  const seen = new Map<string, number>();
  return predictions.filter(({ patient }) => {
    const before = seen.get(patient) ?? 0;
    seen.set(patient, before + 1);
    return before < perPatient;
  });
}
