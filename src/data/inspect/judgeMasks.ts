import { imageSide } from '../../course/classes';
import type { DataFinding } from '../../protocol/dataCheck';
import { percent, t } from '../../words';
import type { MaskArea, SliceFacts } from './examineSlice';
import { examplesIn, finding, type Example } from './finding';
import { groupBy } from './groupBy';

/** A liver of a larger share of the slice is none: the largest of the body fills about a quarter of it. */
const mostLiver = 0.4;
/** Lesions over a larger share of the liver are rare. */
const mostLesion = 0.5;

interface Measured extends SliceFacts {
  area: MaskArea;
}

/** What the masks show that cannot be, or is rare. */
export function judgeMasks(facts: readonly SliceFacts[]): DataFinding[] {
  const measured = facts.filter((slice): slice is Measured => slice.area !== undefined);
  const swapped = swappedVolumes(measured);
  const isSwapped = ({ row }: SliceFacts) => swapped.some(({ place }) => place === row.patient);
  return [
    ...finding(
      'unusableMasks',
      examplesIn(
        facts,
        ({ maskDamage }) => maskDamage !== undefined,
        ({ maskDamage }) => maskDamage,
      ),
    ),
    ...finding(
      'maskSizes',
      examplesIn(
        facts,
        ({ maskSize }) => maskSize !== undefined,
        ({ maskSize }) => maskSize,
      ),
    ),
    ...finding(
      'masksDisagree',
      examplesIn(measured, (slice) => disagreement(slice) !== undefined, disagreement),
    ),
    ...finding(
      'maskLesionWithoutLiver',
      examplesIn(measured, ({ area }) => area.liver === 0 && area.lesion > 0),
    ),
    ...finding('labelsSwapped', swapped),
    ...finding(
      'mostlyLesion',
      examplesIn(
        measured,
        (slice) => !isSwapped(slice) && lesionShare(slice.area) > mostLesion,
        ({ area }) => percent(lesionShare(area)),
      ),
    ),
    ...finding(
      'mostlyLiver',
      examplesIn(
        measured,
        ({ area }) => liverShare(area) > mostLiver,
        ({ area }) => percent(liverShare(area)),
      ),
    ),
  ];
}

/** Only where a mask of the liver tells how large it is. */
const lesionShare = ({ liver, lesion, organ }: MaskArea) => (liver ? lesion / organ : 0);
const liverShare = ({ organ }: MaskArea) => organ / imageSide ** 2;

/** In what the masks say something else than the table. */
function disagreement({ row, area }: Measured): string | undefined {
  const lesion = row.lesion !== undefined && area.lesion > 0 !== (row.label === 2);
  const liver = area.liver !== undefined && area.organ > 0 !== row.label > 0;
  if (lesion)
    return area.lesion > 0
      ? t('a lesion in the mask, none in the table')
      : t('a lesion in the table, none in the mask');
  if (liver)
    return area.organ > 0
      ? t('liver in the mask, none in the table')
      : t('liver in the table, none in the mask');
  return undefined;
}

/** Volumes with more lesion than liver: most likely the two were taken for each other. */
function swappedVolumes(measured: readonly Measured[]): Example[] {
  const byVolume = groupBy(
    measured.filter(({ area }) => area.liver !== undefined),
    ({ row }) => row.patient,
  );
  return [...byVolume].flatMap(([place, slices]) => {
    const sum = (of: (area: MaskArea) => number) => slices.reduce((total, { area }) => total + of(area), 0);
    const [lesion, organ] = [sum((area) => area.lesion), sum((area) => area.organ)];
    return slices.length > 1 && lesion > organ - lesion ? [{ place, detail: percent(lesion / organ) }] : [];
  });
}
