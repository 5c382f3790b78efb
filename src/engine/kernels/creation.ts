import {
  getKernel,
  registerKernel,
  unregisterKernel,
  util,
  ZerosLike,
  type DataType,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { backendName, type OnnxBackend } from '../backend';

type Values = Float32Array | Int32Array | Uint8Array;

function filled(size: number, value: number, dtype: DataType): Values {
  return util.getArrayFromDType(dtype as 'float32' | 'int32' | 'bool', size).fill(value);
}

/** Kernels without inputs: their values are at hand at once, so there is nothing to record. */
const creations: Record<
  string,
  (attributes: NamedAttrMap) => { values: Values; shape: number[]; dtype: DataType }
> = {
  Fill: (attributes) => {
    const { shape, value, dtype } = attributes as unknown as {
      shape: number[];
      value: number;
      dtype?: DataType;
    };
    const type = dtype ?? util.inferDtype(value);
    return { values: filled(util.sizeFromShape(shape), value, type), shape, dtype: type };
  },
  Range: (attributes) => {
    const { start, stop, step, dtype } = attributes as unknown as Record<
      'start' | 'stop' | 'step',
      number
    > & {
      dtype: DataType;
    };
    // TensorFlow.js counts down by itself when no step is given, and answers a step away from `stop` with zeros.
    const direction = stop < start && step === 1 ? -1 : step;
    const count =
      start === stop || (stop - start) * direction < 0 ? 0 : Math.ceil((stop - start) / direction);
    const values = Float64Array.from({ length: count }, (_, index) => start + index * direction);
    return { values: typed(values, dtype), shape: [count], dtype };
  },
  LinSpace: (attributes) => {
    const { start, stop, num } = attributes as unknown as Record<'start' | 'stop' | 'num', number>;
    const step = num > 1 ? (stop - start) / (num - 1) : 0;
    const values = Float64Array.from({ length: num }, (_, index) => start + index * step);
    return { values: typed(values, 'float32'), shape: [num], dtype: 'float32' };
  },
};

const typed = (values: ArrayLike<number>, dtype: DataType): Values =>
  dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values);

/**
 * Zeros in the shape of a tensor whose numbers are there are made at once, not recorded. An optimizer makes its state
 * from the variables in this way. If that were recorded, its first step would be another graph than the later steps,
 * and each graph takes long to compile.
 */
function keepZerosOutOfGraphs(): void {
  const { kernelFunc: recorded } = getKernel(ZerosLike, backendName);
  unregisterKernel(ZerosLike, backendName);
  registerKernel({
    kernelName: ZerosLike,
    backendName,
    kernelFunc: (call) => {
      const backend = call.backend as OnnxBackend;
      const { dataId, shape, dtype } = call.inputs['x'] as TensorInfo;
      if (!backend.valueAt(dataId)?.data) return recorded(call);
      const zeros = {};
      backend.move(zeros, null, shape, dtype, 1);
      return { dataId: zeros, shape, dtype };
    },
  });
}

export function registerCreationKernels(): void {
  keepZerosOutOfGraphs();
  for (const [kernelName, create] of Object.entries(creations)) {
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) => {
        const isText = typeof (attrs as { value?: unknown }).value === 'string';
        if (isText) return (backend as OnnxBackend).runOnHost(kernelName, inputs, attrs!);
        const { values, shape, dtype } = create(attrs ?? {});
        return { dataId: (backend as OnnxBackend).write(values, shape, dtype), shape, dtype };
      },
    });
  }
}

export const creationKernelNames: readonly string[] = Object.keys(creations);
