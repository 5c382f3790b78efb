import { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import { t } from '../../words';
import { VolumeError } from './volumeError';
import { voxelTypeOf, type VoxelType } from './voxelTypes';

/** Rows of the matrix that leads from places in the file to the patient: to the right, to the front, up. In millimetres. */
export type Affine = readonly (readonly number[])[];

export interface NiftiHeader {
  shape: readonly [number, number, number];
  type: VoxelType;
  isLittleEndian: boolean;
  /** Where the voxels begin. */
  offset: number;
  slope: number;
  intercept: number;
  affine: Affine;
  /** It says how the patient lies. */
  isOriented: boolean;
  /** It says nothing but ones: most likely nobody has filled it in. */
  isIdentity: boolean;
}

/** As many bytes as the longest header has. */
export const headerBytes = 540;

const sizes = { nifti1: 348, nifti2: 540 } as const;
/** Where the rows of the transform begin, and how long each number of it is. */
const transforms = { nifti1: { at: 280, bytes: 4 }, nifti2: { at: 400, bytes: 8 } } as const;
/** Header and four bytes for extensions: voxels cannot begin earlier. */
const extensionFlag = 4;

/** Reads a header of NIfTI-1 or -2 in either order of bytes. @throws VolumeError */
export function readNiftiHeader(bytes: Buffer): NiftiHeader {
  const version = versionOf(bytes);
  const own = bytes.subarray(0, sizes[version]);
  // Of its own memory, and no longer than the header: the library would look for extensions behind it.
  const memory = new Uint8Array(own).buffer;
  const header = version === 'nifti1' ? new NIFTI1() : new NIFTI2();
  header.readHeader(memory);
  const type = voxelTypeOf(header.datatypeCode);
  const { affine, isOriented } = affineOf(header, new DataView(memory), version);
  const isScaled = Number.isFinite(header.scl_slope) && header.scl_slope !== 0;
  return {
    shape: shapeOf(header.dims),
    type,
    isLittleEndian: header.littleEndian,
    offset: offsetOf(header.vox_offset, sizes[version] + extensionFlag),
    slope: isScaled ? header.scl_slope : 1,
    intercept: isScaled && Number.isFinite(header.scl_inter) ? header.scl_inter : 0,
    affine,
    isOriented,
    isIdentity: affine.every((row, i) => row.slice(0, 3).every((value, k) => value === Number(i === k))),
  };
}

function versionOf(bytes: Buffer): keyof typeof sizes {
  if (bytes.length >= sizes.nifti1) {
    const size = [bytes.readInt32LE(0), bytes.readInt32BE(0)];
    const magic = (at: number) => bytes.toString('latin1', at, at + 3);
    const [isFirst, isSecond] = [size.includes(sizes.nifti1), size.includes(sizes.nifti2)];
    if (isFirst && magic(344) === 'n+1') return 'nifti1';
    if (isSecond && magic(4) === 'n+2' && bytes.length >= sizes.nifti2) return 'nifti2';
    if ((isFirst && magic(344) === 'ni1') || (isSecond && magic(4) === 'ni2'))
      throw new VolumeError(t('it is the header of a pair of files (.hdr and .img), which is not read'));
  }
  throw new VolumeError(t('it is no NIfTI file, or it was cut off'));
}

function shapeOf([count, ...lengths]: readonly number[]): NiftiHeader['shape'] {
  const axes = lengths.slice(0, count);
  const isRight = count >= 2 && count <= 7 && axes.every((length) => Number.isInteger(length) && length >= 1);
  if (!isRight) throw new VolumeError(t('its header names no size: {0}', axes.join(' x ')));
  if (axes.slice(3).some((length) => length > 1))
    throw new VolumeError(t('it has more than three dimensions: {0}', axes.join(' x ')));
  return [axes[0], axes[1], axes[2] ?? 1];
}

function offsetOf(offset: number, least: number): number {
  // Zero stands for "right behind the header".
  if (offset === 0) return least;
  if (Number.isFinite(offset) && offset >= least) return Math.floor(offset);
  throw new VolumeError(t('its voxels cannot begin at byte {0}', String(offset)));
}

function affineOf(header: NIFTI1 | NIFTI2, view: DataView, version: keyof typeof sizes) {
  const { sform_code: sform, qform_code: qform, littleEndian } = header;
  const { at, bytes } = transforms[version];
  const read = (place: number) =>
    bytes === 4 ? view.getFloat32(place, littleEndian) : view.getFloat64(place, littleEndian);
  const fromSform = [0, 1, 2].map((row) =>
    [0, 1, 2, 3].map((column) => read(at + (4 * row + column) * bytes)),
  );
  if (sform > 0 && isUsable(fromSform)) return { affine: fromSform, isOriented: true };
  const fromQform = rotationOf(header);
  if (qform > 0 && isUsable(fromQform)) return { affine: fromQform, isOriented: true };
  // As nibabel has it where a header does not say how the patient lies: the first axis runs to the left.
  const [x, y, z] = header.pixDims.slice(1, 4).map((length) => Math.abs(length) || 1);
  return {
    affine: [
      [-x, 0, 0, 0],
      [0, y, 0, 0],
      [0, 0, z, 0],
    ],
    isOriented: false,
  };
}

/** A matrix with three axes that differ. */
function isUsable([[a, b, c], [d, e, f], [g, h, i]]: Affine): boolean {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return Number.isFinite(determinant) && Math.abs(determinant) > 1e-12;
}

/** Source: nifti1.h, method 2. */
function rotationOf({
  quatern_b: b,
  quatern_c: c,
  quatern_d: d,
  pixDims,
  ...header
}: NIFTI1 | NIFTI2): Affine {
  const a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)));
  const [x, y] = [pixDims[1], pixDims[2]];
  const z = pixDims[3] * (pixDims[0] < 0 ? -1 : 1);
  return [
    [(a * a + b * b - c * c - d * d) * x, 2 * (b * c - a * d) * y, 2 * (b * d + a * c) * z, header.qoffset_x],
    [2 * (b * c + a * d) * x, (a * a + c * c - b * b - d * d) * y, 2 * (c * d - a * b) * z, header.qoffset_y],
    [2 * (b * d - a * c) * x, 2 * (c * d + a * b) * y, (a * a + d * d - b * b - c * c) * z, header.qoffset_z],
  ];
}
