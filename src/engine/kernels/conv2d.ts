import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import {
  convolutionKernels,
  planConvolution,
  writerOf,
  type ConvolutionAttributes,
  type ConvolutionKind,
  type Shape4D,
} from './convolution';
import { atPlaceOfWindows, padSpatial, type WindowPlan } from './support';

/** Filters are [height, width, in, out]. */
const plain: ConvolutionKind = {
  names: { forward: 'Conv2D', fused: 'FusedConv2D', inputGradient: 'Conv2DBackpropInput' },
  depthwise: false,
  groups: () => 1,
  weights: (graph, filter) => graph.transpose(graph.last(filter), filter.shape, [3, 2, 0, 1]),
  swappedWeights: (graph, filter) => graph.transpose(graph.last(filter), filter.shape, [2, 3, 0, 1]),
};

export const writeConv2D = writerOf(plain);

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
  const padded = pads.every((pad) => pad === 0) ? graph.first(x) : padSpatial(graph, graph.first(x), pads, 0);
  const size = [height + pads[0] + pads[2], width + pads[1] + pads[3]];
  const positions = Array.from({ length: kernel[0] * kernel[1] }, (_, index) => [
    Math.floor(index / kernel[1]) * dilations[0],
    (index % kernel[1]) * dilations[1],
  ]);
  const shifted = positions.map(([row, column]) => {
    const isWhole = strides[0] === 1 && strides[1] === 1 && outHeight === size[0] && outWidth === size[1];
    return isWhole ? padded : atPlaceOfWindows(graph, padded, [row, column], [outHeight, outWidth], strides);
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

const conv2DBackpropFilter = kernel<ConvolutionAttributes & { filterShape: Shape4D }, WindowPlan>({
  name: 'Conv2DBackpropFilter',
  inputs: ['x', 'dy'],
  plan: ([x], attributes) => {
    const { filterShape } = attributes;
    const { plan } = planConvolution('Conv2DBackpropFilter', x.shape, filterShape, attributes, false);
    return { outputs: [{ shape: filterShape, dtype: 'float32' }], plan };
  },
  lower: (graph, { inputs: [x, dy], plan, outputs: [output] }) => [
    graph.operand(output, writeFilterGradient(graph, x, dy, plan)),
  ],
});

export const conv2DKernels: readonly Kernel[] = [...convolutionKernels(plain), conv2DBackpropFilter];
