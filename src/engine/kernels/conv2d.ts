import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import { biasOf, writeActivation, type ActivationAttributes } from './activation';
import { outputPadding, padsFor, requireChannelsLast, type WindowPlan } from './support';

type Pad = 'valid' | 'same' | number | backend_util.ExplicitPadding;
interface ConvAttributes {
  strides: [number, number] | number;
  pad: Pad;
  dataFormat: 'NHWC' | 'NCHW';
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function planConvolution(
  name: string,
  input: readonly number[],
  filter: readonly number[],
  attributes: ConvAttributes,
): { plan: WindowPlan; info: backend_util.Conv2DInfo } {
  requireChannelsLast(name, attributes.dataFormat);
  const info = backend_util.computeConv2DInfo(
    input as [number, number, number, number],
    filter as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  const plan: WindowPlan = {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: padsFor(name, info),
  };
  return { plan, info };
}

const hwioToOihw = [3, 2, 0, 1];

/** Writes a convolution of an NHWC input with an HWIO filter; the result's name is in `channelsFirst`. */
export function writeConv2D(
  graph: GraphBuilder,
  x: Operand,
  filter: Operand,
  { kernel, strides, dilations, pads }: WindowPlan,
  bias?: string,
): string {
  const weights = graph.transpose(graph.last(filter), filter.shape, hwioToOihw);
  return graph.op('Conv', [graph.first(x), weights, ...(bias ? [bias] : [])], {
    kernel_shape: kernel,
    strides,
    dilations,
    pads,
  });
}

const conv2D = kernel<ConvAttributes, WindowPlan>({
  name: 'Conv2D',
  inputs: ['x', 'filter'],
  plan: ([x, filter], attributes) => {
    const { plan, info } = planConvolution('Conv2D', x.shape, filter.shape, attributes);
    return { outputs: [{ shape: info.outShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [x, filter], plan, outputs: [output] }) => [
    graph.operand(output, writeConv2D(graph, x, filter, plan), 'channelsFirst'),
  ],
});

type FusedConvPlan = WindowPlan & ActivationAttributes;

const fusedConv2D = kernel<ConvAttributes & ActivationAttributes, FusedConvPlan>({
  name: 'FusedConv2D',
  inputs: ['x', 'filter', 'bias?', 'preluActivationWeights?'],
  plan: ([x, filter], attributes) => {
    const { plan, info } = planConvolution('FusedConv2D', x.shape, filter.shape, attributes);
    const { activation, leakyreluAlpha } = attributes;
    return {
      outputs: [{ shape: info.outShape, dtype: 'float32' }],
      plan: { ...plan, activation, leakyreluAlpha },
    };
  },
  lower: (graph, { inputs: [x, filter, ...rest], plan, outputs: [output] }) => {
    const bias = biasOf(rest, plan);
    const folds = bias?.rank === 1 && bias.shape[0] === output.shape[3];
    const name = writeConv2D(graph, x, filter, plan, folds ? graph.last(bias) : undefined);
    const convolved = graph.operand(output, name, 'channelsFirst');
    return [writeActivation(graph, convolved, folds ? rest.slice(1) : rest, plan, output)];
  },
});

/** Padding that makes a stride-1 convolution with the flipped filter the gradient for the input. */
export function transposedPads({ kernel, dilations, pads }: WindowPlan): [number, number, number, number] {
  const reach = [0, 1].map((axis) => (kernel[axis] - 1) * dilations[axis]);
  return [reach[0] - pads[0], reach[1] - pads[1], reach[0] - pads[2], reach[1] - pads[3]];
}

export const flipSpatial = (graph: GraphBuilder, weights: string): string =>
  graph.slice(weights, [2, 3], [-1, -1], [-(2 ** 31), -(2 ** 31)], [-1, -1]);

const conv2DBackpropInput = kernel<
  ConvAttributes & { inputShape: [number, number, number, number] },
  WindowPlan
>({
  name: 'Conv2DBackpropInput',
  inputs: ['dy', 'filter'],
  plan: ([, filter], attributes) => {
    const { plan } = planConvolution('Conv2DBackpropInput', attributes.inputShape, filter.shape, attributes);
    return { outputs: [{ shape: attributes.inputShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [dy, filter], plan, outputs: [output] }) => {
    const { kernel, strides, dilations, pads } = plan;
    const moved = transposedPads(plan);
    if (strides[0] === 1 && strides[1] === 1 && moved.every((pad) => pad >= 0)) {
      const hwioToIohw = [2, 3, 0, 1];
      const weights = graph.transpose(graph.last(filter), filter.shape, hwioToIohw);
      const flipped = kernel[0] * kernel[1] === 1 ? weights : flipSpatial(graph, weights);
      const attributes = { kernel_shape: kernel, dilations, pads: moved };
      return [
        graph.operand(output, graph.op('Conv', [graph.first(dy), flipped], attributes), 'channelsFirst'),
      ];
    }
    const weights = graph.transpose(graph.last(filter), filter.shape, hwioToOihw);
    const name = graph.op('ConvTranspose', [graph.first(dy), weights], {
      kernel_shape: kernel,
      strides,
      dilations,
      pads,
      output_padding: outputPadding(plan, output.shape, dy.shape),
    });
    return [graph.operand(output, name, 'channelsFirst')];
  },
});

/** Up to this many rows the shifted inputs are stacked into one matrix: one large product beats many thin ones. */
const mostStackedRows = 1024;

/**
 * Gradient for the filter, [height, width, in, out]: for each filter position the product of the input, shifted by
 * it, with dy, summed over the batch.
 */
function writeFilterGradient(
  graph: GraphBuilder,
  x: Operand,
  dy: Operand,
  { kernel, strides, dilations, pads }: WindowPlan,
): string {
  const [batch, height, width, channels] = x.shape;
  const [, outHeight, outWidth, outChannels] = dy.shape;
  const padded = pads.every((pad) => pad === 0)
    ? graph.first(x)
    : graph.op('Pad', [
        graph.first(x),
        graph.int64s([0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]]),
        graph.scalar(0),
      ]);
  const size = [height + pads[0] + pads[2], width + pads[1] + pads[3]];
  const positions = Array.from({ length: kernel[0] * kernel[1] }, (_, index) => [
    Math.floor(index / kernel[1]) * dilations[0],
    (index % kernel[1]) * dilations[1],
  ]);
  const shifted = positions.map(([row, column]) => {
    const end = [row + (outHeight - 1) * strides[0] + 1, column + (outWidth - 1) * strides[1] + 1];
    const whole = row === 0 && column === 0 && end[0] === size[0] && end[1] === size[1];
    const isWhole = whole && strides[0] === 1 && strides[1] === 1;
    return isWhole ? padded : graph.slice(padded, [2, 3], [row, column], end, strides);
  });
  const flatDy = graph.reshape(graph.first(dy), [batch, outChannels, outHeight * outWidth]);
  const product = (pixels: string, rows: number): string => {
    const flat = graph.reshape(pixels, [batch, rows, outHeight * outWidth]);
    const each = graph.product(flat, flatDy, 3, 3, { transposeB: true });
    return graph.op('ReduceSum', [each, graph.int64s([0])], { keepdims: 0 });
  };
  const rows = positions.length * channels;
  const bytes = 4 * batch * rows * outHeight * outWidth;
  const stacked =
    rows <= mostStackedRows && bytes <= graph.target.largestStack
      ? product(shifted.length === 1 ? shifted[0] : graph.op('Concat', shifted, { axis: 1 }), rows)
      : graph.op(
          'Concat',
          shifted.map((pixels) => product(pixels, channels)),
          { axis: 0 },
        );
  return graph.reshape(stacked, [kernel[0], kernel[1], channels, outChannels]);
}

const conv2DBackpropFilter = kernel<
  ConvAttributes & { filterShape: [number, number, number, number] },
  WindowPlan
>({
  name: 'Conv2DBackpropFilter',
  inputs: ['x', 'dy'],
  plan: ([x], attributes) => {
    const { plan } = planConvolution('Conv2DBackpropFilter', x.shape, attributes.filterShape, attributes);
    return { outputs: [{ shape: attributes.filterShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [x, dy], plan, outputs: [output] }) => [
    graph.operand(output, writeFilterGradient(graph, x, dy, plan)),
  ],
});

export const conv2DKernels: readonly Kernel[] = [
  conv2D,
  fusedConv2D,
  conv2DBackpropInput,
  conv2DBackpropFilter,
];
