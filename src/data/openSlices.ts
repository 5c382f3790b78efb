import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mapLimited } from '../files/mapLimited';
import type { BrowsedSlice, SliceColumns, Thumbnail } from '../protocol/jobs/browseJob';
import type { SplitName } from '../protocol/run';
import { t } from '../words';
import { DatasetError } from './failure';
import { csvName, findDataset, splitNames } from './layout';
import { maskReader, type MaskReader } from './masks';
import { assignPatients } from './patients';
import { decodePicture, PictureError, pictureWorkers, smallPicture } from './picture';
import { readEncoded } from './slicePictures';
import { readNamedRows } from './source';
import type { NamedRow, Row } from './table';

/** Pixels of a side of a small picture. */
const thumbnailSide = 64;

/** A data set that somebody looks through: its tables are in memory, a picture is read when it is asked for. */
export interface OpenSlices {
  /** All slices; the tables are read again where they have changed. Throws DatasetError. */
  slices: () => Promise<SliceColumns>;
  pictures: (places: readonly number[]) => Promise<BrowsedSlice[]>;
  thumbnails: (places: readonly number[]) => Promise<Thumbnail[]>;
}

interface Listed {
  /** The `Clean_LiTS` folder. */
  root: string;
  columns: SliceColumns;
  /** Size and time of the tables. */
  key: string;
  masks: Record<SplitName, MaskReader | undefined>;
}

/** Opens the data set at `dir`. Nothing is packed, and no picture is looked at before it is asked for. */
export function openSlices(dir: string): OpenSlices {
  let listed: Listed | undefined;
  const slices = async () => {
    const root = await findDataset(dir);
    const key = await keyOf(root);
    if (listed?.key !== key) listed = await list(root, key);
    return listed;
  };
  const each =
    <Answer>(look: (slice: SliceAt) => Promise<Answer>) =>
    async (places: readonly number[]) => {
      const now = listed ?? (await slices());
      return mapLimited(places, pictureWorkers, async (place) => {
        const slice = sliceAt(now, place);
        try {
          return await look(slice);
        } catch (error) {
          if (error instanceof DatasetError) return { place, problem: error.failure.what };
          if (error instanceof PictureError)
            return { place, problem: t('{0} cannot be shown: {1}.', slice.file, error.message) };
          throw error;
        }
      });
    };
  return {
    slices: async () => (await slices()).columns,
    pictures: each(async ({ place, folder, file, mask }) => {
      const pixels = await decodePicture(await readEncoded(folder, file));
      const labels = await mask?.(file);
      return { place, pixels: base64(pixels), ...(labels && { labels: base64(labels) }) };
    }),
    thumbnails: each(async ({ place, folder, file }) => {
      const small = await smallPicture(await readEncoded(folder, file), thumbnailSide);
      return { place, jpeg: base64(small) };
    }),
  };
}

interface SliceAt {
  place: number;
  /** Of the split, which holds the file. */
  folder: string;
  file: string;
  mask: MaskReader | undefined;
}

/** @throws DatasetError for a number that no slice has */
function sliceAt({ root, columns: { file, volume, volumes }, masks }: Listed, place: number): SliceAt {
  const name = file[place];
  if (name === undefined)
    throw new DatasetError({
      what: t('The data set has no slice number {0}.', String(place)),
      why: t('It was changed since it was opened.'),
      next: t('Open it again.'),
    });
  const { split } = volumes[volume[place]];
  return { place, folder: join(root, split), file: name, mask: masks[split] };
}

const base64 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

async function keyOf(root: string): Promise<string> {
  const tables = await Promise.all(splitNames.map((split) => stat(join(root, csvName(split)))));
  return tables.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join();
}

async function list(root: string, key: string): Promise<Listed> {
  const read = (split: SplitName) => readNamedRows(root, split);
  const [train, val, test] = await Promise.all([read('train'), read('val'), read('test')]);
  const named = { train, val, test };
  const masks = (split: SplitName) => maskReader(root, split, named[split]);
  return {
    root,
    key,
    columns: columnsOf(named, assignPatients(named).tables),
    masks: { train: masks('train'), val: masks('val'), test: masks('test') },
  };
}

/** @param named tells which names tell a volume, `rows` as which it is counted */
function columnsOf(named: Record<SplitName, NamedRow[]>, rows: Record<SplitName, Row[]>): SliceColumns {
  const columns: SliceColumns = {
    counts: { train: rows.train.length, val: rows.val.length, test: rows.test.length },
    volumes: [],
    file: [],
    volume: [],
    slice: [],
    label: [],
  };
  for (const split of splitNames) {
    const numbers = new Map<string | undefined, number>();
    rows[split].forEach(({ file, patient, slice, label }, index) => {
      const name = named[split][index].patient === undefined ? undefined : patient;
      const number = numbers.get(name) ?? columns.volumes.push({ split, name }) - 1;
      numbers.set(name, number);
      columns.file.push(file);
      columns.volume.push(number);
      columns.slice.push(slice);
      columns.label.push(label);
    });
  }
  return columns;
}
