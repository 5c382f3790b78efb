import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataset } from '../../src/data';
import { splitNames } from '../../src/data/layout';
import { sliceBytes } from '../../src/data/pack';
import { readSource, readTables } from '../../src/data/source';
import { lits, writeTables } from './litsTables';
import { median } from './statistics';

export interface OpeningReport {
  slices: number;
  /** Milliseconds of processor time to look at every picture, as before the first opening. */
  firstMillis: number;
  /** The same, and as time on the clock, of opening again at a glance; medians of `rounds`. */
  againMillis: number;
  againClockMillis: number;
  /** To look at every picture while the data set is in use. */
  afterwardsMillis: number;
  rounds: number;
}

/** Measures the opening of a packed data set as large as LiTS. Its pictures and its packing hold nothing: they are not read. */
export async function benchOpening(): Promise<OpeningReport> {
  const folder = await mkdtemp(join(tmpdir(), 'lits-bench-'));
  process.env['XDG_CACHE_HOME'] = process.env['LOCALAPPDATA'] = join(folder, 'cache');
  try {
    const root = join(folder, 'Clean_LiTS');
    await writeTables(root);
    await writeEmptyPack(root);
    const [firstMillis] = await measured(() => openDataset(root));
    const rounds = 5;
    const again: number[] = [];
    const clock: number[] = [];
    const afterwards: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const [millis, dataset] = await measured(() => openDataset(root));
      clock.push(performance.now() - start);
      again.push(millis);
      afterwards.push((await measured(() => dataset.unchanged))[0]);
    }
    return {
      slices: lits.slices,
      firstMillis,
      againMillis: median(again),
      againClockMillis: median(clock),
      afterwardsMillis: median(afterwards),
      rounds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured<Result>(work: () => Promise<Result>): Promise<[millis: number, result: Result]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, result];
}

async function writeEmptyPack(root: string): Promise<void> {
  const { tables } = await readTables(root);
  for (const split of splitNames)
    for (const { file } of tables[split]) await writeFile(join(root, split, file), '');
  const { key } = await readSource(root, {});
  const packed = join(root, '.packed');
  await mkdir(packed);
  for (const split of splitNames) {
    const file = await open(join(packed, `${split}.u8`), 'w');
    await file.truncate(tables[split].length * sliceBytes);
    await file.close();
  }
  const entries = (split: (typeof splitNames)[number]) =>
    tables[split].map(({ file, patient, slice, label }) => ({ file, patient, slice, label }));
  const splits = { train: entries('train'), val: entries('val'), test: entries('test') };
  const index = { version: 1, side: 256, source: key, fingerprint: '0'.repeat(64), splits };
  await writeFile(join(packed, 'index.json'), JSON.stringify(index));
}
