import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../../engine';
import { recordKernels, type Observation } from '../network/observe';

/** Larger differences than rounding makes, in parts of a weight's largest gradient. */
const tolerance = 1e-2;

/**
 * Weights whose gradient is not that of what the model computes, in training mode: a function with a gradient of its own may tell
 * another one. The same kernels are called once more, without anything of the student's around them, and both are compared.
 */
export function wronglyTrained(model: tf.LayersModel, pictures: tf.Tensor4D): tf.LayerVariable[] {
  const weights = model.trainableWeights;
  const variables = weights.map((weight) => weight.read() as tf.Variable);
  let observation: Observation | undefined;
  let output: tf.Tensor | undefined;
  const own = () => {
    const recorded = recordKernels(() => model.apply(pictures, { training: true }) as tf.Tensor);
    ({ observation, value: output } = recorded);
    return lossOf(output);
  };
  const plain = () => lossOf(replay(observation!, [pictures, ...variables], output!));
  try {
    const errors = tf.tidy(() => {
      const [one, other] = [own, plain].map((loss) => tf.variableGrads(loss, variables).grads);
      return tf.stack(variables.map(({ name }) => errorOf(one[name], other[name]))).dataSync<'float32'>();
    });
    return weights.filter((_, index) => errors[index] > tolerance);
  } finally {
    observation?.release();
  }
}

/** A sum in which each logit counts otherwise. */
const lossOf = (logits: tf.Tensor): tf.Scalar =>
  tf.sum(tf.mul(logits, tf.add(tf.range(0, logits.size).reshape(logits.shape), 1)));

function errorOf(gradient: tf.Tensor | undefined, wanted: tf.Tensor | undefined): tf.Tensor {
  if (!wanted) return tf.scalar(0);
  const difference = tf.max(tf.abs(gradient ? tf.sub(gradient, wanted) : wanted));
  return tf.div(difference, tf.add(tf.max(tf.abs(wanted)), 1e-12));
}

/** Computes an output once more from what varies; all else, such as random masks, is as it was. */
function replay({ calls, keptOf }: Observation, varying: readonly tf.Tensor[], output: tf.Tensor): tf.Tensor {
  const made = new Map(varying.map((tensor) => [tensor.id, tensor]));
  const current = (tensor: tf.Tensor) => made.get(tensor.id) ?? keptOf(tensor);
  for (const { kernel, operands, inputs, attributes, outputs } of leadingTo(output, calls)) {
    if (!inputs.some(({ id }) => made.has(id))) continue;
    const given = Array.isArray(operands)
      ? (operands as tf.Tensor[]).map(current)
      : Object.fromEntries(
          Object.entries(operands).flatMap(([name, operand]) =>
            operand instanceof tf.Tensor ? [[name, current(operand)]] : [],
          ),
        );
    const results = tf
      .engine()
      .runKernel<tf.Tensor | tf.Tensor[]>(kernel, given as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
    [results].flat().forEach((result, index) => made.set(outputs[index].id, result));
  }
  return current(output);
}

function leadingTo(output: tf.Tensor, calls: readonly KernelCall[]): KernelCall[] {
  const needed = new Set([output.id]);
  const leading = [...calls].reverse().filter(({ inputs, outputs }) => {
    if (!outputs.some(({ id }) => needed.has(id))) return false;
    for (const { id } of inputs) needed.add(id);
    return true;
  });
  return leading.reverse();
}
