import { t } from '../../words';
import { VolumeError } from './volumeError';

export type BigVoxels = BigInt64Array | BigUint64Array;

/** How voxels of a type are read. */
export interface VoxelType {
  name: string;
  bytes: 1 | 2 | 4 | 8;
  /** The voxels in memory that holds them in this machine's order of bytes. */
  view: (memory: ArrayBuffer) => ArrayLike<number> | BigVoxels;
}

/** By their codes. Source: nifti.nimh.nih.gov, nifti1.h. */
const readable: Readonly<Record<number, VoxelType>> = {
  2: { name: 'uint8', bytes: 1, view: (memory) => new Uint8Array(memory) },
  4: { name: 'int16', bytes: 2, view: (memory) => new Int16Array(memory) },
  8: { name: 'int32', bytes: 4, view: (memory) => new Int32Array(memory) },
  16: { name: 'float32', bytes: 4, view: (memory) => new Float32Array(memory) },
  64: { name: 'float64', bytes: 8, view: (memory) => new Float64Array(memory) },
  256: { name: 'int8', bytes: 1, view: (memory) => new Int8Array(memory) },
  512: { name: 'uint16', bytes: 2, view: (memory) => new Uint16Array(memory) },
  768: { name: 'uint32', bytes: 4, view: (memory) => new Uint32Array(memory) },
  1024: { name: 'int64', bytes: 8, view: (memory) => new BigInt64Array(memory) },
  1280: { name: 'uint64', bytes: 8, view: (memory) => new BigUint64Array(memory) },
};

const others: Readonly<Record<number, string>> = {
  1: '1 bit',
  32: 'complex64',
  128: 'RGB',
  1536: 'float128',
  1792: 'complex128',
  2048: 'complex256',
  2304: 'RGBA',
};

/** @throws VolumeError for a type that holds no grey values, by its name */
export function voxelTypeOf(code: number): VoxelType {
  const type = readable[code];
  if (type) return type;
  throw new VolumeError(t('its voxels are of the type {0}, which is not read', others[code] ?? String(code)));
}
