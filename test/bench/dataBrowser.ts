import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSlices } from '../../src/data/openSlices';
import { encodeGrey } from '../../src/data/picture';
import { phantomVolume } from '../../src/data/phantom';
import { SliceList } from '../../webview/data/sliceList';
import { lits, writeTables } from './litsTables';
import { median } from './statistics';

export interface DataBrowserReport {
  slices: number;
  /** Reading the tables, as when the browser is opened first, and again, as when it is shown again. */
  openMillis: number;
  openAgainMillis: number;
  /** What the page makes of the slices: their order, and what a filter leaves. */
  orderMillis: number;
  filterMillis: number;
  /** One slice anywhere, and the small pictures of a screen; medians of `jumps`. */
  sliceMillis: number;
  screenMillis: number;
  jumps: number;
}

const { slices } = lits;
/** Small pictures on a screen. */
const onScreen = 27;

/** Measures what the data browser waits for on tables as large as those of LiTS; only the pictures that are asked for are there. */
export async function benchDataBrowser(): Promise<DataBrowserReport> {
  const root = await mkdtemp(join(tmpdir(), 'lits-bench-'));
  try {
    await writeTables(root);
    const open = openSlices(root);
    const [openMillis, columns] = await timed(() => open.slices());
    const [openAgainMillis] = await timed(() => open.slices());
    const [orderMillis, list] = await timed(() => Promise.resolve(new SliceList(columns)));
    const filter = { split: undefined, volume: undefined, classes: [2] };
    const [filterMillis] = await timed(() => Promise.resolve(list.filtered(filter)));
    const jumps = Array.from({ length: 15 }, (_, jump) => (jump * 7919 * 13) % (slices - onScreen));
    const screen = (place: number) => Array.from({ length: onScreen }, (_, i) => place + i);
    await writePictures(root, list, jumps.flatMap(screen));
    const each = async (work: (place: number) => Promise<unknown>) => {
      const times: number[] = [];
      for (const place of jumps) times.push((await timed(() => work(place)))[0]);
      return median(times);
    };
    return {
      slices,
      openMillis,
      openAgainMillis,
      orderMillis,
      filterMillis,
      sliceMillis: await each((place) => open.pictures([place])),
      screenMillis: await each((place) => open.thumbnails(screen(place))),
      jumps: jumps.length,
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function timed<Result>(work: () => Promise<Result>): Promise<[millis: number, result: Result]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

/** A picture for each of some slices: sixteen in turns. */
async function writePictures(root: string, list: SliceList, places: readonly number[]): Promise<void> {
  const phantom = phantomVolume(1, 16, true);
  const pictures = await Promise.all(
    Array.from({ length: phantom.slices }, (_, slice) => encodeGrey(phantom.render(slice).picture)),
  );
  for (const place of places)
    await writeFile(
      join(root, list.splitOf(place), list.columns.file[place]),
      pictures[place % pictures.length],
    );
}
