import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { prepareVolumes } from '../../src/data';
import { niftiBytes } from '../unit/data/volumes/niftiBytes';
import { findPython, numbersOf } from './python';
import { median } from './statistics';

const [side, slices, count] = [512, 60, 4] as const;
/** Both kinds of files that there are of LiTS. */
const kinds = ['nii', 'nii.gz'] as const;

export interface VolumesReport {
  volumes: number;
  slices: number;
  workers: number;
  rounds: number;
  /** Seconds for all volumes, medians; nibabel with Pillow where that is there. */
  kinds: { kind: (typeof kinds)[number]; seconds: number; nibabelSeconds: number | undefined }[];
}

/** Makes data sets of the same volumes by turns with this project and with nibabel and Pillow, on the same cores. */
export async function benchVolumes(root: string, workers: number, rounds: number): Promise<VolumesReport> {
  const python = findPython('nibabel, PIL');
  const folder = await mkdtemp(join(tmpdir(), 'lits-bench-'));
  const script = join(root, 'test', 'bench', 'volumes.py');
  try {
    const report: VolumesReport = { volumes: count, slices: count * slices, workers, rounds, kinds: [] };
    for (const kind of kinds) {
      const volumes = await mkdtemp(join(folder, 'volumes-'));
      for (let number = 0; number < count; number++) await writePair(volumes, number, kind);
      const times: { ours: number[]; nibabel: number[] } = { ours: [], nibabel: [] };
      for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        const thread = join(root, 'artifacts', 'bench', 'volumeThread.cjs');
        const out = await mkdtemp(join(folder, 'ours-'));
        await prepareVolumes({
          volumes,
          out,
          window: [-160, 240],
          size: 256,
          split: '2/1/1',
          workers,
          thread,
        });
        times.ours.push((performance.now() - start) / 1000);
        await rm(out, { recursive: true });
        if (!python) continue;
        const other = await mkdtemp(join(folder, 'nibabel-'));
        times.nibabel.push(...numbersOf(python, [script, volumes, other, String(workers)]));
        await rm(other, { recursive: true });
      }
      const nibabelSeconds = python ? median(times.nibabel) : undefined;
      report.kinds.push({ kind, seconds: median(times.ours), nibabelSeconds });
    }
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A body with grain, and a liver in a third of its slices, as in LiTS. */
async function writePair(folder: string, number: number, kind: (typeof kinds)[number]): Promise<void> {
  const image = new Int16Array(side * side * slices);
  const labels = new Int16Array(image.length);
  for (let z = 0, i = 0; z < slices; z++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++, i++) {
        const isBody = ((x - 256) / 200) ** 2 + ((y - 256) / 150) ** 2 < 1;
        // Grain that repeats only after the volume.
        const grain = ((i * 7919) % 65_537) / 2_000 - 16;
        image[i] = isBody ? 40 + 30 * Math.sin((x + number + z) / 20) + grain : -1000 + grain;
        const isLiver = z > slices / 3 && z < (2 * slices) / 3 && (x - 180) ** 2 + (y - 240) ** 2 < 70 ** 2;
        labels[i] = isLiver ? ((x - 170) ** 2 + (y - 220) ** 2 < 20 ** 2 ? 2 : 1) : 0;
      }
  await write(`volume-${number}`, image);
  await write(`segmentation-${number}`, labels);

  async function write(name: string, voxels: Int16Array): Promise<void> {
    const header = niftiBytes({ shape: [1, 1, 1] }).subarray(0, 352);
    for (const [axis, length] of [side, side, slices].entries()) header.writeInt16LE(length, 42 + 2 * axis);
    const bytes = Buffer.concat([header, Buffer.from(voxels.buffer)]);
    await writeFile(join(folder, `${name}.${kind}`), kind === 'nii' ? bytes : gzipSync(bytes, { level: 4 }));
  }
}
