import type { backend_util } from '@tensorflow/tfjs-core';
import { t } from '../../words';
import type { GraphBuilder } from '../graph/builder';
import type { Operand } from '../graph/operand';
import type { Spec } from '../graph/value';

/** A shape as messages show it: [2,3]. */
export const shown = ({ shape }: Pick<Spec, 'shape'>): string => `[${shape.join()}]`;

/** Fails where a call asks for something the engine does not record. */
export function requireChannelsLast(kernelName: string, dataFormat: string | undefined): void {
  if (dataFormat === undefined || dataFormat === 'NHWC' || dataFormat === 'channelsLast') return;
  throw new Error(
    t(
      "'{0}' with dataFormat '{1}' is not supported: use channels last ('NHWC'), the default.",
      kernelName,
      dataFormat,
    ),
  );
}

/**
 * What must be added after `size` elements, padded with `begin` and `end`, so that windows fill exactly `out`
 * positions. Rounding up adds padding at the end.
 * @throws Error if no window fits, or if TensorFlow.js' output size cannot come from this padding: for padding given as
 * one number, TensorFlow.js uses the vertical stride in all directions.
 */
export function padAfter(
  kernelName: string,
  size: number,
  window: number,
  stride: number,
  begin: number,
  end: number,
  out: number,
): number {
  if (out < 1)
    throw new Error(t("'{0}': a window of {1} does not fit into {2} pixels.", kernelName, window, size));
  const steps = (size + begin + end - window) / stride;
  if (Math.floor(steps) + 1 === out) return end;
  if (Math.ceil(steps) + 1 === out) return (out - 1) * stride + window - size - begin;
  throw new Error(
    t(
      "'{0}': padding {1} before and {2} after {3} pixels gives no output of {4}. Give the padding for each side: [[0, 0], [top, bottom], [left, right], [0, 0]].",
      kernelName,
      begin,
      end,
      size,
      out,
    ),
  );
}

/**
 * ONNX's pads (top, left, bottom, right) for windows that slide over a picture.
 * @throws Error, see `padAfter`
 */
export function padsFor(
  kernelName: string,
  { padInfo, strideHeight, strideWidth, ...info }: backend_util.Conv2DInfo,
): [number, number, number, number] {
  const { top, left, bottom, right } = padInfo;
  const height = info.effectiveFilterHeight;
  const width = info.effectiveFilterWidth;
  return [
    top,
    left,
    padAfter(kernelName, info.inHeight, height, strideHeight, top, bottom, info.outHeight),
    padAfter(kernelName, info.inWidth, width, strideWidth, left, right, info.outWidth),
  ];
}

/** Geometry of windows that slide over a picture; pairs are (height, width), `pads` (top, left, bottom, right) as in ONNX. */
export interface WindowPlan {
  kernel: readonly [number, number];
  strides: readonly [number, number];
  dilations: readonly [number, number];
  pads: readonly [number, number, number, number];
}

/** What ONNX's ConvTranspose must add at each axis' end to come out at the input's size; shapes have channels last. */
export function outputPadding(
  { kernel, strides, dilations, pads }: Record<keyof WindowPlan, readonly number[]>,
  input: readonly number[],
  output: readonly number[],
): number[] {
  return kernel.map(
    (window, axis) =>
      input[axis + 1] -
      ((output[axis + 1] - 1) * strides[axis] +
        (window - 1) * dilations[axis] +
        1 -
        pads[axis] -
        pads[axis + kernel.length]),
  );
}

/** Pads a picture that lies channels-first, with pads as in `WindowPlan`. */
export function padSpatial(
  graph: GraphBuilder,
  name: string,
  [top, left, bottom, right]: WindowPlan['pads'],
  value: number,
): string {
  const amounts = graph.int64s([0, 0, top, left, 0, 0, bottom, right]);
  return graph.op('Pad', [name, amounts, graph.scalar(value)]);
}

/** The numbers of a matrix of so many rows and columns, 1 on its diagonal and 0 elsewhere. */
export const identityMatrix = (size: number): number[] =>
  Array.from({ length: size * size }, (_, index) => Number(Math.floor(index / size) === index % size));

/** What lies at one place of every window, so many windows down and across a padded picture that lies channels-first. */
export function atPlaceOfWindows(
  graph: GraphBuilder,
  padded: string,
  [row, column]: readonly number[],
  [rows, columns]: readonly number[],
  strides: WindowPlan['strides'],
): string {
  const end = [row + (rows - 1) * strides[0] + 1, column + (columns - 1) * strides[1] + 1];
  return graph.slice(padded, [2, 3], [row, column], end, strides);
}

/**
 * dy once for each row of a window: moved down by as many rows, `apart` rows each, between zeros. The zeros are put
 * between whole copies, because long runs are copied fastest. [batch * channels * rows, 1, height + (rows - 1) * apart,
 * width]
 */
export function movedRows(graph: GraphBuilder, dy: Operand, rows: number, apart: number): string {
  const [batch, height, width, channels] = dy.shape;
  const planes = batch * channels;
  const flat = graph.reshape(graph.first(dy), [planes, height * width]);
  const zeros = graph.op('Expand', [graph.scalar(0), graph.int64s([planes, rows * apart * width])]);
  const pieces = Array.from({ length: 2 * rows - 1 }, (_, index) => (index % 2 === 0 ? flat : zeros));
  const moved = pieces.length === 1 ? flat : graph.op('Concat', pieces, { axis: 1 });
  return graph.reshape(moved, [planes * rows, 1, height + (rows - 1) * apart, width]);
}

/** Whether every window meets the input: ONNX Runtime refuses to pool windows that may lie in the padding alone. */
export function isPaddingNarrow({
  filterSize,
  pad,
}: {
  filterSize: number | number[];
  pad: string | number | readonly (readonly number[])[];
}): boolean {
  if (typeof pad === 'string') return true;
  const widest = Math.max(...[pad].flat(2));
  return widest < Math.min(...[filterSize].flat());
}

/** For `isRecordable`: ONNX Runtime does no arithmetic with bools, TensorFlow.js does. */
export const exceptBools = (_: unknown, inputs: readonly Spec[]): boolean =>
  inputs.every(({ dtype }) => dtype !== 'bool');

/** For `isRecordable`: kernels that ONNX Runtime has for floats alone. */
export const inFloats = (_: unknown, inputs: readonly Spec[]): boolean =>
  inputs.every(({ dtype }) => dtype === 'float32');

/** Indices into `size` elements, of which ONNX Runtime refuses those below zero too: it would count them from the end. */
export function refusingNegatives(graph: GraphBuilder, indices: string, size: number): string {
  const isNegative = graph.op('Less', [indices, graph.scalar(0, 'int32')]);
  return graph.op('Where', [isNegative, graph.scalar(size, 'int32'), indices]);
}

/** A tensor of this shape and type, as TensorFlow.js' functions that only look at these two want it. */
export const shapeOnly = ({ shape, dtype }: Spec) => ({
  dataId: {},
  shape: [...shape],
  dtype,
  rank: shape.length,
});
