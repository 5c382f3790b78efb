import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { prepareVolumes, type PrepareVolumesOptions } from '../../../../src/data/volumes/prepareVolumes';
import { temporaryFolder } from '../fixture';
import { niftiBytes, type NiftiBytes } from './niftiBytes';

export const shape = [16, 16, 6];

/** Hounsfield units that differ at each place and from volume to volume. */
export const image =
  (number: number): NonNullable<NiftiBytes['value']> =>
  (i, j, k) =>
    -100 + 10 * i + 3 * ((j * (3 + number)) % 11) + 5 * k;

/** Liver on the patient's right, a lesion in the upper half. */
export const labels: NonNullable<NiftiBytes['value']> = (i, j, k) =>
  i < 7 && j < 9 && k > 0 ? (i < 4 && j < 4 && k > 3 ? 2 : 1) : 0;

/** What is odd about a volume or its segmentation. */
export interface Odd {
  image?: Partial<NiftiBytes>;
  labels?: Partial<NiftiBytes>;
}

/** A folder of volumes, and one for what is made of them. */
export class Volumes {
  private constructor(
    readonly folder: string,
    readonly out: string,
  ) {}

  static async empty(): Promise<Volumes> {
    return new Volumes(await temporaryFolder(), await temporaryFolder());
  }

  async write(name: string, content: Buffer | string): Promise<string> {
    const file = join(this.folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  async writePair(number: number, odd: Odd = {}): Promise<void> {
    await this.write(`volume-${number}.nii`, niftiBytes({ shape, value: image(number), ...odd.image }));
    await this.write(`segmentation-${number}.nii`, niftiBytes({ shape, value: labels, ...odd.labels }));
  }

  async writePairs(count = 3): Promise<void> {
    for (let number = 0; number < count; number++) await this.writePair(number);
  }

  prepare(more: Partial<PrepareVolumesOptions> = {}) {
    const { folder: volumes, out } = this;
    return prepareVolumes({ volumes, out, window: [-160, 240], size: 16, split: '1/1/1', ...more });
  }

  /** Of a picture in what was made. */
  pixels(path: string): Promise<Buffer> {
    return sharp(join(this.out, 'Clean_LiTS', path))
      .toColourspace('b-w')
      .raw()
      .toBuffer();
  }

  async record(): Promise<unknown> {
    return JSON.parse(await readFile(join(this.out, 'Clean_LiTS', 'dataset.json'), 'utf8'));
  }
}
