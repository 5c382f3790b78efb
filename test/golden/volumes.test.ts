import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { prepareVolume } from '../../src/data/volumes/prepareVolume';
import { openVolume } from '../../src/data/volumes/volumeFile';
import { temporaryFolder } from '../unit/temporaryFolder';

interface Case {
  name: string;
  suffix: string;
  /** Files, pictures and masks in Base64. */
  image: string;
  label: string;
  pictures: string[];
  masks: string[];
}

const file = path.join(import.meta.dirname, 'volumes.json.gz');
const golden = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
  window: [number, number];
  size: number;
  cases: Case[];
};

const bytesOf = (text: string) => Buffer.from(text, 'base64');

/** The largest difference of two pictures. */
const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);

it.each(golden.cases)(
  'a volume becomes the pictures of nibabel and Pillow, within one grey level: $name',
  async ({ name, suffix, image, label, pictures, masks }) => {
    const folder = await temporaryFolder();
    for (const kind of ['volumes', 'segmentations']) await mkdir(path.join(folder, kind));
    const [imageFile, labelFile] = ['image', 'label'].map((kind) => path.join(folder, `${kind}${suffix}`));
    await writeFile(imageFile, bytesOf(image));
    await writeFile(labelFile, bytesOf(label));
    const order = / (?<order>[<>])$/.exec(name)?.groups?.['order'];
    if (order) expect((await openVolume(imageFile)).header.isLittleEndian).toBe(order === '<');
    const { rows } = await prepareVolume(
      { number: 0, image: imageFile, segmentation: labelFile },
      folder,
      golden,
      undefined,
      undefined,
    );
    expect(rows).toHaveLength(pictures.length);
    for (const [index, row] of rows.entries()) {
      const [picture, liverVisible, lesionVisible, liver, lesion] = row.split(',');
      const read = (name = '') => sharp(path.join(folder, name)).toColourspace('b-w').raw().toBuffer();
      expect(difference(await read(picture), bytesOf(pictures[index] ?? ''))).toBeLessThanOrEqual(1);
      const lesions = await read(lesion);
      const labels = (await read(liver)).map((value, i) => value + (lesions[i] ?? NaN));
      const expected = bytesOf(masks[index] ?? '');
      expect(difference(labels, expected)).toBe(0);
      expect([liverVisible, lesionVisible]).toEqual([
        String(Number(expected.some((value) => value >= 1))),
        String(Number(expected.includes(2))),
      ]);
    }
  },
);
