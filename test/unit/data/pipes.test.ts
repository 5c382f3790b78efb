import { execFileSync } from 'node:child_process';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../src/data';
import { checkDataset } from '../../../src/data/inspect/checkDataset';
import { openSlices } from '../../../src/data/openSlices';
import { failureText, writeDataset } from './fixture';

const picture = 'test/volumes/volume-3_1.png';
const told = 'There is a pipe or a device in its place, not a file.';

const pipe = (path: string) => Promise.resolve(execFileSync('mkfifo', [path]));
const zeros = (path: string) => symlink('/dev/zero', path);

async function datasetWith(put: (path: string) => Promise<unknown>, path: string): Promise<string> {
  const root = await writeDataset();
  await rm(join(root, path), { force: true });
  await put(join(root, path));
  return root;
}

describe.skipIf(process.platform === 'win32').each([
  ['a pipe', pipe],
  ['a link to a device', zeros],
])('%s, which would be waited for without end,', (_, put) => {
  it('in the place of a picture is told, with table and line, when the data set is packed', async () => {
    const text = await failureText(openDataset(await datasetWith(put, picture)));
    expect(text).toContain(`test_classes.csv:3: ${picture}: it cannot be read. ${told}`);
  });

  it('in the place of a picture is told where the data set is looked through, and the others are shown', async () => {
    const browser = openSlices(await datasetWith(put, picture));
    const { file } = await browser.slices();
    const place = file.lastIndexOf('volumes/volume-3_1.png');
    const [first, second] = await browser.thumbnails([place - 1, place]);
    expect(first).toHaveProperty('jpeg');
    expect(second).toHaveProperty('problem', expect.stringContaining(told));
  });

  it('in the place of a picture is found by the check of the data set', async () => {
    const { findings } = await checkDataset(await datasetWith(put, picture));
    const damaged = findings.find(({ id }) => id === 'corruptPictures');
    expect(JSON.stringify(damaged)).toContain(told);
  });

  it('in the place of a table is told', async () => {
    const text = await failureText(openDataset(await datasetWith(put, 'val_classes.csv')));
    expect(text).toContain(`val_classes.csv cannot be read.\n${told}`);
  });
});
