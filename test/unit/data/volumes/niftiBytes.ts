import { gzipSync } from 'node:zlib';

/** A NIfTI-1 file, and what may be odd about it. Source of the format: nifti.nimh.nih.gov, nifti1.h. */
export interface NiftiBytes {
  shape: readonly number[];
  /** The value at each place of the file; default 0. */
  value?: (i: number, j: number, k: number) => number;
  /** 4: int16, 16: float32; for others, the voxels are zeros. */
  type?: number;
  /** Default: the axes run to the left, the back and up, as in most of LiTS. */
  affine?: readonly (readonly number[])[];
  slope?: number;
  intercept?: number;
  offset?: number;
  magic?: string;
  dimensions?: number;
  isPacked?: boolean;
}

export const lps = [
  [-1, 0, 0, 0],
  [0, -1, 0, 0],
  [0, 0, 2, 0],
];

export const identity = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
];

/** A small volume. */
export function niftiBytes({
  shape,
  value = () => 0,
  type = 4,
  affine = lps,
  slope = 1,
  intercept = 0,
  offset = 352,
  magic = 'n+1',
  dimensions = shape.length,
  isPacked = false,
}: NiftiBytes): Buffer {
  const [columns = 1, rows = 1, planes = 1] = shape.map(Math.abs);
  const width = type === 4 ? 2 : 4;
  const count = columns * rows * planes;
  const start = offset > 352 ? offset : 352;
  const bytes = Buffer.alloc(start + count * width);
  bytes.writeInt32LE(348, 0);
  bytes.writeInt16LE(dimensions, 40);
  for (const [index, length] of shape.entries()) bytes.writeInt16LE(length, 42 + 2 * index);
  bytes.writeInt16LE(type, 70);
  bytes.writeInt16LE(8 * width, 72);
  for (const index of [0, 1, 2, 3]) bytes.writeFloatLE(1, 76 + 4 * index);
  bytes.writeFloatLE(offset, 108);
  bytes.writeFloatLE(slope, 112);
  bytes.writeFloatLE(intercept, 116);
  bytes.writeInt16LE(1, 254);
  for (const [row, numbers] of affine.entries())
    for (const [column, number] of numbers.entries()) bytes.writeFloatLE(number, 280 + 16 * row + 4 * column);
  bytes.write(magic, 344, 'latin1');
  for (let index = 0; index < count; index++) {
    const plane = Math.floor(index / (columns * rows));
    const number = value(index % columns, Math.floor(index / columns) % rows, plane);
    if (type === 4) bytes.writeInt16LE(number, start + 2 * index);
    if (type === 16) bytes.writeFloatLE(number, start + 4 * index);
  }
  return isPacked ? gzipSync(bytes) : bytes;
}
