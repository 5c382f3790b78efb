import { observe, type Observation } from '../../src/augment/observations';
import { decimals, number, t } from '../../src/words';
import type { Pipeline } from './pipeline';
import type { Made } from './samples';

export interface Sentence {
  weight: Observation['weight'];
  text: string;
}

/** What is said of each kind of observation, with its values in their order. */
const wordings: Record<Observation['kind'], (...values: string[]) => string> = {
  invalid: (value) =>
    t('{0} of the pixels are no number (NaN): one such picture poisons the loss and all weights.', value),
  lesionLost: (a, b) =>
    t('Lesion area {0} → {1}: the lesion is gone, and the label "lesion" would be wrong.', a, b),
  liverLost: (a, b) => t('Liver area {0} → {1}: the liver is gone, and the label would be wrong.', a, b),
  lesionSmaller: (a, b) => t('Lesion area {0} → {1}: a part of what the label stands for was lost.', a, b),
  liverSmaller: (a, b) => t('Liver area {0} → {1} of the picture.', a, b),
  sideSwapped: () => t('The liver lies on the other side of the body: a mirrored anatomy.'),
  upsideDown: () => t('Top and bottom are exchanged: the patient lies face down, the table is above.'),
  inverted: () =>
    t('Dark and bright are exchanged: air is brighter than bone. No CT scanner makes such a picture.'),
  clipped: (value) =>
    t('{0} of the pixels were cut off at black or white: different tissues became equal.', value),
  outside: (value) =>
    t(
      '{0} of the pixels lie below black or above white; a picture cannot show them, a network sees them.',
      value,
    ),
  levels: (a, b) => t('{0} gray levels → {1}: fine differences between tissues are gone.', a, b),
  brightness: (a, b) =>
    t('Mean brightness {0} → {1}. In CT, brightness is a measurement: it says how dense tissue is.', a, b),
  empty: (value) =>
    t(
      '{0} of the picture shows nothing of the slice any more: empty borders, which no scanner makes.',
      value,
    ),
  size: (a, b, c, d) => t('{0} × {1} pixels → {2} × {3}: the network expects 256 × 256.', a, b, c, d),
  unchangedColour: () => t('Nothing changed: one channel has no hue and no saturation.'),
  unchangedChance: () => t('Nothing changed in this sample: by chance, nothing was drawn.'),
  unchanged: () => t('Nothing changed.'),
};

/** What changed in a sample, in sentences, the gravest first. */
export function sentencesOf(made: Made, pipeline: Pipeline): Sentence[] {
  if ('problem' in made) return [{ weight: 'wrong', text: t('It cannot be applied: {0}', made.problem) }];
  return observe(made.changes, pipeline).map(({ kind, weight, values }) => ({
    weight,
    text: wordings[kind](...values.map(shown)),
  }));
}

function shown({ value, as }: Observation['values'][number]): string {
  switch (as) {
    case 'percent':
      return number(value, {
        style: 'percent',
        maximumFractionDigits: value > 0 && value < 0.1 ? 1 : 0,
      });
    case 'count':
      return number(value);
    case 'intensity':
      return decimals(value, 2);
  }
}
