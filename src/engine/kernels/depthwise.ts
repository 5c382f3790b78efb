import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import { biasOf, writeActivation, type ActivationAttributes } from './activation';
import { flipSpatial, transposedPads } from './conv2d';
import { outputPadding, padsFor, requireChannelsLast, type WindowPlan } from './support';

type Shape4D = [number, number, number, number];

interface DepthwiseAttributes {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  dataFormat?: string;
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function planDepthwise(
  name: string,
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: DepthwiseAttributes,
): { plan: WindowPlan; outShape: number[] } {
  requireChannelsLast(name, dataFormat);
  const info = backend_util.computeConv2DInfo(
    input as Shape4D,
    filter as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true,
  );
  const plan: WindowPlan = {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: padsFor(name, info),
  };
  return { plan, outShape: info.outShape };
}

/** A filter [height, width, channels, multiplier] as [channels, multiplier, height, width]. */
const channelsLeading = (graph: GraphBuilder, filter: Operand): string =>
  graph.transpose(graph.last(filter), filter.shape, [2, 3, 0, 1]);

/** The weights of a convolution with as many groups as channels. */
function groupedWeights(graph: GraphBuilder, filter: Operand): string {
  const [height, width, channels, multiplier] = filter.shape;
  return graph.reshape(channelsLeading(graph, filter), [channels * multiplier, 1, height, width]);
}

/** Writes a depthwise convolution; the result's name is in `channelsFirst`. */
export function writeDepthwise(
  graph: GraphBuilder,
  x: Operand,
  filter: Operand,
  { kernel, strides, dilations, pads }: WindowPlan,
  bias?: string,
): string {
  const inputs = [graph.first(x), groupedWeights(graph, filter), ...(bias ? [bias] : [])];
  return graph.op('Conv', inputs, { kernel_shape: kernel, strides, dilations, pads, group: x.shape[3] });
}

const depthwise = kernel<DepthwiseAttributes, WindowPlan>({
  name: 'DepthwiseConv2dNative',
  inputs: ['x', 'filter'],
  plan: ([x, filter], attributes) => {
    const { plan, outShape } = planDepthwise('DepthwiseConv2dNative', x.shape, filter.shape, attributes);
    return { outputs: [{ shape: outShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [x, filter], plan, outputs: [output] }) => [
    graph.operand(output, writeDepthwise(graph, x, filter, plan), 'channelsFirst'),
  ],
});

const fusedDepthwise = kernel<DepthwiseAttributes & ActivationAttributes, WindowPlan & ActivationAttributes>({
  name: 'FusedDepthwiseConv2D',
  inputs: ['x', 'filter', 'bias?', 'preluActivationWeights?'],
  plan: ([x, filter], attributes) => {
    const { plan, outShape } = planDepthwise('FusedDepthwiseConv2D', x.shape, filter.shape, attributes);
    const { activation, leakyreluAlpha } = attributes;
    return {
      outputs: [{ shape: outShape, dtype: 'float32' }],
      plan: { ...plan, activation, leakyreluAlpha },
    };
  },
  lower: (graph, { inputs: [x, filter, ...rest], plan, outputs: [output] }) => {
    const bias = biasOf(rest, plan);
    const folds = bias?.rank === 1 && bias.shape[0] === output.shape[3];
    const name = writeDepthwise(graph, x, filter, plan, folds ? graph.last(bias) : undefined);
    const convolved = graph.operand(output, name, 'channelsFirst');
    return [writeActivation(graph, convolved, folds ? rest.slice(1) : rest, plan, output)];
  },
});

const depthwiseBackpropInput = kernel<DepthwiseAttributes & { inputShape: Shape4D }, WindowPlan>({
  name: 'DepthwiseConv2dNativeBackpropInput',
  inputs: ['dy', 'filter'],
  plan: ([, filter], attributes) => {
    const name = 'DepthwiseConv2dNativeBackpropInput';
    const { plan } = planDepthwise(name, attributes.inputShape, filter.shape, attributes);
    return { outputs: [{ shape: attributes.inputShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [dy, filter], plan, outputs: [output] }) => {
    const { kernel, strides, dilations, pads } = plan;
    const group = output.shape[3];
    const moved = transposedPads(plan);
    if (strides[0] === 1 && strides[1] === 1 && moved.every((pad) => pad >= 0)) {
      const weights = flipSpatial(graph, channelsLeading(graph, filter));
      const attributes = { kernel_shape: kernel, dilations, pads: moved, group };
      return [
        graph.operand(output, graph.op('Conv', [graph.first(dy), weights], attributes), 'channelsFirst'),
      ];
    }
    const name = graph.op('ConvTranspose', [graph.first(dy), groupedWeights(graph, filter)], {
      kernel_shape: kernel,
      strides,
      dilations,
      pads,
      output_padding: outputPadding(plan, output.shape, dy.shape),
      group,
    });
    return [graph.operand(output, name, 'channelsFirst')];
  },
});

/**
 * dy as filters, one for each row of the kernel: moved down by as many rows, `apart` rows each, between zeros.
 * [batch * channels * rows, 1, height + (rows - 1) * apart, width]
 */
function rowFilters(graph: GraphBuilder, dy: Operand, rows: number, apart: number): string {
  const [batch, height, width, channels] = dy.shape;
  const planes = batch * channels;
  const flat = graph.reshape(graph.first(dy), [planes, height * width]);
  const zeros = graph.op('Expand', [graph.scalar(0), graph.int64s([planes, rows * apart * width])]);
  const pieces = Array.from({ length: 2 * rows - 1 }, (_, index) => (index % 2 === 0 ? flat : zeros));
  const filters = pieces.length === 1 ? flat : graph.op('Concat', pieces, { axis: 1 });
  return graph.reshape(filters, [planes * rows, 1, height + (rows - 1) * apart, width]);
}

/**
 * For each channel of each picture the gradient for the filter, [batch, channels, multiplier, ...kernel]: the channel
 * convolved with its dy, as if that were the filter. Strides and dilations change places. With strides of 1 the rows of
 * the kernel become filters of their own: ONNX Runtime unfolds the picture for each column then, not for each position.
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
      rowFilters(graph, dy, rows, dilations[0]),
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

const depthwiseBackpropFilter = kernel<DepthwiseAttributes & { filterShape: Shape4D }, WindowPlan>({
  name: 'DepthwiseConv2dNativeBackpropFilter',
  inputs: ['x', 'dy'],
  plan: ([x], attributes) => {
    const name = 'DepthwiseConv2dNativeBackpropFilter';
    const { plan } = planDepthwise(name, x.shape, attributes.filterShape, attributes);
    return { outputs: [{ shape: attributes.filterShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [x, dy], plan, outputs: [output] }) => {
    const each = writeFilterGradients(graph, x, dy, plan);
    const sum = graph.op('ReduceSum', [each, graph.int64s([0])], { keepdims: 0 });
    const [height, width, channels, multiplier] = output.shape;
    const shape = [channels, multiplier, height, width];
    return [graph.operand(output, graph.transpose(sum, shape, [2, 3, 0, 1]))];
  },
});

export const depthwiseKernels: readonly Kernel[] = [
  depthwise,
  fusedDepthwise,
  depthwiseBackpropInput,
  depthwiseBackpropFilter,
];
