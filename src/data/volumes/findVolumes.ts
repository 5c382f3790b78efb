import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../../words';
import { DatasetError, isMissing } from '../failure';

/** The image of a volume and its segmentation. */
export interface VolumePair {
  /** As the files are numbered. */
  number: number;
  image: string;
  segmentation: string;
}

/** A volume that is not prepared, and why. */
export interface Refusal {
  volume: string;
  why: string;
}

type Kind = 'image' | 'segmentation';

/** Names of files, and of the folder where the names of both kinds are the same. */
const namings: readonly { kind: Kind; file: RegExp; folder?: RegExp }[] = [
  // LiTS' own batches.
  { kind: 'image', file: /^volume-(\d+)\.nii(\.gz)?$/i },
  { kind: 'segmentation', file: /^segmentation-(\d+)\.nii(\.gz)?$/i },
  // Task03_Liver of the Medical Segmentation Decathlon.
  { kind: 'image', file: /^liver_(\d+)\.nii(\.gz)?$/i, folder: /^imagesTr$/i },
  { kind: 'segmentation', file: /^liver_(\d+)\.nii(\.gz)?$/i, folder: /^labelsTr$/i },
];

export const volumeName = (number: number) => `volume-${number}`;

/**
 * The pairs in a folder and below it, by their numbers; and what is not whole or there twice.
 * @throws DatasetError where there is none
 */
export async function findVolumes(dir: string): Promise<{ pairs: VolumePair[]; refused: Refusal[] }> {
  const found = new Map<number, Record<Kind, string[]>>();
  for (const entry of await entriesOf(dir)) {
    if (entry.isDirectory()) continue;
    const folder = entry.parentPath.split(/[\\/]/).at(-1) ?? '';
    for (const { kind, file, folder: wanted } of namings) {
      const number = file.exec(entry.name)?.[1];
      if (number === undefined || (wanted && !wanted.test(folder))) continue;
      const files = found.get(Number(number)) ?? { image: [], segmentation: [] };
      files[kind].push(join(entry.parentPath, entry.name));
      found.set(Number(number), files);
    }
  }
  const pairs: VolumePair[] = [];
  const refused: Refusal[] = [];
  for (const [number, { image, segmentation }] of [...found].sort(([a], [b]) => a - b)) {
    const refuse = (why: string) => refused.push({ volume: volumeName(number), why });
    if (image.length > 1 || segmentation.length > 1)
      refuse(t('it is there more than once: {0}', [...image, ...segmentation].sort().join(', ')));
    else if (segmentation.length === 0) refuse(t('its segmentation is missing'));
    else if (image.length === 0) refuse(t('its image is missing'));
    else pairs.push({ number, image: image[0], segmentation: segmentation[0] });
  }
  if (pairs.length === 0 && refused.length === 0)
    throw new DatasetError({
      what: t('There are no volumes in {0}.', dir),
      why: t(
        'Volumes are named volume-0.nii with segmentation-0.nii, as in LiTS, or imagesTr/liver_0.nii.gz with labelsTr/liver_0.nii.gz. They may be packed (.nii.gz), and lie in folders.',
      ),
      next: t('Unpack the batches, and choose the folder that they lie in.'),
    });
  return { pairs, refused };
}

async function entriesOf(dir: string) {
  try {
    return await readdir(dir, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new DatasetError({
      what: t('There is no such folder: {0}.', dir),
      next: t('Choose the folder that the volumes lie in.'),
    });
  }
}
