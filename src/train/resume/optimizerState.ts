import * as tf from '@tensorflow/tfjs';
import { NamedOptimizer } from '../optimize/namedOptimizer';

export interface NamedTensor {
  name: string;
  tensor: tf.Tensor;
}

/** All that an optimizer remembers from one step to the next. */
export interface OptimizerState {
  /** Steps done. */
  iterations: number;
  tensors: NamedTensor[];
}

const field = 'field:';

/**
 * What an optimizer remembers. Slots of a weight are named by the weight's place in `variables`: its name may be another one when the
 * model is built again.
 * @throws Error where the optimizer is the student's own class and does not tell: see `tf.Optimizer.getWeights`
 */
export async function optimizerState(
  optimizer: tf.Optimizer,
  variables: readonly tf.Variable[],
): Promise<OptimizerState> {
  const { iterations } = optimizer;
  const weights = await optimizer.getWeights();
  if (!(optimizer instanceof NamedOptimizer))
    return { iterations, tensors: [...weights, ...fieldsOf(optimizer)] };
  const places = new Map(variables.map(({ name }, index) => [name, index]));
  const tensors = weights.map(({ name, tensor }) => {
    const cut = name.lastIndexOf('/');
    return { name: `${places.get(name.slice(0, cut))}${name.slice(cut)}`, tensor };
  });
  return { iterations, tensors };
}

/** Has an optimizer go on from what another one of its kind remembered. */
export async function restoreOptimizer(
  optimizer: tf.Optimizer,
  variables: readonly tf.Variable[],
  { iterations, tensors }: OptimizerState,
): Promise<void> {
  if (optimizer instanceof NamedOptimizer) {
    const named = tensors.map(({ name, tensor }) => {
      const cut = name.lastIndexOf('/');
      return { name: variables[Number(name.slice(0, cut))].name + name.slice(cut), tensor };
    });
    await optimizer.setWeights(named);
    optimizer.setIterations(iterations);
    return;
  }
  const isField = ({ name }: NamedTensor) => name.startsWith(field);
  await optimizer.setWeights(tensors.filter((one) => !isField(one)));
  const kept = new Map(tensors.filter(isField).map(({ name, tensor }) => [name, tensor]));
  // Those that TensorFlow.js computes from the number of steps differ from the products that it has kept, in the last bit.
  for (const { name, tensor } of fieldsOf(optimizer))
    (tensor as tf.Variable).assign(kept.get(name) ?? tensor);
}

/** Numbers that optimizers of TensorFlow.js keep besides their slots, such as powers of beta. */
const fieldsOf = (optimizer: tf.Optimizer): NamedTensor[] =>
  Object.entries(optimizer).flatMap(([name, value]: [string, unknown]) =>
    value instanceof tf.Variable ? [{ name: field + name, tensor: value }] : [],
  );
