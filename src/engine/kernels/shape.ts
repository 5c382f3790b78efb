import { backend_util, slice_util, util } from '@tensorflow/tfjs-core';
import { t } from '../../words';
import { permute, toChannelsFirst, toChannelsLast, type GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { AxisOrder, Operand } from '../graph/operand';
import { sizeOf, type Spec } from '../graph/value';
import { gatherBroadcast } from './affine';
import { refusingNegatives, shapeOnly, shown } from './support';

/** Where an axis of an NHWC tensor lies in the layout. */
const axisIn = (layout: AxisOrder, axis: number): number =>
  layout === 'channelsFirst' ? toChannelsFirst.indexOf(axis as 0) : axis;

function reshaped(graph: GraphBuilder, x: Operand, output: Spec): Operand {
  const same =
    x.shape.length === output.shape.length && x.shape.every((dim, axis) => dim === output.shape[axis]);
  // TensorFlow.js' gradients reshape to the shape a tensor already has: leave it in its layout.
  return same ? x : graph.operand(output, graph.reshape(graph.last(x), output.shape));
}

const reshape = kernel<{ shape: number[] }, object>({
  name: 'Reshape',
  inputs: ['x'],
  plan: ([x], { shape }) => {
    const size = util.sizeFromShape([...x.shape]);
    const inferred = util.inferFromImplicitShape(shape, size);
    util.assert(util.sizeFromShape(inferred) === size, () =>
      t('Cannot reshape {0} ({1} values) into {2}.', shown(x), size, shown({ shape })),
    );
    return { outputs: [{ shape: inferred, dtype: x.dtype }], plan: { shape: inferred } };
  },
  lower: (graph, { inputs: [x], outputs: [output] }) => [reshaped(graph, x, output)],
});

const expandDims = kernel<{ dim: number }, object>({
  name: 'ExpandDims',
  inputs: ['input'],
  plan: ([x], { dim }) => {
    util.assert(dim >= -(x.shape.length + 1) && dim <= x.shape.length, () =>
      t('Cannot add an axis at {0} to a tensor of {1} axes.', dim, x.shape.length),
    );
    const shape = [...x.shape];
    shape.splice(dim < 0 ? x.shape.length + dim + 1 : dim, 0, 1);
    return { outputs: [{ shape, dtype: x.dtype }], plan: { dim } };
  },
  lower: (graph, { inputs: [x], outputs: [output] }) => [reshaped(graph, x, output)],
});

const transpose = kernel<{ perm: number[] }, { perm: number[] }>({
  name: 'Transpose',
  inputs: ['x'],
  plan: ([x], { perm }) => ({ outputs: [{ shape: permute(x.shape, perm), dtype: x.dtype }], plan: { perm } }),
  lower: (graph, { inputs: [x], plan: { perm }, outputs: [output] }) => {
    // Between pictures with channels first and last, only the name of the layout changes.
    if (perm.join() === toChannelsLast.join()) return [graph.operand(output, graph.last(x), 'channelsFirst')];
    if (perm.join() === toChannelsFirst.join()) return [graph.operand(output, graph.first(x))];
    return [graph.operand(output, graph.transpose(graph.last(x), x.shape, perm))];
  },
});

const concat = kernel<{ axis: number }, { axis: number }>({
  name: 'Concat',
  inputs: 'list',
  plan: (inputs, { axis }) => {
    const along = util.parseAxisParam(axis, [...inputs[0].shape])[0];
    const shapes = inputs.map(({ shape }) => [...shape]);
    backend_util.assertParamsConsistent(shapes, along);
    const shape = backend_util.computeOutShape(shapes, along);
    return { outputs: [{ shape, dtype: inputs[0].dtype }], plan: { axis: along } };
  },
  lower: (graph, { inputs, plan: { axis }, outputs: [output] }) => {
    const layout = graph.layoutFor(inputs);
    const names = inputs.map((input) => graph.in(layout, input));
    return [graph.operand(output, graph.op('Concat', names, { axis: axisIn(layout, axis) }), layout)];
  },
});

const pack = kernel<{ axis: number }, { axis: number }>({
  name: 'Pack',
  inputs: 'list',
  plan: (inputs, { axis }) => {
    const shape = [...inputs[0].shape];
    for (const input of inputs) {
      util.assertShapesMatch(shape, [...input.shape], t('Cannot stack: '));
      util.assert(input.dtype === inputs[0].dtype, () =>
        t('Cannot stack {0} and {1} tensors.', inputs[0].dtype, input.dtype),
      );
    }
    const along = axis < 0 ? shape.length + 1 + axis : axis;
    shape.splice(along, 0, inputs.length);
    return { outputs: [{ shape, dtype: inputs[0].dtype }], plan: { axis: along } };
  },
  lower: (graph, { inputs, plan: { axis }, outputs: [output] }) => {
    const expanded = inputs.map((input) => {
      const shape = [...input.shape];
      shape.splice(axis, 0, 1);
      return graph.reshape(graph.last(input), shape);
    });
    return [graph.operand(output, graph.op('Concat', expanded, { axis }))];
  },
});

const unpack = kernel<{ axis: number }, { axis: number }>({
  name: 'Unpack',
  returnsList: true,
  inputs: ['value'],
  plan: ([x], { axis }) => {
    const along = axis < 0 ? x.shape.length + axis : axis;
    const shape = x.shape.filter((_, index) => index !== along);
    const outputs = Array.from({ length: x.shape[along] }, () => ({ shape, dtype: x.dtype }));
    return { outputs, plan: { axis: along } };
  },
  lower: (graph, { inputs: [x], plan: { axis }, outputs }) =>
    outputs.map((output, index) => {
      const part = graph.slice(graph.last(x), [axis], [index], [index + 1], [1]);
      return graph.operand(output, graph.reshape(part, output.shape));
    }),
});

interface SlicePlan {
  begin: readonly number[];
  size: readonly number[];
}

function sliced(graph: GraphBuilder, x: Operand, { begin, size }: SlicePlan, output: Spec): Operand {
  const layout = graph.layoutFor([x]);
  const cut = begin.map((_, axis) => axis).filter((axis) => size[axis] !== x.shape[axis]);
  if (cut.length === 0) return graph.operand(output, graph.in(layout, x), layout);
  const name = graph.slice(
    graph.in(layout, x),
    cut.map((axis) => axisIn(layout, axis)),
    cut.map((axis) => begin[axis]),
    cut.map((axis) => begin[axis] + size[axis]),
    cut.map(() => 1),
  );
  return graph.operand(output, name, layout);
}

/**
 * The gradient of a padding: the part of the gradient for the padded input that is not padding. After a convolution
 * that pads by itself, it is the gradient for the input of this convolution.
 */
function unpaddedGradient(
  graph: GraphBuilder,
  x: Operand,
  { begin, size }: SlicePlan,
  output: Spec,
): Operand | undefined {
  const write = x.consumers.length === 1 ? x.writeCropped : undefined;
  const isSpatial = [0, 3].every((axis) => begin[axis] === 0 && size[axis] === x.shape[axis]);
  if (!write || !isSpatial) return undefined;
  const [, top, left] = begin;
  const { name, layout } = write([top, left, x.shape[1] - top - size[1], x.shape[2] - left - size[2]]);
  return graph.operand(output, name, layout);
}

const slice = kernel<{ begin: number | number[]; size: number | number[] }, SlicePlan>({
  name: 'Slice',
  inputs: ['x'],
  plan: ([x], { begin, size }) => {
    const info = { shape: [...x.shape] } as unknown as Parameters<typeof slice_util.parseSliceParams>[0];
    const [start, lengths] = slice_util.parseSliceParams(info, begin, size);
    slice_util.assertParamsValid(info, start, lengths);
    return { outputs: [{ shape: lengths, dtype: x.dtype }], plan: { begin: start, size: lengths } };
  },
  lower: (graph, { inputs: [x], plan, outputs: [output] }) => [
    unpaddedGradient(graph, x, plan, output) ?? sliced(graph, x, plan, output),
  ],
});

interface StridedSliceAttributes {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

const stridedSlice = kernel<
  StridedSliceAttributes,
  { begin: number[]; end: number[]; strides: number[]; empty: boolean }
>({
  name: 'StridedSlice',
  inputs: ['x'],
  plan: ([x], attributes) => {
    const info = slice_util.sliceInfo(
      [...x.shape],
      attributes.begin,
      attributes.end,
      attributes.strides,
      attributes.beginMask,
      attributes.endMask,
      attributes.ellipsisMask,
      attributes.newAxisMask,
      attributes.shrinkAxisMask,
    );
    const { begin, end, strides, finalShape } = info;
    const empty = finalShape.some((dim) => dim === 0);
    const plan = { begin, end, strides, empty };
    return { outputs: [{ shape: finalShape, dtype: x.dtype }], plan };
  },
  lower: (graph, { inputs: [x], plan: { begin, end, strides, empty }, outputs: [output] }) => {
    if (empty)
      return [
        graph.operand(
          output,
          graph.op('Expand', [graph.scalar(0, output.dtype), graph.int64s(output.shape)]),
        ),
      ];
    const axes = begin.map((_, axis) => axis);
    const backward = axes.filter((axis) => strides[axis] < 0);
    // WebGPU in ONNX Runtime 1.30 reads backwards only from the last pixel. So the part to be read backwards is cut out
    // first.
    const cut = graph.slice(
      graph.last(x),
      axes,
      axes.map((axis) => (strides[axis] < 0 ? end[axis] + 1 : begin[axis])),
      axes.map((axis) => (strides[axis] < 0 ? begin[axis] + 1 : end[axis])),
      strides.map((stride) => Math.max(stride, 1)),
    );
    const name =
      backward.length === 0
        ? cut
        : graph.backwards(
            cut,
            backward,
            backward.map((axis) => strides[axis]),
          );
    return [graph.operand(output, graph.reshape(name, output.shape))];
  },
});

const splitV = kernel<
  { numOrSizeSplits: number | number[]; axis: number },
  { axis: number; sizes: number[] }
>({
  name: 'SplitV',
  returnsList: true,
  inputs: ['x'],
  plan: ([x], { numOrSizeSplits, axis }) => {
    const along = util.parseAxisParam(axis, [...x.shape])[0];
    const info = { shape: [...x.shape] } as unknown as Parameters<typeof backend_util.prepareSplitSize>[0];
    const sizes = backend_util.prepareSplitSize(info, numOrSizeSplits, along);
    const outputs = sizes.map((size) => ({
      shape: x.shape.map((dim, index) => (index === along ? size : dim)),
      dtype: x.dtype,
    }));
    return { outputs, plan: { axis: along, sizes } };
  },
  lower: (graph, { inputs: [x], plan: { axis, sizes }, outputs }) => {
    if (sizes.length === 1) return [x];
    const layout = graph.layoutFor([x]);
    const parts = graph.split(graph.in(layout, x), axisIn(layout, axis), sizes);
    return outputs.map((output, index) => graph.operand(output, parts[index], layout));
  },
});

type Paddings = readonly (readonly [number, number])[];

const padV2 = kernel<{ paddings: Paddings; constantValue: number }, { paddings: Paddings; value: number }>({
  name: 'PadV2',
  inputs: ['x'],
  plan: ([x], { paddings, constantValue }) => ({
    outputs: [
      { shape: x.shape.map((dim, axis) => dim + paddings[axis][0] + paddings[axis][1]), dtype: x.dtype },
    ],
    plan: { paddings, value: constantValue },
  }),
  lower: (graph, { inputs: [x], plan: { paddings, value }, outputs: [output] }) => {
    const layout = graph.layoutFor([x]);
    const order = layout === 'channelsFirst' ? toChannelsFirst : paddings.map((_, axis) => axis);
    const amounts = [0, 1].flatMap((side) => order.map((axis) => paddings[axis][side]));
    const fill = graph.scalar(value, x.dtype);
    const name = graph.op('Pad', [graph.in(layout, x), graph.int64s(amounts), fill]);
    return [graph.operand(output, name, layout)];
  },
});

const tile = kernel<{ reps: number[] }, { reps: number[] }>({
  name: 'Tile',
  inputs: ['x'],
  plan: ([x], { reps }) => ({
    outputs: [{ shape: x.shape.map((dim, axis) => dim * reps[axis]), dtype: x.dtype }],
    plan: { reps },
  }),
  lower: (graph, { inputs: [x], plan: { reps }, outputs: [output] }) => {
    const broadcasts = x.shape.every((dim, axis) => dim === 1 || reps[axis] === 1);
    const gathered = broadcasts ? gatherBroadcast(graph, x, output) : undefined;
    if (gathered) return [gathered];
    // What is broadcast over a picture meets pictures next: there channels come first.
    const overPicture = x.rank === 4 && x.shape[1] === 1 && x.shape[2] === 1;
    const layout = broadcasts && overPicture ? 'channelsFirst' : graph.layoutFor([x]);
    const order = layout === 'channelsFirst' ? toChannelsFirst : reps.map((_, axis) => axis);
    const name = graph.in(layout, x);
    const made = broadcasts
      ? graph.op('Expand', [name, graph.int64s(permute(output.shape, order))])
      : graph.op('Tile', [name, graph.int64s(permute(reps, order))]);
    return [graph.operand(output, made, layout)];
  },
});

const reverse = kernel<{ dims: number | number[] }, { axes: number[] }>({
  name: 'Reverse',
  inputs: ['x'],
  plan: ([x], { dims }) => ({ outputs: [x], plan: { axes: util.parseAxisParam(dims, [...x.shape]) } }),
  lower: (graph, { inputs: [x], plan: { axes }, outputs: [output] }) => {
    const layout = graph.layoutFor([x]);
    const name = graph.in(layout, x);
    if (axes.length === 0) return [graph.operand(output, name, layout)];
    const moved = axes.map((axis) => axisIn(layout, axis));
    return [graph.operand(output, graph.backwards(name, moved), layout)];
  },
});

/** Shapes as [batch, outer, dim, inner] and [batch, count]. */
interface GatherPlan {
  batch: number;
  outer: number;
  dim: number;
  inner: number;
  count: number;
}

const gatherV2 = kernel<{ axis: number; batchDims?: number }, GatherPlan>({
  name: 'GatherV2',
  inputs: ['x', 'indices'],
  plan: ([x, indices], { axis, batchDims }) => {
    const along = util.parseAxisParam(axis, [...x.shape])[0];
    const { batchSize, outerSize, dimSize, sliceSize, outputShape } =
      backend_util.segment_util.collectGatherOpShapeInfo(
        shapeOnly(x),
        shapeOnly(indices),
        along,
        batchDims ?? 0,
      );
    return {
      outputs: [{ shape: outputShape, dtype: x.dtype }],
      plan: {
        batch: batchSize,
        outer: outerSize,
        dim: dimSize,
        inner: sliceSize,
        count: sizeOf(indices.shape) / batchSize,
      },
    };
  },
  lower: (graph, { inputs: [x, indices], plan, outputs: [output] }) => {
    const { batch, outer, dim, inner, count } = plan;
    const index = refusingNegatives(graph, graph.cast(graph.last(indices), 'int32'), dim);
    if (batch === 1) {
      const flat = graph.reshape(graph.last(x), [outer, dim, inner]);
      const gathered = graph.op('Gather', [flat, graph.reshape(index, [count])], { axis: 1 });
      return [graph.operand(output, graph.reshape(gathered, output.shape))];
    }
    // [batch, outer, count] row numbers into [batch * outer * dim, inner].
    const starts = Array.from({ length: batch * outer }, (_, row) => row * dim);
    const rows = graph.op('Add', [
      graph.reshape(index, [batch, 1, count]),
      graph.constant('int32', [batch, outer, 1], starts),
    ]);
    const flat = graph.reshape(graph.last(x), [batch * outer * dim, inner]);
    const gathered = graph.op('Gather', [flat, rows], { axis: 0 });
    return [graph.operand(output, graph.reshape(gathered, output.shape))];
  },
});

/** The values on the diagonal of a matrix whose rows and columns both have the shape of `x`. */
const diag = kernel<object, object>({
  name: 'Diag',
  inputs: ['x'],
  plan: ([{ shape, dtype }]) => ({ outputs: [{ shape: [...shape, ...shape], dtype }], plan: {} }),
  lower: (graph, { inputs: [x], outputs: [output] }) => {
    const size = sizeOf(x.shape);
    const places = Array.from({ length: size }, (_, index) => index);
    const isDiagonal = graph.op('Equal', [
      graph.constant('int32', [size, 1], places),
      graph.constant('int32', [1, size], places),
    ]);
    // ONNX Runtime selects no bools.
    const dtype = x.dtype === 'bool' ? 'int32' : x.dtype;
    const column = graph.reshape(graph.cast(graph.last(x), dtype), [size, 1]);
    const filled = graph.op('Where', [isDiagonal, column, graph.scalar(0, dtype)]);
    return [graph.operand(output, graph.reshape(graph.cast(filled, x.dtype), output.shape))];
  },
});

interface OneHotAttributes {
  depth: number;
  onValue: number;
  offValue: number;
  dtype: string;
}

/** Indices outside of the range give a row of `offValue`; ONNX's OneHot would count negative ones from the end. */
const oneHot = kernel<OneHotAttributes, Omit<OneHotAttributes, 'dtype'>>({
  name: 'OneHot',
  inputs: ['indices'],
  plan: ([indices], { depth, onValue, offValue, dtype }) => ({
    outputs: [{ shape: [...indices.shape, depth], dtype: dtype as Spec['dtype'] }],
    plan: { depth, onValue, offValue },
  }),
  lower: (graph, { inputs: [indices], plan: { depth, onValue, offValue }, outputs: [output] }) => {
    const column = graph.reshape(graph.cast(graph.last(indices), 'int32'), [...indices.shape, 1]);
    const classes = graph.constant(
      'int32',
      [depth],
      Array.from({ length: depth }, (_, index) => index),
    );
    const name = graph.op('Where', [
      graph.op('Equal', [column, classes]),
      graph.scalar(onValue, output.dtype),
      graph.scalar(offValue, output.dtype),
    ]);
    return [graph.operand(output, name)];
  },
});

export const shapeKernels: readonly Kernel[] = [
  reshape,
  expandDims,
  transpose,
  concat,
  pack,
  unpack,
  slice,
  stridedSlice,
  splitV,
  padV2,
  tile,
  reverse,
  gatherV2,
  diag,
  oneHot,
];
