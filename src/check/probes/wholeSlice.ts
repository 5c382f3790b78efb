import { imageSide } from '../../course/classes';
import { t } from '../../words';
import type { Probe } from '../check';
import { nameOf } from '../network/kinds';
import { leadingTo, type Op } from '../network/network';
import { placeOf } from '../network/placeOf';
import { networkAt } from '../network/subjectNetwork';

/** As small as a slice may become before the first layer: the size of the papers' pictures. */
const smallestSide = 224;

/** The first layer with weights gets the slice about as large as it is: cropped or resized a little at most. */
export const seesWholeSlice: Probe = (subject) => {
  const { ops, input } = networkAt(subject);
  const first = ops.find(({ kind }) => kind === 'convolution' || kind === 'dense');
  const before = first ? leadingTo(first.inputs[0]).filter((op) => op !== input) : [];
  const small = before.find((op) => sideOf(op) < smallestSide * (sideOf(input) / imageSide));
  if (!small) return undefined;
  const side = sideOf(small);
  return {
    probed: t('What the first layer with weights gets of a slice of {0} × {0} pixels.', sideOf(input)),
    expected: t('All of it, cropped or resized to 224 pixels or more at most.'),
    actual: t('Only {0} × {0} pixels are left, after {1}.', side, nameOf(small)),
    why: t('A lesion is a few pixels wide. What is thrown away before the first layer, no layer can see.'),
    hints: [t('What does the model do to the slice before its first layer?')],
    at: placeOf(subject, small),
  };
};

/** The shorter side of a picture, wherever its channels lie. */
const sideOf = ({ shape }: Op): number =>
  shape.length === 4 ? [...shape.slice(1)].sort((one, other) => other - one)[1] : imageSide;
