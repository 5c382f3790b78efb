import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openDataset, prepareSample } from '../../src/data';
import { workerEnvironment } from '../../src/launch/environment';
import { findPython, numbersOf } from './python';
import { median } from './statistics';

export interface DataReport {
  /** Slices of the data set that was measured. */
  slices: number;
  /** Slices drawn, encoded and written, with their masks. */
  drawImagesPerSecond: number;
  /** Slices checked, decoded and packed. */
  packImagesPerSecond: number;
  /** Slices read in shuffled batches of 16 and normalized; the median of `epochs`. */
  readImagesPerSecond: number;
  epochs: number;
  /** The same slices, read from their PNG files by PyTorch's DataLoader with Pillow; undefined without PyTorch. */
  torchImagesPerSecond: number | undefined;
  /** Opening a packed data set again. */
  reopenMillis: number;
}

const seconds = (since: number) => (performance.now() - since) / 1000;

/** Measures the data pipeline on a sample data set in the system's temporary folder. */
export async function benchData(root: string, workers: number, withTorch: boolean): Promise<DataReport> {
  const loader = join(root, 'test', 'bench', 'loader.py');
  const out = await mkdtemp(join(tmpdir(), 'lits-bench-'));
  try {
    const epochs = 5;
    let start = performance.now();
    const sample = await prepareSample({ out, patients: 12, slices: 24, seed: 0 });
    const drawing = seconds(start);
    const slices = sample.slices.train + sample.slices.val + sample.slices.test;

    start = performance.now();
    await openDataset(sample.data);
    const packing = seconds(start);

    const python = withTorch ? findPython('torch, PIL') : undefined;
    const reader = join(dirname(process.argv[1]), 'readingProcess.cjs');
    const rates: number[] = [];
    const torchRates: number[] = [];
    for (let epoch = 1; epoch <= epochs; epoch++) {
      if (python) torchRates.push(...numbersOf(python, [loader, sample.data, String(workers), '1']));
      rates.push(
        ...numbersOf(process.execPath, [reader, sample.data, '1'], workerEnvironment(process.env, {})),
      );
    }

    start = performance.now();
    await openDataset(sample.data);
    return {
      slices,
      drawImagesPerSecond: slices / drawing,
      packImagesPerSecond: slices / packing,
      readImagesPerSecond: median(rates),
      epochs,
      torchImagesPerSecond: python ? median(torchRates) : undefined,
      reopenMillis: 1000 * seconds(start),
    };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
