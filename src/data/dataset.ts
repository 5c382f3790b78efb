import { open } from 'node:fs/promises';
import type { DataDoubt, SplitName } from '../protocol/dataSet';
import { t } from '../words';
import { readBatches, readSlice, type Batch, type BatchOptions } from './batches';
import { findDataset } from './layout';
import { findPack, packFile, sliceBytes, writePack, type Entry, type Pack } from './pack';
import { readSource, type Work } from './source';
import type { SliceMasks } from './table';

/** One split of a data set: slices in the order of its table. */
export interface Split {
  name: SplitName;
  /** Slices. */
  count: number;
  /** Volumes, that is patients. */
  volumes: number;
  /** Class index of every slice. */
  labels: Uint8Array;
  entry: (index: number) => Entry;
  /** Grey values 0..255 of one slice, 256 x 256, row by row, not normalized. */
  pixels: (index: number) => Promise<Uint8Array>;
  batches: (options: BatchOptions) => AsyncIterable<Batch>;
}

export interface Dataset {
  /** Absolute path of the `Clean_LiTS` folder. */
  path: string;
  /** SHA-256 over pictures, labels and names: the same on every machine that has the same data. */
  fingerprint: string;
  /** What is doubtful about how it is split. */
  doubts: readonly DataDoubt[];
  split: (name: SplitName) => Split;
  /** What there is to look at, in the order of the packed slices. */
  slices: Record<SplitName, ListedSlice[]>;
  /** Files of the packed slices, one after the other. */
  packed: Record<SplitName, string>;
}

/** One slice as a list shows it, and its masks' files inside the split's folder. */
export interface ListedSlice extends SliceMasks {
  patient: string;
  slice: number;
  /** Class index. */
  label: number;
}

function openSplit({ folder, index }: Pack, name: SplitName): Split {
  const entries = index.splits[name];
  const labels = Uint8Array.from(entries, ({ label }) => label);
  const path = packFile(folder, name);
  return {
    name,
    count: entries.length,
    volumes: new Set(entries.map(({ patient }) => patient)).size,
    labels,
    entry(position) {
      const entry = entries[position];
      if (!entry)
        throw new RangeError(
          t('{0} has {1} slices; there is no slice {2}.', name, entries.length, String(position)),
        );
      return entry;
    },
    async pixels(position) {
      const pixels = new Uint8Array(sliceBytes);
      const file = await open(path);
      try {
        await readSlice(file, position, pixels);
      } finally {
        await file.close();
      }
      return pixels;
    },
    batches: (options) => readBatches(path, labels, options),
  };
}

/**
 * Opens the data set at `dir` (`Clean_LiTS` itself, or the folder that holds it): checks every table and picture,
 * and packs the slices into `.packed/`, or the user's cache folder, unless an earlier packing still holds. Masks are not read.
 * `onProgress` is called once a slice, in phases. Throws DatasetError; an aborted `signal` throws its reason
 * and leaves nothing half-used.
 */
export async function openDataset(dir: string, options: Work = {}): Promise<Dataset> {
  const root = await findDataset(dir);
  const source = await readSource(root, options);
  const pack = (await findPack(source)) ?? (await writePack(source, options));
  const splits = {
    train: openSplit(pack, 'train'),
    val: openSplit(pack, 'val'),
    test: openSplit(pack, 'test'),
  };
  const listed = (name: SplitName) =>
    source.tables[name].map(({ file: _file, line: _line, ...slice }) => slice);
  return {
    path: root,
    fingerprint: pack.index.fingerprint,
    doubts: source.doubts,
    split: (name) => splits[name],
    packed: {
      train: packFile(pack.folder, 'train'),
      val: packFile(pack.folder, 'val'),
      test: packFile(pack.folder, 'test'),
    },
    slices: { train: listed('train'), val: listed('val'), test: listed('test') },
  };
}
