import * as tf from '@tensorflow/tfjs';
import { currentOrigin } from '../../engine';

/** One call of a kernel of TensorFlow.js, as it was made. */
export interface KernelCall {
  kernel: string;
  inputs: readonly tf.Tensor[];
  attributes: Readonly<Record<string, unknown>>;
  outputs: readonly tf.Tensor[];
  /** Name of the layer that made it. */
  layer?: string | undefined;
}

/** Calls, and notes every kernel that is called meanwhile, whatever the style of the code that calls it. */
export function observeKernels<T>(run: () => T): { value: T; calls: readonly KernelCall[] } {
  const engine = tf.engine();
  const runKernel = engine.runKernel.bind(engine);
  const calls: KernelCall[] = [];
  engine.runKernel = <R extends tf.Tensor | tf.Tensor[]>(
    kernel: string,
    inputs: tf.NamedTensorMap,
    attributes?: tf.NamedAttrMap,
  ): R => {
    const result = runKernel<R>(kernel, inputs, attributes);
    const outputs = [result].flat() as tf.Tensor[];
    const given = Object.values(inputs).filter((input) => input instanceof tf.Tensor);
    calls.push({ kernel, inputs: given, attributes: attributes ?? {}, outputs, layer: currentOrigin() });
    return result;
  };
  try {
    return { value: run(), calls };
  } finally {
    Reflect.deleteProperty(engine, 'runKernel');
  }
}
