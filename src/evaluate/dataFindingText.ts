import type { DataFinding, DataFindingId, DataSeverity } from '../protocol/dataCheck';
import { t } from '../words';

export interface FindingText {
  title: string;
  /** What it means for a training. */
  why: string;
  /** What to do. */
  next: string;
}

const copyAgain = () => t('Copy these files, or the whole data set, again.');
const tellAuthor = () => t('Look at these slices. Tell the one who made the data set.');

const texts: { [Id in DataFindingId]: (count: number) => FindingText } = {
  tableUnreadable: (count) => ({
    title: count === 1 ? t('1 table cannot be read') : t('{0} tables cannot be read', count),
    why: t('Nothing can be trained on a split without its table.'),
    next: t('Correct the table, or copy the data set again.'),
  }),
  wrongRows: (count) => ({
    title: count === 1 ? t('1 line of a table is wrong') : t('{0} lines of the tables are wrong', count),
    why: t('A training refuses such a table. The lines are left out of what follows.'),
    next: t('Correct the lines, or copy the data set again.'),
  }),
  lesionWithoutLiver: (count) => ({
    title:
      count === 1
        ? t('1 line names a lesion and no liver')
        : t('{0} lines name a lesion and no liver', count),
    why: t('A lesion of the liver lies in the liver, so one of the two is wrong.'),
    next: t('Look at the slice, and set liver_visible to 1 or lesion_visible to 0.'),
  }),
  missingPictures: (count) => ({
    title: count === 1 ? t('1 picture is missing') : t('{0} pictures are missing', count),
    why: t('A training refuses a data set that is not whole.'),
    next: copyAgain(),
  }),
  corruptPictures: (count) => ({
    title: count === 1 ? t('1 picture cannot be used') : t('{0} pictures cannot be used', count),
    why: t('A training refuses such pictures.'),
    next: copyAgain(),
  }),
  copiesAcrossSplits: (count) => ({
    title:
      count === 1
        ? t('1 slice of the validation or test split is nearly the same as one of another split')
        : t(
            '{0} slices of the validation and test splits are nearly the same as slices of another split',
            count,
          ),
    why: t('The model would be examined on what it has seen, and figures would look better than they are.'),
    next: t('Keep all slices of a patient in one split.'),
  }),
  constantPictures: (count) => ({
    title: count === 1 ? t('1 picture has one value only') : t('{0} pictures have one value only', count),
    why: t('There is nothing to see in them. They become zeros when they are normalized.'),
    next: tellAuthor(),
  }),
  masksDisagree: (count) => ({
    title:
      count === 1
        ? t('The masks of 1 slice disagree with its line in the table')
        : t('The masks of {0} slices disagree with their lines in the table', count),
    why: t('The class of such a slice is likely wrong, and teaches the model what is wrong.'),
    next: tellAuthor(),
  }),
  maskLesionWithoutLiver: (count) => ({
    title:
      count === 1
        ? t('The masks of 1 slice show a lesion and no liver')
        : t('The masks of {0} slices show a lesion and no liver', count),
    why: t('A lesion of the liver lies in the liver, so one of the two masks is wrong.'),
    next: tellAuthor(),
  }),
  unusableMasks: (count) => ({
    title:
      count === 1
        ? t('The masks of 1 slice cannot be used')
        : t('The masks of {0} slices cannot be used', count),
    why: t('Trainings do not need masks. Outlines and some checks of augmentation do.'),
    next: copyAgain(),
  }),
  labelsSwapped: (count) => ({
    title:
      count === 1
        ? t('1 volume has more lesion than liver')
        : t('{0} volumes have more lesion than liver', count),
    why: t('The labels of liver and lesion were most likely taken for each other.'),
    next: tellAuthor(),
  }),
  mostlyLesion: (count) => ({
    title:
      count === 1
        ? t('In 1 slice, lesions cover more than half of the liver')
        : t('In {0} slices, lesions cover more than half of the liver', count),
    why: t('That may be so, and is rare.'),
    next: tellAuthor(),
  }),
  mostlyLiver: (count) => ({
    title:
      count === 1
        ? t('In 1 slice, the liver covers more than 40 % of the picture')
        : t('In {0} slices, the liver covers more than 40 % of the picture', count),
    why: t('No liver is so large, so the mask is most likely wrong.'),
    next: tellAuthor(),
  }),
  absentClasses: (count) => ({
    title:
      count === 1 ? t('1 class is missing from a split') : t('{0} classes are missing from splits', count),
    why: t('Nothing can be learned, or said, about a class without slices.'),
    next: t('Split the volumes otherwise.'),
  }),
  maskSizes: (count) => ({
    title:
      count === 1
        ? t('1 slice has masks of another size than its picture')
        : t('{0} slices have masks of another size than their pictures', count),
    why: t('They are brought to the same size when they are read.'),
    next: t('Nothing needs to be done.'),
  }),
  severalSizes: (count) => ({
    title:
      count === 1
        ? t('1 picture has another size than most')
        : t('{0} pictures have other sizes than most', count),
    why: t(
      'They are brought to the same size when they are read. That blurs, and a model may learn to see it.',
    ),
    next: t('Prepare all pictures in the same way.'),
  }),
};

/** A finding about a data set in words. */
export const dataFindingText = ({ id, count }: Pick<DataFinding, 'id' | 'count'>): FindingText =>
  texts[id](count);

export function severityText(severity: DataSeverity): string {
  const names: Record<DataSeverity, string> = { error: t('error'), warning: t('warning'), note: t('note') };
  return names[severity];
}
