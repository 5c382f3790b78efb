import * as tf from '@tensorflow/tfjs';

interface ClipOptions {
  clipValue?: number | undefined;
  clipNorm?: number | undefined;
  /** Whether the norm is to be told where nothing is clipped by it, too. */
  logGradientNorm?: boolean | undefined;
}

/**
 * Keeps gradients within bounds: each number first (`torch.nn.utils.clip_grad_value_`), then the norm of all of them together
 * (`clip_grad_norm_`).
 * @returns `norm` is that before anything is clipped, where it is to be told; else the one that is clipped, before that
 */
export function clipGradients(
  gradients: tf.Tensor[],
  { clipValue, clipNorm, logGradientNorm = false }: ClipOptions,
): { gradients: tf.Tensor[]; norm?: tf.Scalar | undefined } {
  const bounded =
    clipValue === undefined
      ? gradients
      : gradients.map((each) => tf.clipByValue(each, -clipValue, clipValue));
  const told = logGradientNorm ? normOf(gradients) : undefined;
  if (clipNorm === undefined) return { gradients: bounded, norm: told };
  const norm = told && clipValue === undefined ? told : normOf(bounded);
  const factor = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6)));
  return { gradients: bounded.map((each) => tf.mul(each, factor)), norm: told ?? norm };
}

/** Of all tensors together, as of one vector. */
const normOf = (tensors: readonly tf.Tensor[]): tf.Scalar =>
  tf.sqrt(tf.addN(tensors.map((each) => tf.sum(tf.square(each))))).asScalar();
