import * as tf from '@tensorflow/tfjs';

interface ClipOptions {
  clipValue?: number | undefined;
  clipNorm?: number | undefined;
}

/**
 * Keeps gradients within bounds: each number first (`torch.nn.utils.clip_grad_value_`), then the norm of all of them together
 * (`clip_grad_norm_`).
 * @returns `norm` is that before its clipping, where it is clipped
 */
export function clipGradients(
  gradients: tf.Tensor[],
  { clipValue, clipNorm }: ClipOptions,
): { gradients: tf.Tensor[]; norm?: tf.Scalar } {
  const bounded =
    clipValue === undefined
      ? gradients
      : gradients.map((each) => tf.clipByValue(each, -clipValue, clipValue));
  if (clipNorm === undefined) return { gradients: bounded };
  const norm = tf.sqrt(tf.addN(bounded.map((each) => tf.sum(tf.square(each))))).asScalar();
  const factor = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6)));
  return { gradients: bounded.map((each) => tf.mul(each, factor)), norm };
}
