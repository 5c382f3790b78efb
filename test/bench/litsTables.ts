import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvName } from '../../src/data/layout';

export const lits = { volumes: 131, slices: 58_638 };

/** Tables of a data set as large as LiTS. */
export async function writeTables(root: string): Promise<void> {
  const { volumes, slices } = lits;
  const sizes = Array.from({ length: volumes }, (_, i) => Math.floor((slices + i) / volumes));
  for (const [split, from, to] of [
    ['train', 0, 101],
    ['val', 101, 116],
    ['test', 116, volumes],
  ] as const) {
    await mkdir(join(root, split, 'volumes'), { recursive: true });
    const rows = ['filename,liver_visible,lesion_visible'];
    for (let volume = from; volume < to; volume++)
      for (let slice = 0; slice < sizes[volume]; slice++) {
        const share = slice / sizes[volume];
        const label = share > 0.5 && share < 0.6 ? '1,1' : share > 0.3 && share < 0.75 ? '1,0' : '0,0';
        rows.push(`volumes/volume-${volume}_${slice}.png,${label}`);
      }
    await writeFile(join(root, csvName(split)), rows.join('\n'));
  }
}
