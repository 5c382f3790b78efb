import type { NiftiHeader } from './niftiHeader';
import type { Orientation } from './orientation';
import { planesOf, type VolumeFile } from './volumeFile';

/** A slice as one looks at it: from below, the front up, the patient's right on the left. */
export interface AxialSlice {
  /** 0 is the lowest. */
  index: number;
  /** Row by row. */
  values: Float32Array;
}

/** Of the slices of a volume. */
export interface AxialShape {
  width: number;
  height: number;
  slices: number;
}

export function axialShape(shape: NiftiHeader['shape'], orientation: Orientation): AxialShape {
  const along = (world: number) => shape[orientation.findIndex((axis) => axis.world === world)] ?? 1;
  return { width: along(0), height: along(1), slices: along(2) };
}

/** Values in memory where slices lie across the file's planes: the file is read again for each such block. */
const blockValues = 16 * 2 ** 20;

/**
 * The axial slices of a volume, in the order of the file or from below. No more is in memory than a slice, or than a block of them where
 * the file's planes are no axial ones. Each is only good until the next one is asked for.
 */
export async function* axialSlices(volume: VolumeFile, orientation: Orientation): AsyncGenerator<AxialSlice> {
  const { width, height, slices } = axialShape(volume.header.shape, orientation);
  const size = width * height;
  const places = placesOf(volume.header.shape, orientation);
  if (orientation[2].world === 2) {
    let plane = 0;
    const values = new Float32Array(size);
    for await (const voxels of planesOf(volume)) {
      turn(voxels, places, values);
      yield { index: places.slice[2][plane], values };
      plane++;
    }
    return;
  }
  const atOnce = Math.max(1, Math.floor(blockValues / size));
  const values = new Float32Array(Math.min(atOnce, slices) * size);
  for (let from = 0; from < slices; from += atOnce) {
    const to = Math.min(from + atOnce, slices);
    let plane = 0;
    for await (const voxels of planesOf(volume)) fill(voxels, plane++, places, { values, from, to, size });
    for (let index = from; index < to; index++)
      yield { index, values: values.subarray((index - from) * size, (index - from + 1) * size) };
  }
}

/** What a place along each axis of the file adds: to the index of the slice, and to the place in it. */
interface Places {
  slice: readonly [Int32Array, Int32Array, Int32Array];
  within: readonly [Int32Array, Int32Array, Int32Array];
}

function placesOf(shape: NiftiHeader['shape'], orientation: Orientation): Places {
  const { width } = axialShape(shape, orientation);
  const along = (axis: 0 | 1 | 2) => {
    const { world, isReversed } = orientation[axis];
    // Columns run from the patient's right to the left, rows from the front to the back: against the axes. Slices run up.
    const isTurned = isReversed !== world < 2;
    const step = [1, width, 0][world];
    const count = shape[axis];
    const position = (i: number) => (isTurned ? count - 1 - i : i);
    return {
      slice: Int32Array.from({ length: count }, (_, i) => (world === 2 ? position(i) : 0)),
      within: Int32Array.from({ length: count }, (_, i) => position(i) * step),
    };
  };
  const [a, b, c] = [along(0), along(1), along(2)];
  return { slice: [a.slice, b.slice, c.slice], within: [a.within, b.within, c.within] };
}

/** Puts the voxels of a plane that is a slice to their places. */
function turn(voxels: Float32Array, { within: [columns, rows] }: Places, values: Float32Array): void {
  const step = columns.length > 1 ? columns[1] - columns[0] : 1;
  const last = columns.length - 1;
  for (let j = 0; j < rows.length; j++) {
    const row = voxels.subarray(j * columns.length, (j + 1) * columns.length);
    // Of most volumes, rows stay rows: moved as a whole, they take a tenth of the time.
    if (step === 1) values.set(row, rows[j] + columns[0]);
    else if (step === -1) values.set(row.reverse(), rows[j] + columns[last]);
    else for (let i = 0; i <= last; i++) values[rows[j] + columns[i]] = row[i];
  }
}

interface Block {
  values: Float32Array;
  /** Slices that it holds. */
  from: number;
  to: number;
  /** Values of a slice. */
  size: number;
}

/** Puts the voxels of a plane to their places, as far as they are in the block. */
function fill(voxels: Float32Array, plane: number, { slice, within }: Places, block: Block): void {
  const { values, from, to, size } = block;
  const [columns, rows] = [slice[0].length, slice[1].length];
  const [columnSlices, columnPlaces] = [slice[0], within[0]];
  for (let j = 0; j < rows; j++) {
    const rowSlice = slice[2][plane] + slice[1][j] - from;
    const rowPlace = within[2][plane] + within[1][j];
    const row = j * columns;
    for (let i = 0; i < columns; i++) {
      const index = rowSlice + columnSlices[i];
      if (index < 0 || index >= to - from) continue;
      values[index * size + rowPlace + columnPlaces[i]] = voxels[row + i];
    }
  }
}
