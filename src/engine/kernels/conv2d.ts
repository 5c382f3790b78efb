import { permute, type GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import { sizeOf } from '../graph/value';
import {
  convolutionKernels,
  gradientNode,
  planConvolution,
  turned,
  windowAttributes,
  withoutPadding,
  writerOf,
  type ConvolutionAttributes,
  type ConvolutionKind,
  type Shape4D,
} from './convolution';
import { atPlaceOfWindows, identityMatrix, movedRows, padSpatial, type WindowPlan } from './support';

/** Filters are [height, width, in, out]. */
const plain: ConvolutionKind = {
  names: { forward: 'Conv2D', fused: 'FusedConv2D', inputGradient: 'Conv2DBackpropInput' },
  depthwise: false,
  groups: () => 1,
  weights: (graph, filter) => {
    const [height, width, inChannels, outChannels] = filter.shape;
    const name = graph.last(filter);
    if (graph.target.gradientNodes) return graph.transpose(name, filter.shape, [3, 2, 0, 1]);
    const matrix = [inChannels, outChannels];
    // In two steps: each is the transpose of a matrix, or it moves whole kernels. In another order ONNX Runtime takes
    // ten times as long.
    const moved =
      height * width === 1
        ? graph.transpose(graph.reshape(name, matrix), matrix, [1, 0])
        : graph.transpose(
            inChannelsLeading(graph, name, filter.shape),
            [...matrix, height * width],
            [1, 0, 2],
          );
    return graph.reshape(moved, [outChannels, inChannels, height, width]);
  },
  blockedWeights: (graph, name, [height, width, inChannels, outChannels]) => {
    const block = graph.target.channelBlock;
    const inBlocks = [height * width, inChannels / block, block * outChannels];
    // In two steps, each a move of whole runs: a third faster than in one.
    const leading = graph.transpose(graph.reshape(name, inBlocks), inBlocks, [1, 0, 2]);
    const outBlocks = [height * width * inChannels, outChannels / block, block];
    const moved = graph.transpose(graph.reshape(leading, outBlocks), outBlocks, [1, 0, 2]);
    return graph.reshape(moved, [outChannels, inChannels, height, width]);
  },
  swappedWeights: (graph, filter) => {
    const [height, width, inChannels, outChannels] = filter.shape;
    const swapped = inChannelsLeading(graph, turned(graph, filter), filter.shape);
    return graph.reshape(swapped, [inChannels, outChannels, height, width]);
  },
};

/** A filter [height, width, in, out] as [in, out, height * width]. */
function inChannelsLeading(graph: GraphBuilder, name: string, shape: readonly number[]): string {
  const [height, width, inChannels, outChannels] = shape;
  const matrix = [height * width, inChannels * outChannels];
  return graph.reshape(graph.transpose(graph.reshape(name, matrix), matrix, [1, 0]), [
    inChannels,
    outChannels,
    height * width,
  ]);
}

export const writeConv2D = writerOf(plain);

/**
 * Gradient for the filter, [height, width, in, out]: for each filter position the product of the input, shifted by
 * it, with dy, summed over the batch.
 */
function writeFilterGradient(graph: GraphBuilder, x: Operand, dy: Operand, plan: WindowPlan): string {
  const { picture, pads } = withoutPadding(x, plan);
  const whole = { ...plan, pads };
  const isDense = plan.strides.every((stride) => stride === 1);
  const [rows, columns] = plan.kernel;
  const copied = rows * sizeOf(dy.shape) + columns * sizeOf(x.shape);
  const pays = rows * columns > 1 && copied <= rows * columns * sizeOf(x.shape) && pixelsOf(dy) > fewPixels;
  if (isDense && pays && 4 * copied <= graph.target.largestStack)
    return byRowsAndColumns(graph, picture, dy, whole);
  return !isDense && graph.target.copiesByConvolution
    ? byWindows(graph, picture, dy, whole)
    : byPositions(graph, picture, dy, whole);
}

/** The gradient for a filter [height, width, in, out], as one node. */
function writeFilterGradientNode(
  graph: GraphBuilder,
  x: Operand,
  dy: Operand,
  plan: WindowPlan,
  shape: readonly number[],
): string {
  const { picture, pads } = withoutPadding(x, plan);
  const gradient = gradientNode(graph, 'ConvFilterGradient', [graph.first(picture), graph.first(dy)], {
    ...windowAttributes({ ...plan, pads }),
    filter_shape: permute(shape, [3, 2, 0, 1]),
  });
  return graph.transpose(gradient, permute(shape, [3, 2, 0, 1]), [2, 3, 1, 0]);
}

const paddedWithZeros = (graph: GraphBuilder, x: Operand, pads: WindowPlan['pads']): string =>
  pads.every((pad) => pad === 0) ? graph.first(x) : padSpatial(graph, graph.first(x), pads, 0);

const pixelsOf = ({ shape }: Operand): number => shape[1] * shape[2];

/** Products over so few pixels are summed over the batch in one go, instead of one by one. */
const fewPixels = 256;

/** One product for all positions: the input is shifted by columns, dy by rows. */
function byRowsAndColumns(graph: GraphBuilder, x: Operand, dy: Operand, plan: WindowPlan): string {
  const {
    kernel: [rows, columns],
    dilations,
    pads,
  } = plan;
  const [batch, height, , channels] = x.shape;
  const [, , outWidth, outChannels] = dy.shape;
  const size = (height + pads[0] + pads[2]) * outWidth;
  const product = graph.product(
    graph.reshape(laidOut(graph, x, { ...plan, kernel: [1, columns] }), [batch, channels * columns, size]),
    graph.reshape(movedRows(graph, dy, rows, dilations[0]), [batch, outChannels * rows, size]),
    3,
    3,
    { transposeB: true },
  );
  const sum = graph.op('ReduceSum', [product, graph.int64s([0])], { keepdims: 0 });
  const shape = [channels, columns, outChannels, rows];
  return graph.transpose(graph.reshape(sum, shape), shape, [3, 1, 0, 2]);
}

/** Up to this many rows the shifted inputs are stacked into one matrix: one large product beats many thin ones. */
const mostStackedRows = 1024;

/** A product for each position, or for all of them stacked. */
function byPositions(
  graph: GraphBuilder,
  x: Operand,
  dy: Operand,
  { kernel, strides, dilations, pads }: WindowPlan,
): string {
  const [batch, height, width, channels] = x.shape;
  const [, outHeight, outWidth, outChannels] = dy.shape;
  const pixels = outHeight * outWidth;
  const acrossBatch = pixels <= fewPixels && batch > 1;
  // [channels, batch, height, width] makes the batch part of what a product sums over.
  const leading = (name: string) =>
    acrossBatch ? graph.op('Transpose', [name], { perm: [1, 0, 2, 3] }) : name;
  const padded = leading(paddedWithZeros(graph, x, pads));
  const size = [height + pads[0] + pads[2], width + pads[1] + pads[3]];
  const positions = placesOf(kernel, dilations);
  const shifted = positions.map((place) => {
    const isWhole = strides[0] === 1 && strides[1] === 1 && outHeight === size[0] && outWidth === size[1];
    return isWhole ? padded : atPlaceOfWindows(graph, padded, place, [outHeight, outWidth], strides);
  });
  const flat = (name: string, rows: number) =>
    graph.reshape(name, acrossBatch ? [rows, batch * pixels] : [batch, rows, pixels]);
  const flatDy = flat(leading(graph.first(dy)), outChannels);
  const product = (name: string, rows: number): string => {
    const rank = acrossBatch ? 2 : 3;
    const each = graph.product(flat(name, rows), flatDy, rank, rank, { transposeB: true });
    return acrossBatch ? each : graph.op('ReduceSum', [each, graph.int64s([0])], { keepdims: 0 });
  };
  const rows = positions.length * channels;
  const bytes = 4 * batch * rows * pixels;
  const stacked =
    rows <= mostStackedRows && bytes <= graph.target.largestStack
      ? product(
          shifted.length === 1 ? shifted[0] : graph.op('Concat', shifted, { axis: acrossBatch ? 0 : 1 }),
          rows,
        )
      : graph.op(
          'Concat',
          shifted.map((pixels) => product(pixels, channels)),
          { axis: 0 },
        );
  return graph.reshape(stacked, [kernel[0], kernel[1], channels, outChannels]);
}

/** [batch, channels * positions * height * width], in this order: the pixels of every window, each place of it as a picture. */
function laidOut(graph: GraphBuilder, x: Operand, plan: WindowPlan): string {
  const { kernel, strides, dilations, pads } = plan;
  const channels = x.shape[3];
  const positions = kernel[0] * kernel[1];
  const window = { kernel_shape: kernel, strides, pads };
  // The mean of one pixel is the pixel.
  if (positions === 1 && pads.every((pad) => pad === 0))
    return graph.op('AveragePool', [graph.first(x)], window);
  if (!graph.target.copiesByConvolution) return laidOutBySlices(graph, x, plan);
  // A convolution of each channel with filters that hold a single 1.
  const places = graph.op('Expand', [
    graph.constant('float32', [1, positions, positions], identityMatrix(positions)),
    graph.int64s([channels, positions, positions]),
  ]);
  const filters = graph.reshape(places, [channels * positions, 1, ...kernel]);
  return graph.op('Conv', [graph.first(x), filters], { ...window, dilations, group: channels });
}

function laidOutBySlices(
  graph: GraphBuilder,
  x: Operand,
  { kernel, strides, dilations, pads }: WindowPlan,
): string {
  const [batch, height, width, channels] = x.shape;
  const padded = paddedWithZeros(graph, x, pads);
  const out = [height + pads[0] + pads[2], width + pads[1] + pads[3]].map(
    (size, axis) => Math.floor((size - (kernel[axis] - 1) * dilations[axis] - 1) / strides[axis]) + 1,
  );
  const places = placesOf(kernel, dilations).map((place) =>
    graph.reshape(atPlaceOfWindows(graph, padded, place, out, strides), [
      batch,
      channels,
      1,
      out[0] * out[1],
    ]),
  );
  return places.length === 1 ? places[0] : graph.op('Concat', places, { axis: 2 });
}

/** Row and column of each place in a window, row by row. */
const placesOf = (kernel: WindowPlan['kernel'], dilations: WindowPlan['dilations']): number[][] =>
  Array.from({ length: kernel[0] * kernel[1] }, (_, index) => [
    Math.floor(index / kernel[1]) * dilations[0],
    (index % kernel[1]) * dilations[1],
  ]);

/** One product for all positions, over windows that are laid out. */
function byWindows(graph: GraphBuilder, x: Operand, dy: Operand, plan: WindowPlan): string {
  const { kernel } = plan;
  const [batch, , , channels] = x.shape;
  const [, outHeight, outWidth, outChannels] = dy.shape;
  const positions = kernel[0] * kernel[1];
  const windows = laidOut(graph, x, plan);
  const pixels = outHeight * outWidth;
  const rows = channels * positions;
  const acrossBatch = pixels <= fewPixels && batch > 1;
  const laid = (name: string, count: number) => {
    const stack = [batch, count, pixels];
    const flat = graph.reshape(name, stack);
    return acrossBatch
      ? graph.reshape(graph.transpose(flat, stack, [1, 0, 2]), [count, batch * pixels])
      : flat;
  };
  const rank = acrossBatch ? 2 : 3;
  const product = graph.product(laid(windows, rows), laid(graph.first(dy), outChannels), rank, rank, {
    transposeB: true,
  });
  const sum = acrossBatch ? product : graph.op('ReduceSum', [product, graph.int64s([0])], { keepdims: 0 });
  const shape = [channels, positions, outChannels];
  return graph.reshape(graph.transpose(graph.reshape(sum, shape), shape, [1, 0, 2]), [
    ...kernel,
    channels,
    outChannels,
  ]);
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
    graph.operand(
      output,
      graph.target.gradientNodes
        ? writeFilterGradientNode(graph, x, dy, plan, output.shape)
        : writeFilterGradient(graph, x, dy, plan),
    ),
  ],
});

export const conv2DKernels: readonly Kernel[] = [...convolutionKernels(plain), conv2DBackpropFilter];
