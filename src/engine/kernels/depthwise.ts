import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import type { Spec } from '../graph/value';
import {
  convolutionKernels,
  gradientNode,
  planConvolution,
  turned,
  windowAttributes,
  writerOf,
  type ConvolutionAttributes,
  type ConvolutionKind,
  type Shape4D,
} from './convolution';
import { movedRows, type WindowPlan } from './support';

/** A filter [height, width, channels, multiplier] as [channels, multiplier, height, width]. */
const channelsLeading = (graph: GraphBuilder, name: string, shape: readonly number[]): string =>
  graph.transpose(name, shape, [2, 3, 0, 1]);

const depthwise: ConvolutionKind = {
  names: {
    forward: 'DepthwiseConv2dNative',
    fused: 'FusedDepthwiseConv2D',
    inputGradient: 'DepthwiseConv2dNativeBackpropInput',
  },
  depthwise: true,
  groups: (channels) => channels,
  weights: (graph, filter) => {
    const [height, width, channels, multiplier] = filter.shape;
    return graph.reshape(channelsLeading(graph, graph.last(filter), filter.shape), [
      channels * multiplier,
      1,
      height,
      width,
    ]);
  },
  swappedWeights: (graph, filter) => channelsLeading(graph, turned(graph, filter), filter.shape),
};

export const writeDepthwise = writerOf(depthwise);

/**
 * For each channel of each picture the gradient for the filter, [batch, channels, multiplier, ...kernel]: the channel
 * convolved with its dy, as if that were the filter. Strides and dilations change places. With strides of 1 each row of
 * the kernel becomes a filter of its own. Then ONNX Runtime unfolds the picture once for each column of the kernel, not
 * once for each position.
 */
function writeFilterGradients(graph: GraphBuilder, x: Operand, dy: Operand, plan: WindowPlan): string {
  const { kernel, strides, dilations, pads } = plan;
  const [batch, height, width, channels] = x.shape;
  const [, outHeight, outWidth, outChannels] = dy.shape;
  const rows = strides[0] === 1 ? kernel[0] : 1;
  const filterHeight = outHeight + (rows - 1) * dilations[0];
  const convolved = graph.op(
    'Conv',
    [
      graph.reshape(graph.first(x), [1, batch * channels, height, width]),
      movedRows(graph, dy, rows, dilations[0]),
    ],
    {
      kernel_shape: [filterHeight, outWidth],
      strides: dilations,
      dilations: strides,
      pads,
      group: batch * channels,
    },
  );
  // Where the strides skip the last rows, the result has positions beyond the filter.
  const cut = graph.slice(convolved, [2, 3], [0, 0], [kernel[0] / rows, kernel[1]], [1, 1]);
  return graph.reshape(cut, [batch, channels, outChannels / channels, ...kernel]);
}

/** The gradient for a filter [height, width, channels, multiplier], as one node. */
function writeFilterGradientNode(
  graph: GraphBuilder,
  x: Operand,
  dy: Operand,
  plan: WindowPlan,
  output: Spec,
): Operand {
  const [height, width, channels, multiplier] = output.shape;
  const gradient = gradientNode(graph, 'ConvFilterGradient', [graph.first(x), graph.first(dy)], {
    ...windowAttributes(plan),
    filter_shape: [channels * multiplier, 1, height, width],
    group: channels,
  });
  const shape = [channels, multiplier, height, width];
  return graph.operand(output, graph.transpose(graph.reshape(gradient, shape), shape, [2, 3, 0, 1]));
}

const depthwiseBackpropFilter = kernel<ConvolutionAttributes & { filterShape: Shape4D }, WindowPlan>({
  name: 'DepthwiseConv2dNativeBackpropFilter',
  inputs: ['x', 'dy'],
  plan: ([x], attributes) => {
    const name = 'DepthwiseConv2dNativeBackpropFilter';
    const { plan } = planConvolution(name, x.shape, attributes.filterShape, attributes, true);
    return { outputs: [{ shape: attributes.filterShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [x, dy], plan, outputs: [output] }) => {
    if (graph.target.gradientNodes) return [writeFilterGradientNode(graph, x, dy, plan, output)];
    const each = writeFilterGradients(graph, x, dy, plan);
    const sum = graph.op('ReduceSum', [each, graph.int64s([0])], { keepdims: 0 });
    const [height, width, channels, multiplier] = output.shape;
    const shape = [channels, multiplier, height, width];
    return [graph.operand(output, graph.transpose(sum, shape, [2, 3, 0, 1]))];
  },
});

export const depthwiseKernels: readonly Kernel[] = [
  ...convolutionKernels(depthwise),
  depthwiseBackpropFilter,
];
