import {
  getKernel,
  registerKernel,
  unregisterKernel,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { backendName, type OnnxBackend } from '../backend';
import { permute, toChannelsFirst, toChannelsLast } from '../graph/builder';

interface ChannelsFirstKernel {
  name: string;
  /** Inputs that are pictures. */
  pictures: readonly string[];
  /** Inputs that broadcast over the result, as TensorFlow.js understands them: of rank 1, one value a channel. */
  broadcast?: readonly string[];
  /** The result is a picture too. */
  returnsPicture: boolean;
}

/** Kernels that take `dataFormat: 'NCHW'`. */
const kernels: readonly ChannelsFirstKernel[] = [
  { name: 'Conv2D', pictures: ['x'], returnsPicture: true },
  {
    name: 'FusedConv2D',
    pictures: ['x'],
    broadcast: ['bias', 'preluActivationWeights'],
    returnsPicture: true,
  },
  { name: 'Conv2DBackpropInput', pictures: ['dy'], returnsPicture: true },
  { name: 'Conv2DBackpropFilter', pictures: ['x', 'dy'], returnsPicture: false },
];

/** Attributes of the same call with channels last. */
function channelsLastAttributes({ pad, inputShape, ...rest }: NamedAttrMap): NamedAttrMap {
  return {
    ...rest,
    dataFormat: 'NHWC',
    pad: Array.isArray(pad) ? toChannelsLast.map((axis) => (pad as unknown as number[][])[axis]) : pad,
    ...(inputShape ? { inputShape: permute(inputShape as number[], toChannelsLast) } : {}),
  };
}

/**
 * Lets these kernels take channels-first pictures: the call with channels last stands between two transposes. The
 * transposes cost nothing, because inside of the graph the pictures lie channels-first anyway.
 */
export function acceptChannelsFirst(): void {
  for (const { name, pictures, broadcast = [], returnsPicture } of kernels) {
    const channelsLast = getKernel(name, backendName).kernelFunc;
    unregisterKernel(name, backendName);
    registerKernel({
      kernelName: name,
      backendName,
      kernelFunc: ({ inputs, backend, attrs = {} }) => {
        if (attrs['dataFormat'] !== 'NCHW') return channelsLast({ inputs, backend, attrs });
        const made: TensorInfo[] = [];
        const transpose = (x: TensorInfo, perm: readonly number[]): TensorInfo => {
          const transposed = getKernel('Transpose', backendName).kernelFunc({
            inputs: { x },
            backend,
            attrs: { perm: [...perm] },
          }) as TensorInfo;
          made.push(transposed);
          return transposed;
        };
        const moved = Object.entries(inputs as Record<string, TensorInfo | undefined>).map(([key, input]) => {
          if (input && pictures.includes(key)) return [key, transpose(input, toChannelsLast)];
          if (input && broadcast.includes(key) && input.shape.length === 3)
            return [key, transpose(input, [1, 2, 0])];
          return [key, input];
        });
        const result = channelsLast({
          inputs: Object.fromEntries(moved) as NamedTensorInfoMap,
          backend,
          attrs: channelsLastAttributes(attrs),
        }) as TensorInfo;
        const answer = returnsPicture ? transpose(result, toChannelsFirst) : result;
        for (const { dataId } of [...made, result])
          if (dataId !== answer.dataId) (backend as OnnxBackend).disposeData(dataId);
        return answer;
      },
    });
  }
}
