import type * as tf from '@tensorflow/tfjs';
import type { Network, Op } from '../network/network';
import { sizeOf, tolerance, type FeatureMap, type Padding } from './featureMap';

/** A layer with weights, as the reference has it: a window that moves over a map; a dense layer has one of the whole map. */
export interface Geometry {
  window: readonly [height: number, width: number];
  stride: number;
  rows: Padding;
  columns: Padding;
  filters: number;
}

/** Every so many channels of a layer's output are computed anew. */
const channelsTried = 4;
const placesTried = 160;

/** An operation of the model that multiplies by a constant kernel, as convolutions and dense layers do. */
export function isLinear({ kind, inputs, call }: Op): boolean {
  return (kind === 'convolution' || kind === 'dense') && inputs.length === 1 && call?.inputs.length === 2;
}

/** The weights of a filter, in the order of the numbers in its window. */
export type Kernel = (filter: number) => Float64Array;

/** The kernel of a linear operation that has so many filters. */
export function kernelOf({ call }: Op, { valuesOf }: Network, filters: number): Kernel | undefined {
  if (!call) return undefined;
  const [, kernel] = call.inputs;
  const values = valuesOf(kernel);
  if (call.kernel === 'BatchMatMul' && call.attributes.transposeB === true) {
    const [columns, rows] = kernel.shape.slice(-2);
    if (columns !== filters) return undefined;
    return (filter) => Float64Array.from(values.subarray(filter * rows, (filter + 1) * rows));
  }
  return (filter) => columnOf(values, filters, filter);
}

export const kernelSizeOf = ({ call }: Op): number => call?.inputs[1].size ?? 0;

/** What goes into a linear operation, before the padding that the model adds by itself. */
export function sourceOf(op: Op): tf.Tensor | undefined {
  let tensor = op.call?.inputs[0];
  let [source] = op.inputs as (Op | undefined)[];
  while (source?.kind === 'padding') {
    tensor = source.call?.inputs[0];
    [source] = source.inputs;
  }
  return tensor;
}

export function outputShape(
  { shape: [batch, height, width] }: FeatureMap,
  geometry: Geometry,
): FeatureMap['shape'] {
  const along = (length: number, window: number, [before, after]: Padding) =>
    Math.floor((length + before + after - window) / geometry.stride) + 1;
  return [
    batch,
    along(height, geometry.window[0], geometry.rows),
    along(width, geometry.window[1], geometry.columns),
    geometry.filters,
  ];
}

/** Whether a layer of this geometry makes this output of the map; some places and channels of it are computed. */
export function makes(map: FeatureMap, kernel: Kernel, geometry: Geometry, output: FeatureMap): boolean {
  const { filters } = geometry;
  const [, height, width] = output.shape;
  const places = placesIn(output.shape).map(
    ([picture, row, column]) =>
      [[picture, row, column], ((picture * height + row) * width + column) * filters] as const,
  );
  const tried = Math.min(channelsTried, filters);
  const channels = Array.from({ length: tried }, (_, index) =>
    Math.floor((index * (filters - 1)) / Math.max(1, tried - 1)),
  );
  let largest = 1e-12;
  for (const [, at] of places)
    for (const channel of channels) largest = Math.max(largest, Math.abs(output.values[at + channel]));
  return channels.every((channel) => {
    const column = kernel(channel);
    return places.every(([place, at]) => {
      const expected = valueAt(map, column, geometry, place);
      return Math.abs(expected - output.values[at + channel]) <= tolerance * largest;
    });
  });
}

function columnOf(kernel: Float32Array, filters: number, filter: number): Float64Array {
  const column = new Float64Array(kernel.length / filters);
  for (let row = 0, at = filter; row < column.length; row++, at += filters) column[row] = kernel[at];
  return column;
}

type Place = readonly [picture: number, row: number, column: number];

/** All places of a small map; of a large one its corners, and others spread over it. */
function placesIn([batch, height, width]: FeatureMap['shape']): Place[] {
  const count = batch * height * width;
  const step = count <= placesTried ? 1 : Math.ceil(count / placesTried) | 1;
  const indices = [0, width - 1, (height - 1) * width, height * width - 1, count - 1];
  for (let index = 0; index < count; index += step) indices.push(index);
  return [...new Set(indices)].map((index) => [
    Math.floor(index / (height * width)),
    Math.floor(index / width) % height,
    index % width,
  ]);
}

function valueAt(
  { shape: [, height, width, channels], values }: FeatureMap,
  weights: Float64Array,
  { window: [rows, columns], stride, rows: [above], columns: [before] }: Geometry,
  [picture, row, column]: Place,
): number {
  let sum = 0;
  const [top, left] = [row * stride - above, column * stride - before];
  for (let y = 0; y < rows; y++) {
    if (top + y < 0 || top + y >= height) continue;
    for (let x = 0; x < columns; x++) {
      if (left + x < 0 || left + x >= width) continue;
      const from = ((picture * height + top + y) * width + left + x) * channels;
      const at = (y * columns + x) * channels;
      for (let channel = 0; channel < channels; channel++)
        sum += values[from + channel] * weights[at + channel];
    }
  }
  return sum;
}

/** Numbers as feature maps of a shape: as they lie, and with the axes of a picture in another order where the tensor may have it. */
export function* readings(
  values: Float32Array,
  tensorShape: readonly number[],
  shape: FeatureMap['shape'],
): Generator<FeatureMap> {
  if (values.length !== sizeOf(shape)) return;
  const [batch, ...axes] = shape as [number, number, number, number];
  const isFlat = tensorShape.length < 4;
  const isInOrder = tensorShape.join() === shape.join();
  if (isInOrder || isFlat || axes[0] * axes[1] === 1) yield { shape, values };
  // Only where a whole picture is one row, or its axes lie otherwise.
  if (isInOrder || (isFlat && tensorShape.at(-1) !== sizeOf([1, ...axes]))) return;
  for (const order of orders) {
    const sizes = order.map((axis) => axes[axis]);
    if (isFlat || tensorShape.slice(-3).join() === sizes.join())
      yield { shape, values: reordered(values, batch, sizes, order) };
  }
}

/** Orders in which rows, columns and channels may lie; the usual one left out. */
const orders = [
  [2, 0, 1],
  [1, 0, 2],
  [2, 1, 0],
  [0, 2, 1],
  [1, 2, 0],
] as const;

function reordered(
  values: Float32Array,
  batch: number,
  sizes: readonly number[],
  order: readonly [number, number, number],
): Float32Array {
  const lengths = [0, 0, 0];
  order.forEach((axis, index) => (lengths[axis] = sizes[index]));
  const [height, width, channels] = lengths;
  const sorted = new Float32Array(values.length);
  let from = 0;
  const at = [0, 0, 0];
  for (let picture = 0; picture < batch; picture++)
    for (at[order[0]] = 0; at[order[0]] < sizes[0]; at[order[0]]++)
      for (at[order[1]] = 0; at[order[1]] < sizes[1]; at[order[1]]++)
        for (at[order[2]] = 0; at[order[2]] < sizes[2]; at[order[2]]++)
          sorted[((picture * height + at[0]) * width + at[1]) * channels + at[2]] = values[from++];
  return sorted;
}
