import { open } from 'node:fs/promises';
import type { DataDoubt, SplitName } from '../protocol/dataSet';
import { t } from '../words';
import { readBatches, readSlice, type Batch, type BatchOptions } from './batches';
import { findDataset } from './layout';
import { findChecked, glanceAt, lookAtAll, rememberChecked } from './checked';
import { findPack, packFile, sliceBytes, writePack, type Entry, type Pack } from './pack';
import { readKey, readTables, type Tables, type Work } from './source';
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
  slices: () => Record<SplitName, ListedSlice[]>;
  /** Files of the packed slices, one after the other. */
  packed: Record<SplitName, string>;
  /**
   * Settles once every picture was looked at: what is made of the data set counts only then. Rejects with a DatasetError where one
   * is no longer what was packed.
   */
  unchanged: Promise<void>;
}

/** One slice as a list shows it, and its masks' files inside the split's folder. */
export interface ListedSlice extends SliceMasks {
  patient: string;
  slice: number;
  /** Class index. */
  label: number;
}

function openSplit({ folder }: Pack, { tables }: Tables, name: SplitName): Split {
  const entries = tables[name];
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
      const { file, patient, slice, label } = entry;
      return { file, patient, slice, label };
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
 * and packs the slices into `.packed/`, or the user's cache folder, unless an earlier packing still holds. One that was checked before
 * is opened at a glance, and checked while it is in use: see `unchanged`. Masks are not read.
 * `onProgress` is called now and then, in phases. Throws DatasetError; an aborted `signal` throws its reason
 * and leaves nothing half-used.
 */
export async function openDataset(dir: string, options: Work = {}): Promise<Dataset> {
  const root = await findDataset(dir);
  const tables = await readTables(root);
  const glance = await glanceAt(tables);
  const checked = await findChecked(tables, glance);
  if (!checked) return datasetOf(tables, await checkAndPack(tables, glance, options), Promise.resolve());
  const unchanged = lookAtAll(tables, checked);
  // Whoever uses the data set hears of it when it waits for it.
  unchanged.catch(() => undefined);
  return datasetOf(tables, checked.pack, unchanged);
}

async function checkAndPack(tables: Tables, glance: string | undefined, options: Work): Promise<Pack> {
  const source = { ...tables, key: await readKey(tables, options) };
  const pack = (await findPack(source)) ?? (await writePack(source, options));
  if (glance !== undefined) await rememberChecked(tables.root, glance, source.key, pack);
  return pack;
}

function datasetOf(tables: Tables, pack: Pack, unchanged: Promise<void>): Dataset {
  const splits = {
    train: openSplit(pack, tables, 'train'),
    val: openSplit(pack, tables, 'val'),
    test: openSplit(pack, tables, 'test'),
  };
  const listed = (name: SplitName) =>
    tables.tables[name].map(({ file: _file, line: _line, ...slice }) => slice);
  return {
    path: tables.root,
    fingerprint: pack.fingerprint,
    doubts: tables.doubts,
    split: (name) => splits[name],
    packed: {
      train: packFile(pack.folder, 'train'),
      val: packFile(pack.folder, 'val'),
      test: packFile(pack.folder, 'test'),
    },
    slices: () => ({ train: listed('train'), val: listed('val'), test: listed('test') }),
    unchanged,
  };
}
