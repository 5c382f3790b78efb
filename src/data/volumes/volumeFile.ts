import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { endianness } from 'node:os';
import type { Readable } from 'node:stream';
import { createGunzip, constants, gunzipSync } from 'node:zlib';
import { mustBeRegular } from '../../files/regularFile';
import { reasonOf } from '../../protocol/failure';
import { t } from '../../words';
import { headerBytes, readNiftiHeader, type NiftiHeader } from './niftiHeader';
import { VolumeError } from './volumeError';
import type { BigVoxels, VoxelType } from './voxelTypes';

/** A volume on the disk, of which the header was read. */
export interface VolumeFile {
  path: string;
  isPacked: boolean;
  header: NiftiHeader;
}

/** Enough of a file for its header, packed or not. */
const beginning = 64 * 1024;
const readAtOnce = 2 ** 20;

/** Opens a `.nii` or `.nii.gz`, whatever its name says. @throws VolumeError */
export async function openVolume(path: string): Promise<VolumeFile> {
  const first = Buffer.alloc(beginning);
  const bytesRead = await readBeginning(path, first);
  const isPacked = first[0] === 0x1f && first[1] === 0x8b;
  const bytes = isPacked ? unpacked(first.subarray(0, bytesRead)) : first.subarray(0, bytesRead);
  const header = readNiftiHeader(bytes.subarray(0, headerBytes));
  const needed = header.offset + header.shape[0] * header.shape[1] * header.shape[2] * header.type.bytes;
  if (!isPacked && (await stat(path)).size < needed) throw cutOff();
  return { path, isPacked, header };
}

async function readBeginning(path: string, into: Buffer): Promise<number> {
  try {
    await mustBeRegular(path);
    const file = await open(path);
    return (await file.read(into, 0, into.length, 0).finally(() => file.close())).bytesRead;
  } catch (error) {
    throw unreadable(error);
  }
}

/** What the system has against a file is said of the volume: the others may be prepared all the same. */
const unreadable = (error: unknown) =>
  new VolumeError(t('it cannot be read. {0}', reasonOf(error)), { cause: error });

/** As much as these bytes hold. */
function unpacked(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw new VolumeError(t('it is damaged'), { cause: error });
  }
}

const cutOff = () => new VolumeError(t('it was cut off: its voxels end too early'));

/**
 * The planes of a volume in the order of the file, one after the other, as plain numbers. Each is only good until the next one is
 * asked for.
 * @throws VolumeError where the file is cut off or damaged
 */
export async function* planesOf({ path, isPacked, header }: VolumeFile): AsyncGenerator<Float32Array> {
  const { shape, type, offset, slope, intercept } = header;
  const count = shape[0] * shape[1];
  const plane = new Uint8Array(count * type.bytes);
  const voxels = type.view(plane.buffer);
  const values = new Float32Array(count);
  const isSwapped = header.isLittleEndian !== (endianness() === 'LE');
  let [filled, given] = [0, 0];
  for await (const bytes of bytesOf(path, isPacked, offset)) {
    for (let at = 0; at < bytes.length;) {
      const taken = Math.min(plane.length - filled, bytes.length - at);
      plane.set(bytes.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < plane.length) continue;
      if (isSwapped) swap(plane, type.bytes);
      // Voxel by voxel, this takes many times as long.
      if (slope === 1 && intercept === 0 && areNumbers(voxels)) values.set(voxels);
      else for (let i = 0; i < count; i++) values[i] = Number(voxels[i]) * slope + intercept;
      yield values;
      filled = 0;
      if (++given === shape[2]) return;
    }
  }
  throw cutOff();
}

const areNumbers = (voxels: ReturnType<VoxelType['view']>): voxels is Exclude<typeof voxels, BigVoxels> =>
  !(voxels instanceof BigInt64Array || voxels instanceof BigUint64Array);

function swap(bytes: Uint8Array, width: 1 | 2 | 4 | 8): void {
  const buffer = Buffer.from(bytes.buffer);
  if (width === 2) buffer.swap16();
  if (width === 4) buffer.swap32();
  if (width === 8) buffer.swap64();
}

/** The bytes of a file from `offset` on, unpacked. */
async function* bytesOf(path: string, isPacked: boolean, offset: number): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: readAtOnce, start: isPacked ? 0 : offset });
  const stream: Readable = isPacked ? file.pipe(createGunzip({ chunkSize: readAtOnce })) : file;
  file.on('error', (error) => stream.destroy(error));
  let skipped = isPacked ? 0 : offset;
  try {
    const chunks: AsyncIterable<Buffer> = stream;
    for await (const chunk of chunks) {
      const skip = Math.min(offset - skipped, chunk.length);
      skipped += skip;
      if (skip < chunk.length) yield chunk.subarray(skip);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (!String(error.code).startsWith('Z_')) throw unreadable(error);
    throw error.code === 'Z_BUF_ERROR' ? cutOff() : new VolumeError(t('it is damaged'), { cause: error });
  } finally {
    file.destroy();
    stream.destroy();
  }
}
