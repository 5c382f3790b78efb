import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import type { Spec } from '../graph/value';
import { covered, scatterAdd } from './pool';
import { isPaddingNarrow, outputPadding } from './support';
import {
  channelsFirst,
  channelsFirstShape,
  fromChannelsFirst,
  planVolume,
  type Shape5D,
  type VolumePlan,
} from './volume';

interface Pool3DAttributes {
  filterSize: [number, number, number] | number;
  strides: [number, number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function planPool(
  kernelName: string,
  x: Spec,
  { filterSize, strides, pad, dimRoundingMode }: Pool3DAttributes,
): { plan: VolumePlan; outShape: number[] } {
  const info = backend_util.computePool3DInfo(
    x.shape as Shape5D,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return { plan: planVolume(kernelName, info), outShape: info.outShape };
}

const windowOf = ({ kernel, strides, pads }: VolumePlan) => ({ kernel_shape: kernel, strides, pads });

const asFloats = (graph: GraphBuilder, x: Operand): string => {
  const name = channelsFirst(graph, x);
  return x.dtype === 'float32' ? name : graph.cast(name, 'float32');
};

type WritePool = (graph: GraphBuilder, x: Operand, plan: VolumePlan) => string;

const average: WritePool = (graph, x, plan) => graph.op('AveragePool', [asFloats(graph, x)], windowOf(plan));

/** Largest values and the flat index of each. */
const writeMaxPool = (graph: GraphBuilder, x: Operand, plan: VolumePlan): readonly string[] =>
  graph.ops(2, 'MaxPool', [asFloats(graph, x)], windowOf(plan));

function poolKernel(name: 'AvgPool3D' | 'MaxPool3D', pooled: WritePool): Kernel {
  return kernel<Pool3DAttributes, VolumePlan>({
    name,
    inputs: ['x'],
    isRecordable: isPaddingNarrow,
    plan: ([x], attributes) => {
      const { plan, outShape } = planPool(name, x, attributes);
      return { outputs: [{ shape: outShape, dtype: 'float32' }], plan };
    },
    lower: (graph, { inputs: [x], plan, outputs: [output] }) => [
      fromChannelsFirst(graph, pooled(graph, x, plan), output),
    ],
  });
}

/** Hands each `dy` to the first largest element of its window (TensorFlow's rule for ties). */
const maxPool3DGrad = kernel<Pool3DAttributes, VolumePlan>({
  name: 'MaxPool3DGrad',
  inputs: ['dy', 'input', 'output'],
  isRecordable: isPaddingNarrow,
  plan: ([, x], attributes) => ({
    outputs: [{ shape: x.shape, dtype: 'float32' }],
    plan: planPool('MaxPool3DGrad', x, attributes).plan,
  }),
  lower: (graph, { inputs: [dy, x], plan, outputs: [output] }) => {
    const [, indices] = writeMaxPool(graph, x, plan);
    const name = scatterAdd(graph, channelsFirst(graph, dy), indices, channelsFirstShape(x.shape));
    return [fromChannelsFirst(graph, name, output)];
  },
});

/** Spreads each `dy` evenly over what its window covers of the volume: the padding is not counted, as in the forward pass. */
const avgPool3DGrad = kernel<Pool3DAttributes, VolumePlan>({
  name: 'AvgPool3DGrad',
  inputs: ['dy', 'input'],
  plan: ([, x], attributes) => ({
    outputs: [{ shape: x.shape, dtype: 'float32' }],
    plan: planPool('AvgPool3DGrad', x, attributes).plan,
  }),
  lower: (graph, { inputs: [dy, x], plan, outputs: [output] }) => {
    const { kernel, strides, pads } = plan;
    const channels = x.shape[4];
    const shares = kernel.map((window, axis) => {
      const outs = dy.shape[axis + 1];
      const counts = covered(window, strides[axis], pads[axis], x.shape[axis + 1], outs);
      const dims = [0, 1, 2].map((other) => (other === axis ? outs : 1));
      return graph.constant(
        'float32',
        dims,
        counts.map((count) => 1 / count),
      );
    });
    const shared = shares.reduce((name, share) => graph.op('Mul', [name, share]), channelsFirst(graph, dy));
    const ones = graph.op('Expand', [graph.scalar(1), graph.int64s([channels, 1, ...kernel])]);
    const name = graph.op('ConvTranspose', [shared, ones], {
      ...windowOf(plan),
      output_padding: outputPadding(plan, output.shape, dy.shape),
      group: channels,
    });
    return [fromChannelsFirst(graph, name, output)];
  },
});

export const pool3DKernels: readonly Kernel[] = [
  poolKernel('AvgPool3D', average),
  poolKernel('MaxPool3D', (graph, x, plan) => writeMaxPool(graph, x, plan)[0]),
  maxPool3DGrad,
  avgPool3DGrad,
];
