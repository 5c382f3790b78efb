import { backend_util } from '@tensorflow/tfjs-core';
import { kernel, type Kernel } from '../graph/kernel';
import { sizeOf } from '../graph/value';

const depthToSpace = kernel<{ blockSize: number; dataFormat: string }, { blockSize: number }>({
  name: 'DepthToSpace',
  inputs: ['x'],
  isRecordable: ({ dataFormat }) => dataFormat === 'NHWC',
  plan: ([{ shape, dtype }], { blockSize }) => {
    const [batch, height, width, channels] = shape;
    const out = [batch, height * blockSize, width * blockSize, channels / blockSize ** 2];
    return { outputs: [{ shape: out, dtype }], plan: { blockSize } };
  },
  lower: (graph, { inputs: [x], plan: { blockSize }, outputs: [output] }) => {
    const [batch, height, width] = x.shape;
    const split = [batch, height, width, blockSize, blockSize, output.shape[3]];
    const interleaved = graph.transpose(graph.reshape(graph.last(x), split), split, [0, 1, 3, 2, 4, 5]);
    return [graph.operand(output, graph.reshape(interleaved, output.shape))];
  },
});

type Pairs = readonly (readonly [number, number])[];

const spaceToBatch = kernel<
  { blockShape: number[]; paddings: Pairs },
  { blockShape: number[]; paddings: Pairs }
>({
  name: 'SpaceToBatchND',
  inputs: ['x'],
  plan: ([{ shape, dtype }], { blockShape, paddings }) => {
    const all = shape.map((_, axis): readonly [number, number] => paddings[axis - 1] ?? [0, 0]);
    const padded = shape.map((dim, axis) => dim + all[axis][0] + all[axis][1]);
    const out = backend_util.getReshapedPermuted(padded, blockShape, sizeOf(blockShape), false);
    return { outputs: [{ shape: out, dtype }], plan: { blockShape, paddings: all } };
  },
  lower: (graph, { inputs: [x], plan: { blockShape, paddings }, outputs: [output] }) => {
    const amounts = [0, 1].flatMap((side) => paddings.map((pair) => pair[side]));
    const padded = amounts.some((amount) => amount > 0)
      ? graph.op('Pad', [graph.last(x), graph.int64s(amounts), graph.scalar(0, x.dtype)])
      : graph.last(x);
    const shape = x.shape.map((dim, axis) => dim + paddings[axis][0] + paddings[axis][1]);
    const split = backend_util.getReshaped(shape, blockShape, sizeOf(blockShape), false);
    const order = backend_util.getPermuted(split.length, blockShape.length, false);
    const moved = graph.transpose(graph.reshape(padded, split), split, order);
    return [graph.operand(output, graph.reshape(moved, output.shape))];
  },
});

const batchToSpace = kernel<
  { blockShape: number[]; crops: [number, number][] },
  { blockShape: number[]; begin: number[]; whole: number[] }
>({
  name: 'BatchToSpaceND',
  inputs: ['x'],
  plan: ([{ shape, dtype }], { blockShape, crops }) => {
    const whole = backend_util.getReshapedPermuted([...shape], blockShape, sizeOf(blockShape));
    const begin = backend_util.getSliceBeginCoords(crops, blockShape.length);
    const size = backend_util.getSliceSize(whole, crops, blockShape.length);
    const full = whole.map((dim, axis) => size[axis] ?? dim);
    const start = whole.map((_, axis) => begin[axis] ?? 0);
    return { outputs: [{ shape: full, dtype }], plan: { blockShape, begin: start, whole } };
  },
  lower: (graph, { inputs: [x], plan: { blockShape, begin, whole }, outputs: [output] }) => {
    const split = backend_util.getReshaped([...x.shape], blockShape, sizeOf(blockShape));
    const order = backend_util.getPermuted(split.length, blockShape.length);
    const moved = graph.transpose(graph.reshape(graph.last(x), split), split, order);
    const spread = graph.reshape(moved, whole);
    const axes = whole.map((_, axis) => axis).filter((axis) => output.shape[axis] !== whole[axis]);
    if (axes.length === 0) return [graph.operand(output, spread)];
    const cut = graph.slice(
      spread,
      axes,
      axes.map((axis) => begin[axis]),
      axes.map((axis) => begin[axis] + output.shape[axis]),
      axes.map(() => 1),
    );
    return [graph.operand(output, cut)];
  },
});

export const spaceToBatchKernels: readonly Kernel[] = [depthToSpace, spaceToBatch, batchToSpace];
