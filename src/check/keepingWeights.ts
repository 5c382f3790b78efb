import * as tf from '@tensorflow/tfjs';

/** Weights as they were. */
interface KeptWeights {
  /** Of each weight, in their order. */
  values: readonly tf.Tensor[];
  restore: () => void;
}

/** Gives weights their values back, bit by bit, once `run` has ended: the other probes are to find the model as it was. */
export function keepingWeights<T>(weights: readonly tf.LayerVariable[], run: (kept: KeptWeights) => T): T {
  const variables = weights.map((weight) => weight.read() as tf.Variable);
  const values = variables.map((variable) => variable.clone());
  // Not `write`, which applies a weight's constraint once more.
  const restore = () => variables.forEach((variable, index) => variable.assign(values[index]));
  try {
    return run({ values, restore });
  } finally {
    restore();
    tf.dispose(values);
  }
}
