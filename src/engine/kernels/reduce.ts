import { backend_util, util } from '@tensorflow/tfjs-core';
import { permute, toChannelsFirst, type GraphBuilder } from '../graph/builder';
import { kernel, type Kernel } from '../graph/kernel';
import type { Operand } from '../graph/operand';
import { sizeOf, type Spec, type ValueType } from '../graph/value';
import { channelSums } from './affine';
import { exceptBools } from './support';

interface ReduceAttributes {
  axis: number | number[] | undefined;
  keepDims?: boolean;
}

interface ReducePlan {
  axes: readonly number[];
  keepDims: boolean;
}

function planReduction(x: Spec, axis: number | number[] | undefined, keepDims = false) {
  const shape = [...x.shape];
  const axes = util.parseAxisParam(axis ?? shape.map((_, index) => index), shape).sort((a, b) => a - b);
  const [reduced] = backend_util.computeOutAndReduceShapes(shape, axes);
  const kept = keepDims ? backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
  return { shape: kept, plan: { axes, keepDims } };
}

/** Reduces in whatever layout the input has; `reduce` writes the node for the given axes. */
function reduceIn(
  graph: GraphBuilder,
  x: Operand,
  { axes, keepDims }: ReducePlan,
  output: Spec,
  reduce: (name: string, axes: readonly number[], keepDims: number) => string,
): Operand {
  const layout = graph.layoutFor([x]);
  if (layout === 'channelsLast') return graph.operand(output, reduce(graph.last(x), axes, Number(keepDims)));
  const moved = axes.map((axis) => toChannelsFirst.indexOf(axis as 0)).sort((a, b) => a - b);
  const name = reduce(graph.first(x), moved, Number(keepDims));
  if (keepDims) return graph.operand(output, name, 'channelsFirst');
  const remaining = toChannelsFirst.filter((axis) => !axes.includes(axis));
  const order = [...remaining].sort((a, b) => a - b);
  const lengths = permute(x.shape, remaining);
  return graph.operand(
    output,
    graph.transpose(
      name,
      lengths,
      order.map((axis) => remaining.indexOf(axis)),
    ),
  );
}

const withAxesInput =
  (op: string) =>
  (graph: GraphBuilder, name: string, axes: readonly number[], keepdims: number): string =>
    graph.op(op, [name, graph.int64s(axes)], { keepdims, noop_with_empty_axes: 1 });

type WriteReduction = (
  graph: GraphBuilder,
  name: string,
  axes: readonly number[],
  keepdims: number,
  dtype: ValueType,
) => string;

const throughIntegers =
  (op: string): WriteReduction =>
  (graph, name, axes, keepdims) =>
    graph.cast(withAxesInput(op)(graph, graph.cast(name, 'int32'), axes, keepdims), 'bool');

/** A NaN anywhere makes the result NaN; ONNX Runtime would skip it. */
const propagatingNaN =
  (op: string): WriteReduction =>
  (graph, name, axes, keepdims, dtype) => {
    const reduced = withAxesInput(op)(graph, name, axes, keepdims);
    if (dtype !== 'float32' || !graph.target.seesNaN) return reduced;
    const hasNaN = throughIntegers('ReduceMax')(graph, graph.op('IsNaN', [name]), axes, keepdims, 'bool');
    return graph.op('Where', [hasNaN, graph.scalar(NaN), reduced]);
  };

interface Reduction {
  name: string;
  write: WriteReduction;
  /** Name of the attribute that holds the axes, where it is not `axis`. */
  axisAttribute?: 'reductionIndices';
  dtype?: ValueType;
}

const reductions: readonly Reduction[] = [
  { name: 'Sum', write: withAxesInput('ReduceSum') },
  { name: 'Prod', write: withAxesInput('ReduceProd') },
  { name: 'Max', write: propagatingNaN('ReduceMax'), axisAttribute: 'reductionIndices' },
  { name: 'Min', write: propagatingNaN('ReduceMin') },
  {
    name: 'Mean',
    write: (graph, name, axes, keepdims, dtype) => {
      const floats = dtype === 'float32' ? name : graph.cast(name, 'float32');
      return withAxesInput('ReduceMean')(graph, floats, axes, keepdims);
    },
    dtype: 'float32',
  },
  { name: 'All', write: throughIntegers('ReduceMin'), dtype: 'bool' },
  { name: 'Any', write: throughIntegers('ReduceMax'), dtype: 'bool' },
];

function reductionKernel({ name, write, axisAttribute, dtype }: Reduction): Kernel {
  return kernel<ReduceAttributes & { reductionIndices?: number | number[] }, ReducePlan>({
    name,
    inputs: ['x'],
    isRecordable: dtype === 'bool' ? undefined : exceptBools,
    plan: ([x], attributes) => {
      const axis = axisAttribute ? attributes[axisAttribute] : attributes.axis;
      const { shape, plan } = planReduction(x, axis, attributes.keepDims);
      return { outputs: [{ shape, dtype: dtype ?? x.dtype }], plan };
    },
    lower: (graph, { inputs: [x], plan, outputs: [output] }) => {
      const sums =
        sumsChannels(x, plan) && (name === 'Sum' || name === 'Mean') ? channelSums(graph, x) : undefined;
      if (sums !== undefined) {
        const count = sizeOf(x.shape) / x.shape[3];
        const wanted = name === 'Sum' ? sums : graph.op('Mul', [sums, graph.scalar(1 / count)]);
        const isAsWanted = output.shape.length === 1;
        return [graph.operand(output, isAsWanted ? wanted : graph.reshape(wanted, output.shape))];
      }
      const source = name === 'Sum' && sumsOverSpace(x, plan) ? x.spatialSumTwin! : x;
      return [
        reduceIn(graph, source, plan, output, (input, axes, keepDims) =>
          write(graph, input, axes, keepDims, x.dtype),
        ),
      ];
    },
  });
}

/** Whether one number a channel is left. */
const sumsChannels = ({ shape, rank }: Operand, { axes }: ReducePlan): boolean =>
  rank === 4 && !axes.includes(3) && [0, 1, 2].every((axis) => axes.includes(axis) || shape[axis] === 1);

/** The sum of a max pool's gradient over the picture is that of the gradient before it, a quarter the size. */
const sumsOverSpace = (x: Operand, { axes }: ReducePlan): boolean =>
  x.spatialSumTwin !== undefined && axes.includes(1) && axes.includes(2);

/** The numbers with NaN replaced by what loses every comparison; bools as integers. */
function withoutNaN(graph: GraphBuilder, x: Operand, loser: number): string {
  const name = graph.last(x);
  if (x.dtype !== 'float32') return graph.cast(name, 'int32');
  if (!graph.target.seesNaN) return name;
  return graph.op('Where', [graph.op('IsNaN', [name]), graph.scalar(loser), name]);
}

function argKernel(name: 'ArgMax' | 'ArgMin'): Kernel {
  return kernel<{ axis: number }, ReducePlan>({
    name,
    inputs: ['x'],
    plan: ([x], { axis }) => {
      const { shape, plan } = planReduction(x, axis);
      return { outputs: [{ shape, dtype: 'int32' }], plan };
    },
    lower: (graph, { inputs: [x], plan, outputs: [output] }) => {
      const index = graph.op(name, [withoutNaN(graph, x, name === 'ArgMax' ? -Infinity : Infinity)], {
        axis: plan.axes[0],
        keepdims: 0,
      });
      return [graph.operand(output, graph.cast(index, 'int32'))];
    },
  });
}

interface ScanAttributes {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

const cumsum = kernel<ScanAttributes, ScanAttributes>({
  name: 'Cumsum',
  inputs: ['x'],
  isRecordable: exceptBools,
  plan: ([x], { axis, exclusive, reverse }) => ({ outputs: [x], plan: { axis, exclusive, reverse } }),
  lower: (graph, { inputs: [x], plan: { axis, exclusive, reverse }, outputs: [output] }) => [
    graph.operand(
      output,
      graph.op('CumSum', [graph.last(x), graph.constant('int64', [], [axis])], {
        exclusive: Number(exclusive),
        reverse: Number(reverse),
      }),
    ),
  ],
});

function softmaxKernel(name: 'Softmax' | 'LogSoftmax', attribute: 'dim' | 'axis'): Kernel {
  return kernel<{ dim?: number; axis?: number }, { axis: number }>({
    name,
    inputs: ['logits'],
    plan: ([x], attributes) => ({ outputs: [x], plan: { axis: attributes[attribute] ?? -1 } }),
    lower: (graph, { inputs: [x], plan: { axis }, outputs: [output] }) => [
      graph.operand(output, graph.op(name, [graph.last(x)], { axis })),
    ],
  });
}

export const reduceKernels: readonly Kernel[] = [
  ...reductions.map(reductionKernel),
  argKernel('ArgMax'),
  argKernel('ArgMin'),
  cumsum,
  softmaxKernel('Softmax', 'dim'),
  softmaxKernel('LogSoftmax', 'axis'),
];
