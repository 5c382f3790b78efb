import { permute, toChannelsFirst, type GraphBuilder } from '../graph/builder';
import { writeMaxPoolGradientByMasks } from './maxPoolByMasks';
import { planPool, type PoolAttributes, type PoolPlan } from './poolPlan';
import { inFloats, isPaddingNarrow, outputPadding } from './support';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import { sizeOf, type Spec } from '../graph/value';

/** Pooled values and, for each, the flat index of the first largest element. Both `channelsFirst`. */
function writeMaxPool(
  graph: GraphBuilder,
  x: Operand,
  { window, strides, pads }: PoolPlan,
): readonly string[] {
  return graph.ops(2, 'MaxPool', [graph.first(x)], { kernel_shape: window, strides, pads });
}

/** Hands each `dy` to the first largest element of its window (TensorFlow's rule for ties). */
export function writeMaxPoolGradient(
  graph: GraphBuilder,
  dy: Operand,
  x: Operand,
  plan: PoolPlan,
  output: Spec,
): Operand {
  const { gradientNodes, maxPoolIndices } = graph.target;
  const { window, strides, pads } = plan;
  const name = gradientNodes
    ? graph.op(
        'MaxPoolGradient',
        [graph.first(dy), graph.first(x)],
        { kernel_shape: window, strides, pads },
        'lits',
      )
    : maxPoolIndices
      ? writeByIndices(graph, dy, x, plan)
      : writeMaxPoolGradientByMasks(graph, dy, x, plan);
  const gradient = graph.operand(output, name, 'channelsFirst');
  gradient.spatialSumTwin = dy;
  return gradient;
}

function writeByIndices(graph: GraphBuilder, dy: Operand, x: Operand, plan: PoolPlan): string {
  const { window, strides, pads } = plan;
  const [, indices] = writeMaxPool(graph, x, plan);
  const shape = permute(x.shape, toChannelsFirst);
  const overlapping = window[0] > strides[0] || window[1] > strides[1];
  return overlapping
    ? scatterAdd(graph, graph.first(dy), indices, shape)
    : graph.op('MaxUnpool', [graph.first(dy), indices, graph.int64s(shape)], {
        kernel_shape: window,
        strides,
        pads,
      });
}

/** Adds each element of `updates` to zeros of this shape, at its flat index. */
export function scatterAdd(
  graph: GraphBuilder,
  updates: string,
  indices: string,
  shape: readonly number[],
): string {
  const size = sizeOf(shape);
  const zeros = graph.op('Expand', [graph.scalar(0), graph.int64s([size])]);
  const flat = (name: string) => graph.reshape(name, [-1]);
  const added = graph.op('ScatterElements', [zeros, flat(indices), flat(updates)], {
    axis: 0,
    reduction: 'add',
  });
  return graph.reshape(added, shape);
}

const maxPool = kernel<PoolAttributes, PoolPlan>({
  name: 'MaxPool',
  inputs: ['x'],
  isRecordable: (attributes, inputs) => isPaddingNarrow(attributes) && inFloats(attributes, inputs),
  plan: ([x], attributes) => {
    const { plan, output } = planPool('MaxPool', x, attributes);
    return { outputs: [output], plan };
  },
  lower: (graph, { inputs: [x], plan, outputs: [output] }) => [
    graph.operand(output, writeMaxPool(graph, x, plan)[0], 'channelsFirst'),
  ],
});

const maxPoolGrad = kernel<PoolAttributes, PoolPlan>({
  name: 'MaxPoolGrad',
  inputs: ['dy', 'input', 'output'],
  isRecordable: isPaddingNarrow,
  plan: ([, x], attributes) => ({ outputs: [x], plan: planPool('MaxPoolGrad', x, attributes).plan }),
  lower: (graph, { inputs: [dy, x], plan, outputs: [output] }) => [
    writeMaxPoolGradient(graph, dy, x, plan, output),
  ],
});

const avgPool = kernel<PoolAttributes, PoolPlan>({
  name: 'AvgPool',
  inputs: ['x'],
  isRecordable: isPaddingNarrow,
  plan: ([x], attributes) => {
    const { plan, output } = planPool('AvgPool', x, attributes);
    return { outputs: [output], plan };
  },
  lower: (graph, { inputs: [x], plan: { window, strides, pads }, outputs: [output] }) => [
    graph.operand(
      output,
      graph.op('AveragePool', [graph.first(x)], { kernel_shape: window, strides, pads }),
      'channelsFirst',
    ),
  ],
});

/** How many elements of the picture (not of the padding) each window covers, along one axis. */
export function covered(
  window: number,
  stride: number,
  before: number,
  input: number,
  output: number,
): number[] {
  return Array.from({ length: output }, (_, index) => {
    const begin = index * stride - before;
    return Math.min(begin + window, input) - Math.max(begin, 0);
  });
}

const avgPoolGrad = kernel<PoolAttributes, PoolPlan>({
  name: 'AvgPoolGrad',
  inputs: ['dy', 'input'],
  plan: ([, x], attributes) => ({ outputs: [x], plan: planPool('AvgPoolGrad', x, attributes).plan }),
  lower: (graph, { inputs: [dy, x], plan: { window, strides, pads }, outputs: [output] }) => {
    const [, height, width, channels] = x.shape;
    const [, outHeight, outWidth] = dy.shape;
    const rows = covered(window[0], strides[0], pads[0], height, outHeight);
    const columns = covered(window[1], strides[1], pads[1], width, outWidth);
    const share = graph.op('Mul', [
      graph.constant(
        'float32',
        [outHeight, 1],
        rows.map((count) => 1 / count),
      ),
      graph.constant(
        'float32',
        [1, outWidth],
        columns.map((count) => 1 / count),
      ),
    ]);
    const ones = graph.op('Expand', [graph.scalar(1), graph.int64s([channels, 1, ...window])]);
    const spread = { kernel: window, strides, dilations: [1, 1] as const, pads };
    const name = graph.op('ConvTranspose', [graph.op('Mul', [graph.first(dy), share]), ones], {
      kernel_shape: window,
      strides,
      pads,
      output_padding: outputPadding(spread, x.shape, dy.shape),
      group: channels,
    });
    return [graph.operand(output, name, 'channelsFirst')];
  },
});

export const poolKernels: readonly Kernel[] = [maxPool, maxPoolGrad, avgPool, avgPoolGrad];
