import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  backend_util,
  getKernel,
  type DataType,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { t } from '../words';

/** A tensor with its values: numbers, encoded strings, or complex numbers as (real, imaginary) pairs. */
export interface HostTensor {
  shape: number[];
  dtype: DataType;
  values: backend_util.BackendValues;
}

/**
 * Memory for TensorFlow.js' cpu kernels. Unlike the backend `cpu`, it prints no advice to use another backend, and it
 * does not register its tensors with TensorFlow.js: the results go to the engine.
 */
class HostMemory extends MathBackendCPU {
  override write(values: backend_util.BackendValues, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override makeOutput<T>(values: backend_util.BackendValues, shape: number[], dtype: DataType): T {
    return this.makeTensorInfo(shape, dtype, values) as T;
  }

  /** Some kernels read a tensor's `rank`, which a mere `TensorInfo` lacks. */
  take({ shape, dtype, values }: HostTensor): TensorInfo & { rank: number } {
    const rank = shape.length;
    if (dtype !== 'complex64') return { dataId: this.write(values, shape, dtype), shape, dtype, rank };
    const parts = backend_util.splitRealAndImagArrays(values as Float32Array);
    const [real, imag] = [parts.real, parts.imag].map((part) => this.makeTensorInfo(shape, 'float32', part));
    const { dataId } = this.makeTensorInfo(shape, dtype);
    this.data.get(dataId).complexTensorInfos = { real, imag };
    return { dataId, shape, dtype, rank };
  }

  give({ dataId, shape, dtype }: TensorInfo): HostTensor {
    return { shape, dtype, values: this.readSync(dataId) };
  }
}

type Inputs = Record<string, TensorInfo | TensorInfo[] | undefined>;

/** What a kernel answers: one tensor or a list. */
export type Answer = TensorInfo | TensorInfo[];

/**
 * Runs one call of a kernel at once, with TensorFlow.js' own implementation for the CPU. This is for calls that cannot
 * be part of a graph: with strings, with complex numbers, or with a result whose shape depends on values. `read` gives
 * the values of an input, `store` keeps an output.
 * @throws Error if TensorFlow.js has no such implementation.
 */
export function runOnHost(
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
  read: (input: TensorInfo) => backend_util.BackendValues,
  store: (output: HostTensor) => TensorInfo,
): Answer {
  const implementation = getKernel(kernelName, 'cpu');
  if (!implementation)
    throw new Error(t("'{0}' cannot compute with strings or complex numbers.", kernelName));
  const memory = new HostMemory();
  const take = (input: TensorInfo): TensorInfo => memory.take({ ...input, values: read(input) });
  const takeAny = (input: TensorInfo | TensorInfo[] | undefined) =>
    Array.isArray(input) ? input.map(take) : input && take(input);
  const taken = Array.isArray(inputs)
    ? (inputs as TensorInfo[]).map(take)
    : Object.fromEntries(Object.entries(inputs as Inputs).map(([name, input]) => [name, takeAny(input)]));
  const answer = implementation.kernelFunc({ inputs: taken as NamedTensorInfoMap, attrs, backend: memory });
  return Array.isArray(answer)
    ? answer.map((output) => store(memory.give(output)))
    : store(memory.give(answer));
}
