import { backend_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import { sizeOf, type ValueType } from '../graph/value';
import { exceptBools, refusingNegatives, shapeOnly } from './support';

/** Indices [..., rank] of blocks of a tensor, as row numbers of the tensor flattened to [rows, block]. */
function rowsOf(graph: GraphBuilder, indices: Operand, { strides, rows }: Rows): string {
  const count = sizeOf(indices.shape) / strides.length;
  const flat = graph.reshape(graph.last(indices), [count, strides.length]);
  const weighted = graph.op('Mul', [flat, graph.constant('int32', [1, strides.length], strides)]);
  const row = graph.op('ReduceSum', [weighted, graph.int64s([1])], { keepdims: 0 });
  return refusingNegatives(graph, row, rows);
}

interface Rows {
  /** By how many rows each index moves on. */
  strides: number[];
  rows: number;
  /** Elements in a row. */
  block: number;
}

function rowsFor(shape: readonly number[], indexRank: number): Rows {
  const indexed = shape.slice(0, indexRank);
  const strides = indexed.map((_, axis) => sizeOf(indexed.slice(axis + 1)));
  return { strides, rows: sizeOf(indexed), block: sizeOf(shape.slice(indexRank)) };
}

/**
 * Writes rows of `updates` into rows of `target`. With `add`, updates of the same row are summed; else the last one
 * stays.
 */
function scatterRows(
  graph: GraphBuilder,
  target: string,
  row: string,
  updates: string,
  [count, block]: readonly [number, number],
  reduction: 'add' | 'none',
): string {
  const index = graph.op('Expand', [graph.reshape(row, [count, 1]), graph.int64s([count, block])]);
  const spread = graph.op('Expand', [updates, graph.int64s([count, block])]);
  return graph.op('ScatterElements', [target, index, spread], { axis: 0, reduction });
}

const zeros = (graph: GraphBuilder, shape: number[], dtype: ValueType): string =>
  graph.op('Expand', [graph.scalar(0, dtype), graph.int64s(shape)]);

const gatherNd = kernel<object, Rows>({
  name: 'GatherNd',
  inputs: ['params', 'indices'],
  plan: ([params, indices]) => {
    const [shape] = backend_util.prepareAndValidate(shapeOnly(params), shapeOnly(indices));
    const indexRank = indices.shape[indices.shape.length - 1];
    return { outputs: [{ shape, dtype: params.dtype }], plan: rowsFor(params.shape, indexRank) };
  },
  lower: (graph, { inputs: [params, indices], plan, outputs: [output] }) => {
    const flat = graph.reshape(graph.last(params), [plan.rows, plan.block]);
    const gathered = graph.op('Gather', [flat, rowsOf(graph, indices, plan)], { axis: 0 });
    return [graph.operand(output, graph.reshape(gathered, output.shape))];
  },
});

/** How many axes of a tensor a row of `indices` names. Indices of rank 1 name one axis, as in TensorFlow.js. */
const indexRankOf = ({ shape }: { shape: readonly number[] }): number =>
  shape.length > 1 ? shape[shape.length - 1] : 1;

const scatterNd = kernel<{ shape: number[] }, Rows>({
  name: 'ScatterNd',
  inputs: ['indices', 'updates'],
  plan: ([indices, updates], { shape }) => ({
    outputs: [{ shape, dtype: updates.dtype }],
    plan: rowsFor(shape, indexRankOf(indices)),
  }),
  lower: (graph, { inputs: [indices, updates], plan, outputs: [output] }) => {
    const { rows, block, strides } = plan;
    const count = sizeOf(indices.shape) / strides.length;
    const flat = graph.reshape(graph.last(updates), [count, block]);
    const target = zeros(graph, [rows, block], output.dtype);
    const row = rowsOf(graph, indices, plan);
    const scattered = scatterRows(graph, target, row, flat, [count, block], 'add');
    return [graph.operand(output, graph.reshape(scattered, output.shape))];
  },
});

const tensorScatterUpdate = kernel<object, Rows>({
  name: 'TensorScatterUpdate',
  inputs: ['tensor', 'indices', 'updates'],
  plan: ([tensor, indices]) => ({
    outputs: [tensor],
    plan: rowsFor(tensor.shape, indexRankOf(indices)),
  }),
  lower: (graph, { inputs: [tensor, indices, updates], plan, outputs: [output] }) => {
    const { rows, block, strides } = plan;
    const count = sizeOf(indices.shape) / strides.length;
    const flat = graph.reshape(graph.last(updates), updates.rank === 0 ? [1, 1] : [count, block]);
    const target = graph.reshape(graph.last(tensor), [rows, block]);
    const row = rowsOf(graph, indices, plan);
    const scattered = scatterRows(graph, target, row, flat, [count, block], 'none');
    return [graph.operand(output, graph.reshape(scattered, output.shape))];
  },
});

/** Sums the rows of each segment; rows with an id outside of the range are dropped. */
const unsortedSegmentSum = kernel<{ numSegments: number }, { numSegments: number }>({
  name: 'UnsortedSegmentSum',
  inputs: ['x', 'segmentIds'],
  isRecordable: exceptBools,
  plan: ([x], { numSegments }) => ({
    outputs: [{ shape: [numSegments, ...x.shape.slice(1)], dtype: x.dtype }],
    plan: { numSegments },
  }),
  lower: (graph, { inputs: [x, segmentIds], plan: { numSegments }, outputs: [output] }) => {
    const count = x.shape[0];
    const block = sizeOf(x.shape.slice(1));
    const ids = graph.cast(graph.last(segmentIds), 'int32');
    const dropped = graph.scalar(numSegments, 'int32');
    const isNegative = graph.op('Less', [ids, graph.scalar(0, 'int32')]);
    const rows = graph.op('Min', [graph.op('Where', [isNegative, dropped, ids]), dropped]);
    const flat = graph.reshape(graph.last(x), [count, block]);
    const target = zeros(graph, [numSegments + 1, block], x.dtype);
    const summed = scatterRows(graph, target, rows, flat, [count, block], 'add');
    const kept = graph.slice(summed, [0], [0], [numSegments], [1]);
    return [graph.operand(output, graph.reshape(kept, output.shape))];
  },
});

export const scatterKernels: readonly Kernel[] = [
  gatherNd,
  scatterNd,
  tensorScatterUpdate,
  unsortedSegmentSum,
];
