import { t } from '../words';

/** The classes of the slice classification task; the index is the label. */
export const classNames = ['no liver', 'liver', 'lesion'] as const; // no text: evaluations keep these names

/** The name of a class as a person reads it; what is written to disk keeps the name. Names of other classes stay as they are. */
export function classText(name: string): string {
  const texts = [t('no liver'), t('liver'), t('lesion')];
  return texts[classNames.findIndex((one) => one === name)] ?? name;
}

export const classCount = classNames.length;

/** Side of the square, single-channel input picture in pixels. */
export const imageSide = 256;
