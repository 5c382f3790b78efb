import * as tf from '@tensorflow/tfjs';

/**
 * Brings weights back into what their layers allow (kernelConstraint, biasConstraint, …), as Keras does after each
 * update. TensorFlow.js has these settings too, but its `fit` never looks at them.
 */
export function applyConstraints(weights: readonly tf.LayerVariable[]): void {
  for (const weight of weights)
    // `write` applies the constraint, and does nothing for the very tensor that the weight already has.
    if (Reflect.get(weight, 'constraint')) tf.tidy(() => void weight.write(tf.clone(weight.read())));
}
