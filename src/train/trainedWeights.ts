import type * as tf from '@tensorflow/tfjs';

/** The weights that training changes, each once: layers that share a weight name it more than once. */
export function trainedWeights(model: tf.LayersModel): tf.LayerVariable[] {
  const byVariable = new Map(model.trainableWeights.map((weight) => [weight.read(), weight]));
  return [...byVariable.values()];
}
