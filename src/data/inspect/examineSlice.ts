import { join } from 'node:path';
import type { SplitName } from '../../protocol/dataSet';
import { readRegularFile } from '../../files/regularFile';
import { reasonOf } from '../../protocol/failure';
import { isMissing } from '../failure';
import { decodeMask, decodePicture, PictureError, readSize } from '../picture';
import type { Row } from '../table';
import { impressionOf, type Impression } from './nearCopies';

/** Pixels of the organs in a slice's masks. */
export interface MaskArea {
  /** Liver and lesions together, or as much of them as the masks tell. */
  organ: number;
  lesion: number;
  /** In the liver's own mask; undefined where there is none. */
  liver?: number;
}

/** What one picture and its masks show. */
export interface SliceFacts {
  split: SplitName;
  row: Row;
  /** It is not there. */
  isMissing?: true;
  /** Why it cannot be decoded. */
  damage?: string;
  size?: string;
  isConstant?: boolean;
  impression?: Impression;
  area?: MaskArea;
  /** Masks that are not there or cannot be decoded, with the reason. */
  maskDamage?: string;
  /** Size of its masks, where it is not that of the picture. */
  maskSize?: string;
}

/** Decodes a slice and its masks. What is wrong with them is told, not thrown. */
export async function examineSlice(root: string, split: SplitName, row: Row): Promise<SliceFacts> {
  const facts: SliceFacts = { split, row };
  try {
    const encoded = await readRegularFile(join(root, split, row.file));
    facts.size = await sizeOf(encoded);
    const pixels = await decodePicture(encoded);
    facts.isConstant = pixels.every((value) => value === pixels[0]);
    facts.impression = impressionOf(pixels);
  } catch (error) {
    if (isMissing(error)) return { ...facts, isMissing: true };
    facts.damage = damageOf(error);
    return facts;
  }
  try {
    const liver = await readMask(root, split, row.liver);
    const lesion = await readMask(root, split, row.lesion);
    if (liver || lesion) facts.area = areaOf(liver?.pixels, lesion?.pixels);
    facts.maskSize = [liver, lesion].find((mask) => mask && mask.size !== facts.size)?.size;
  } catch (error) {
    facts.maskDamage = isMissing(error) ? row.liver : damageOf(error);
  }
  return facts;
}

const sizeOf = async (encoded: Buffer) => {
  const { width, height } = await readSize(encoded);
  return `${width} x ${height}`;
};

async function readMask(root: string, split: SplitName, name: string | undefined) {
  if (name === undefined) return undefined;
  const encoded = await readRegularFile(join(root, split, name));
  return { size: await sizeOf(encoded), pixels: await decodeMask(encoded) };
}

function areaOf(liver: Uint8Array | undefined, lesion: Uint8Array | undefined): MaskArea {
  const area: MaskArea = { organ: 0, lesion: 0, ...(liver ? { liver: 0 } : {}) };
  const length = (liver ?? lesion)?.length ?? 0;
  for (let i = 0; i < length; i++) {
    const [isLiver, isLesion] = [Boolean(liver?.[i]), Boolean(lesion?.[i])];
    if (isLiver || isLesion) area.organ++;
    if (isLesion) area.lesion++;
    if (isLiver && area.liver !== undefined) area.liver++;
  }
  return area;
}

/** Why a picture cannot be decoded, or a file is not given by the system. */
function damageOf(error: unknown): string {
  if (error instanceof PictureError || (error instanceof Error && 'syscall' in error)) return reasonOf(error);
  throw error;
}
