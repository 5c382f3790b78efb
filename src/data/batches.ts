import { open, type FileHandle } from 'node:fs/promises';
import { mapLimited } from '../files/mapLimited';
import { t } from '../words';
import { DatasetError } from './failure';
import { normalizeSlice } from './normalize';
import { sliceBytes } from './pack';
import { drawnIndices, shuffledIndices } from './shuffle';

export interface BatchOptions {
  /** Slices in a batch; the last batch holds the rest. */
  batchSize: number;
  /** Without it, slices come in the table's order. */
  shuffle?: Shuffle;
  /** Batches to leave out at the beginning; default: 0. */
  skip?: number;
  /** Which rows of a batch of a size to read; default: all. */
  rows?: ((size: number) => Rows) | undefined;
}

/** Neighbouring rows of a batch: from `begin` up to `end`. */
export interface Rows {
  begin: number;
  end: number;
}

/** A new order in each epoch. */
interface Shuffle {
  seed: number;
  epoch: number;
  /** For each slice: how likely it is to be drawn. With them, as many slices are drawn as there are, with replacement. */
  weights?: Float64Array;
}

export interface Batch {
  /** n x 256 x 256, each slice min-max normalized to 0..1 (constant slices: zeros). */
  images: Float32Array;
  /** n class indices. */
  labels: Uint8Array;
  /** n positions in the split, as `entry(i)` takes them. */
  indices: Int32Array;
  /** Where only some rows of a batch were read: the batch, and where they begin in it. */
  whole?: { labels: Uint8Array; indices: Int32Array; begin: number };
}

/** Reads one packed slice. */
export async function readSlice(file: FileHandle, index: number, pixels: Uint8Array): Promise<void> {
  const { bytesRead } = await file.read(pixels, 0, sliceBytes, index * sliceBytes);
  if (bytesRead !== sliceBytes)
    throw new DatasetError({
      what: t('The packed slices of the data set have changed.'),
      why: t('Slice {0} is no longer whole: another program may have packed the data set again.', index),
      next: t('Try again.'),
    });
}

/** Slices read at the same time: one after the other, a busy disk or machine is waited for at each of them. */
const readsAtOnce = 4;

/** Reads batches of one file, each into memory of its own; what is read of the file goes into the same few buffers. */
class BatchReader {
  private readonly buffers: Uint8Array[] = [];

  constructor(
    private readonly file: FileHandle,
    private readonly labels: Uint8Array,
  ) {}

  async read(whole: Int32Array, rows: BatchOptions['rows']): Promise<Batch> {
    if (!rows) return this.readAll(whole);
    const { begin, end } = rows(whole.length);
    const part = await this.readAll(whole.slice(begin, end));
    return { ...part, whole: { labels: this.labelsOf(whole), indices: whole, begin } };
  }

  private async readAll(indices: Int32Array): Promise<Batch> {
    const images = unfilled(indices.length * sliceBytes);
    await mapLimited([...indices.keys()], readsAtOnce, async (position) => {
      const pixels = this.buffers.pop() ?? new Uint8Array(sliceBytes);
      await readSlice(this.file, indices[position], pixels);
      normalizeSlice(pixels, images, position * sliceBytes);
      this.buffers.push(pixels);
    });
    return { images, labels: this.labelsOf(indices), indices };
  }

  private labelsOf(indices: Int32Array): Uint8Array {
    return Uint8Array.from(indices, (index) => this.labels[index]);
  }
}

/** Numbers that are written before they are read: to fill them with zeros first takes a tenth of the time of a batch. */
function unfilled(count: number): Float32Array {
  const { buffer, byteOffset } = Buffer.allocUnsafeSlow(count * Float32Array.BYTES_PER_ELEMENT);
  return new Float32Array(buffer, byteOffset, count);
}

function orderOf(count: number, shuffle: Shuffle | undefined): Int32Array {
  if (!shuffle) return Int32Array.from({ length: count }, (_, index) => index);
  const { seed, epoch, weights } = shuffle;
  return weights ? drawnIndices(weights, seed, epoch) : shuffledIndices(count, seed, epoch);
}

/**
 * Streams a packed split, reading one batch ahead of the consumer. At most two batches are in memory.
 * The order depends on `shuffle` alone. Leaving the loop early closes the file.
 */
export async function* readBatches(
  path: string,
  labels: Uint8Array,
  { batchSize, shuffle, skip = 0, rows }: BatchOptions,
): AsyncGenerator<Batch> {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(t('The batch size must be a positive whole number, not {0}.', String(batchSize)));
  const count = labels.length;
  const order = orderOf(count, shuffle);
  const file = await open(path);
  const reader = new BatchReader(file, labels);
  // Settled, not awaited: an error while the consumer is busy must wait for it instead of ending the process.
  const start = (from: number) =>
    from < count ? Promise.allSettled([reader.read(order.slice(from, from + batchSize), rows)]) : undefined;
  const first = skip * batchSize;
  let ahead = start(first);
  try {
    for (let next = first + batchSize; ahead; next += batchSize) {
      const [result] = await ahead;
      if (result.status === 'rejected') throw result.reason;
      ahead = start(next);
      yield result.value;
    }
  } finally {
    await ahead;
    await file.close();
  }
}
