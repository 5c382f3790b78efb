import * as tf from '@tensorflow/tfjs-core';
import { OnnxBackend } from './backend';
import { currentOrigin } from './graph/origin';

/** One call of a kernel of TensorFlow.js, as it was made. */
export interface KernelCall {
  kernel: string;
  inputs: readonly tf.Tensor[];
  /** The same as they were given: by name, or in a row. */
  operands: tf.NamedTensorMap;
  attributes: Readonly<Record<string, unknown>>;
  outputs: readonly tf.Tensor[];
  /** Name of the layer that made it. */
  layer?: string | undefined;
}

/** What is told while code runs. */
export interface KernelObserver {
  /** A kernel was called, whatever the style of the code that called it. */
  called(call: KernelCall): void;
  /** Values of a tensor are read in the midst, as by `dataSync`. */
  valuesRead?(dataId: object): void;
}

/** Runs code, and tells of every kernel that it calls. */
export function observeKernels<T>(run: () => T, observer: KernelObserver): T {
  const engine = tf.engine();
  const [runKernel, readSync, read] = [
    engine.runKernel.bind(engine),
    engine.readSync.bind(engine),
    engine.read.bind(engine),
  ];
  engine.runKernel = <R extends tf.Tensor | tf.Tensor[]>(
    kernel: string,
    inputs: tf.NamedTensorMap,
    attributes?: tf.NamedAttrMap,
  ): R => {
    const result = runKernel<R>(kernel, inputs, attributes);
    const outputs = [result].flat() as tf.Tensor[];
    const given = Object.values(inputs).filter((input) => input instanceof tf.Tensor);
    observer.called({
      kernel,
      inputs: given,
      operands: inputs,
      attributes: attributes ?? {},
      outputs,
      layer: currentOrigin(),
    });
    return result;
  };
  engine.readSync = (dataId) => {
    observer.valuesRead?.(dataId);
    return readSync(dataId);
  };
  engine.read = (dataId) => {
    observer.valuesRead?.(dataId);
    return read(dataId);
  };
  try {
    return run();
  } finally {
    for (const name of ['runKernel', 'readSync', 'read']) Reflect.deleteProperty(engine, name);
  }
}

/**
 * The numbers of a tensor as the engine keeps them. They are not to be changed, and others may take their place once the tensor is
 * disposed.
 */
export function viewOf(tensor: tf.Tensor): Float32Array {
  const backend = tf.backend();
  return backend instanceof OnnxBackend
    ? (backend.view(tensor.dataId) as Float32Array)
    : tensor.dataSync<'float32'>();
}
