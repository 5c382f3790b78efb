import { classCount } from '../course/classes';

interface TargetOptions {
  labelSmoothing: number;
  classWeights?: readonly number[] | undefined;
}

/** What a batch's logits are held against. */
interface Targets {
  /** [n, 3], row by row. */
  rows: Float32Array;
  /** Sums of the rows. */
  masses: Float32Array;
}

/** What a batch counts beside others: its slices, or the sum of the weights of their classes. */
export const weightOf = (labels: Uint8Array, classWeights: readonly number[] | undefined): number =>
  labels.reduce((sum, label) => sum + (classWeights?.[label] ?? 1), 0);

/**
 * Targets with which the mean over rows of `-sum(target * log(softmax))` is PyTorch's
 * `CrossEntropyLoss(weight=classWeights, label_smoothing=labelSmoothing)`: its mean is weighted by the classes of the labels.
 */
export function targetsOf(labels: Uint8Array, { labelSmoothing, classWeights }: TargetOptions): Targets {
  const scale = labels.length / weightOf(labels, classWeights);
  const rows = new Float32Array(labels.length * classCount);
  const masses = new Float32Array(labels.length);
  labels.forEach((label, row) => {
    for (let each = 0; each < classCount; each++) {
      const share = (each === label ? 1 - labelSmoothing : 0) + labelSmoothing / classCount;
      const target = share * (classWeights?.[each] ?? 1) * scale;
      rows[row * classCount + each] = target;
      masses[row] += target;
    }
  });
  return { rows, masses };
}
