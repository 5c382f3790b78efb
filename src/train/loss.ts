import * as tf from '@tensorflow/tfjs';
import { classCount } from '../course/classes';
import { crossEntropyAtOnce } from '../engine';
import { crossEntropyOfLogits } from '../evaluate/crossEntropy';

/**
 * Mean softmax cross-entropy of a batch, for its gradient. It subtracts each row's largest logit before anything else, as
 * `crossEntropyOfLogits` does, which makes the numbers that people see. `tf.losses.softmaxCrossEntropy` does not: in its
 * sum, the logarithm of the classes is lost beside a large logit.
 * @param targets rows [n, 3]: one-hot labels, or others whose sums are `masses`
 */
export function meanCrossEntropy(targets: tf.Tensor2D, logits: tf.Tensor, masses?: tf.Tensor1D): tf.Scalar {
  const ofRows = tf.customGrad((...given) => {
    const [rows, save] = given as [tf.Tensor, tf.GradSaveFunc];
    save([rows]);
    const shifted = tf.sub(rows, tf.max(rows, -1, true));
    const logSums = tf.log(tf.sum(tf.exp(shifted), -1));
    return {
      value: tf.sub(masses ? tf.mul(logSums, masses) : logSums, tf.sum(tf.mul(shifted, targets), -1)),
      gradFunc: (dy, [saved]) => {
        const predicted = tf.softmax(saved);
        const expected = masses ? tf.mul(predicted, tf.reshape(masses, [-1, 1])) : predicted;
        return tf.mul(tf.reshape(dy, [-1, 1]), tf.sub(expected, targets));
      },
    };
  });
  return tf.mean(crossEntropyAtOnce(targets, logits) ?? ofRows(logits)).asScalar();
}

/** Sum over rows of the cross-entropy in nats, from logits [n, 3]. */
export function sumCrossEntropy(logits: Float32Array, labels: Uint8Array): number {
  return labels.reduce((total, label, row) => total + crossEntropyOfLogits(rowOf(logits, row), label), 0);
}

/** One slice's row of logits [n, 3]. */
export function rowOf(logits: Float32Array, row: number): Float32Array {
  return logits.subarray(row * classCount, (row + 1) * classCount);
}

/** Labels as one-hot rows. */
export function oneHot(labels: Uint8Array): tf.Tensor2D {
  const rows = new Float32Array(labels.length * classCount);
  labels.forEach((label, row) => {
    rows[row * classCount + label] = 1;
  });
  return tf.tensor2d(rows, [labels.length, classCount]);
}
