import { decimals, percent, t } from '../../words';
import type { FindingInput, Probe } from '../check';
import type { Subject } from '../subject';
import {
  augmented,
  batch,
  darkened,
  originals,
  picturesOf,
  shapeAfter,
  tries,
  withOthersAt,
  type Batch,
} from './augmented';
import { contrastOf, meanOf, noiseOf, percentilesOf, unexplainedBy } from './pictureMeasures';
import { imageSide } from '../../course/classes';

/** What came out, why it matters, and where to look. */
type Mistake = Required<Pick<FindingInput, 'actual' | 'why' | 'hints'>>;

/**
 * The training has an `augment` that changes its pictures, each time in another way, into other pictures of the same scale that
 * still belong to their labels.
 */
export const augments: Probe = (subject) => {
  const { augment } = subject.training().settings;
  const at = subject.placeOfSetting('augment');
  if (!augment)
    return {
      probed: t('The settings of defineTraining were read.'),
      expected: t('An augment that changes the pictures of the training split.'),
      actual: t('No setting named augment.'),
      why: t('A function that is not handed over is never called.'),
      hints: [
        t('Exercise 3.1 is about what suits CT slices.'),
        t('defineTraining takes a setting `augment`.'),
      ],
      at,
    };
  const mistake = otherShape(shapeAfter(subject, augment)) ?? mistakeIn(subject);
  if (!mistake) return undefined;
  return {
    probed: t('augment was called {0} times with the same {1} pictures.', tries, batch),
    expected: t(
      'Pictures of the same shape and scale, each in its place, changed at random: not always, not always in the same way.',
    ),
    ...mistake,
    at,
  };
};

const originalShape = [batch, imageSide, imageSide, 1];

function otherShape(shape: readonly number[]): Mistake | undefined {
  if (shape.join() === originalShape.join()) return undefined;
  return {
    actual: t(
      'Pictures of shape [{0}], where those of shape [{1}] were given.',
      shape.join(', '),
      originalShape.join(', '),
    ),
    why: t('The model takes pictures of one size.'),
    hints: [t('Which step changes the size, and which one could bring it back?')],
  };
}

function mistakeIn(subject: Subject): Mistake | undefined {
  const before = originals();
  const results = augmented(subject, before);
  if (results.some((pictures) => !pictures.every(Number.isFinite)))
    return {
      actual: t('Some of the pixels are no numbers.'),
      why: t('One picture that is not a number makes the loss, and then all weights, no numbers either.'),
      hints: [t('Which step divides, takes a root or a power? A negative base has no real power of 0.5.')],
    };
  if (results.every((pictures) => isSame(pictures, before)))
    return {
      actual: t('The pictures came back unchanged each time.'),
      why: t('The network sees the same slices in every epoch, as without augmentation.'),
      hints: [
        t('Tensors are never changed in place: each operation returns a new one.'),
        t('What does the function return?'),
      ],
    };
  return (
    drowned(results) ??
    otherRange(results) ??
    lostPictures(before, results) ??
    inverted(subject, results) ??
    shifted(before, results) ??
    otherPictures(subject, results) ??
    alwaysTheSame(results)
  );
}

function alwaysTheSame(results: readonly Batch[]): Mistake | undefined {
  if (!results.every((pictures) => isSame(pictures, results[0]))) return undefined;
  return {
    actual: t('The pictures came back changed in the same way each time.'),
    why: t(
      'What is always the same is no augmentation: the network sees each slice in one version only, and validation shows it another.',
    ),
    hints: [
      t(
        'Where is the random number drawn: once, when the file is read, or each time the function is called?',
      ),
    ],
  };
}

/** Slices have grey values from 0 to 1; augmentation may go beyond them a little. */
const widest = { low: -0.5, high: 1.5 };
const otherThanValidation = () =>
  t(
    'Validation and test slices are not augmented: their grey values stay between 0 and 1, and the network would meet a scale that it was not trained for.',
  );

function otherRange(results: readonly Batch[]): Mistake | undefined {
  const ranges = results.flatMap(picturesOf).map(percentilesOf);
  const low = Math.min(...ranges.map(([lowest]) => lowest));
  const high = Math.max(...ranges.map(([, , highest]) => highest));
  if (low < widest.low || high > widest.high)
    return {
      actual: t('Grey values from {0} to {1}.', decimals(low, 2), decimals(high, 2)),
      why: otherThanValidation(),
      hints: [
        t(
          'Grey values lie between 0 and 1 here, not between 0 and 255: how large is a change made for bytes?',
        ),
        t(
          'Subtracting a mean and dividing by a deviation is no augmentation. It would have to be done to every slice.',
        ),
      ],
    };
  return undefined;
}

/** A change that is random is no change on average. */
const largestShift = 0.2;

function shifted(before: Batch, results: readonly Batch[]): Mistake | undefined {
  const shift = meanOf(Float32Array.from(results, meanOf)) - meanOf(before);
  if (Math.abs(shift) <= largestShift) return undefined;
  return {
    actual:
      shift > 0
        ? t('Pictures that are brighter by {0} on average.', decimals(shift, 2))
        : t('Pictures that are darker by {0} on average.', decimals(-shift, 2)),
    why: otherThanValidation(),
    hints: [t('Does the change go in both directions?')],
  };
}

/** Noise this strong hides what is a tenth of the whole range, far more than liver and lesion differ by. */
const loudest = 0.2;

function drowned(results: readonly Batch[]): Mistake | undefined {
  const pictures = results.flatMap(picturesOf);
  const noise = median(pictures.map((values) => noiseOf({ values, width: imageSide })));
  // Where all grey values are stretched, their smallest differences are too.
  if (noise <= loudest || noise <= 0.5 * median(pictures.map(contrastOf))) return undefined;
  return {
    actual: t(
      'Noise with a standard deviation of {0}, in pictures whose grey values lie between 0 and 1.',
      decimals(noise, 2),
    ),
    why: t('Liver and lesion differ by less than a tenth of the whole range: such noise hides both.'),
    hints: [
      t('How large is the deviation of the noise, next to the difference that the label is about?'),
      t('Grey values lie between 0 and 1 here, not between 0 and 255: how large is a change made for bytes?'),
    ],
  };
}

/** A picture with less of its contrast shows nothing. */
const leastContrast = 0.05;
const usualContrast = 0.3;
/** So much of a picture may be black where it was not. */
const blackest = 0.7;

function lostPictures(before: Batch, results: readonly Batch[]): Mistake | undefined {
  const originalContrasts = picturesOf(before).map(contrastOf);
  const pictures = results.flatMap(picturesOf);
  const contrasts = pictures.map((picture, index) => contrastOf(picture) / originalContrasts[index % batch]);
  const weakest = Math.min(...contrasts);
  const typical = median(contrasts);
  const why = t('A slice that shows nothing teaches the network something wrong about its label.');
  if (weakest < leastContrast)
    return {
      actual:
        weakest < 1e-6
          ? t('At least once a picture came back that has the same grey value everywhere.')
          : t('At least once a picture came back with {0} of its contrast.', percent(weakest)),
      why,
      hints: [
        t(
          'By how much does the strongest change that can be drawn move the grey values? They lie between 0 and 1.',
        ),
      ],
    };
  if (typical < usualContrast)
    return {
      actual: t('Pictures with {0} of their contrast, in half of all cases.', percent(typical)),
      why,
      hints: [t('Which step makes the pictures dark, or cuts their grey values off?')],
    };
  const black = median(pictures.map(shareOfBlack));
  if (black <= blackest) return undefined;
  return {
    actual: t('Pictures of which {0} are black, in half of all cases.', percent(black)),
    why,
    hints: [t('How much of a picture is covered, cut away or pushed out of it?')],
  };
}

const shareOfBlack = (picture: Float32Array) =>
  picture.reduce((count, value) => count + (value <= 0 ? 1 : 0), 0) / picture.length;

/** Whether pictures get brighter where their originals get darker. */
function inverted(subject: Subject, results: readonly Batch[]): Mistake | undefined {
  // The originals show bright things on a dark ground.
  const isBrightOnDark = (picture: Float32Array) => meanOf(picture) > percentilesOf(picture)[1];
  if (results.flatMap(picturesOf).every(isBrightOnDark)) return undefined;
  const ofDarker = augmented(subject, darkened()).flatMap(picturesOf);
  const brighter = results
    .flatMap(picturesOf)
    .filter((picture, index) => meanOf(ofDarker[index]) > meanOf(picture) + 0.01).length;
  const all = tries * batch;
  if (brighter === 0) return undefined;
  return {
    actual: t('{0} of {1} pictures with dark and bright exchanged.', brighter, all),
    why: t(
      'In CT a grey value is a measurement: bone is bright, air is dark. No scanner makes such a picture.',
    ),
    hints: [t('Which step subtracts the picture from something, or multiplies it by a negative number?')],
  };
}

/** A picture depends on another one if more of it changes than brightness and contrast, which may be those of a batch. */
const foreign = 0.02;

/**
 * Whether each picture is still its own. Some pictures of the batch are replaced by others, and augment draws the same random
 * numbers: what has changed then is what came from the replaced ones.
 */
function otherPictures(subject: Subject, results: readonly Batch[]): Mistake | undefined {
  // Two replacements tell four pictures apart.
  const replaced = [
    [0, 1],
    [0, 2],
  ];
  const isChanged = replaced.map((places) => {
    const others = augmented(subject, withOthersAt(places));
    return results.map((pictures, index) => {
      const changed = picturesOf(others[index]);
      return picturesOf(pictures).map((picture, place) => unexplainedBy(changed[place], picture) > foreign);
    });
  });
  const own = Array.from({ length: batch }, (_, place) => replaced.map((places) => places.includes(place)));
  for (let index = 0; index < tries; index++)
    for (let place = 0; place < batch; place++) {
      const found = isChanged.map((which) => which[index][place]);
      if (found.join() === own[place].join()) continue;
      // A file that draws other numbers each time it is run would show changes of its own.
      return isRepeatable(subject, results) ? strangerIn(subject, results, { index, place }) : undefined;
    }
  return undefined;
}

const isRepeatable = (subject: Subject, results: readonly Batch[]) =>
  augmented(subject, originals()).every((pictures, index) => isSame(pictures, results[index]));

/** Which pictures one that came back was made of, found by replacing them one by one. */
function strangerIn(
  subject: Subject,
  results: readonly Batch[],
  { index, place }: { index: number; place: number },
): Mistake {
  const picture = picturesOf(results[index])[place];
  const sources = Array.from({ length: batch }, (_, other) => other).filter((other) => {
    const changed = picturesOf(augmented(subject, withOthersAt([other]))[index])[place];
    return unexplainedBy(changed, picture) > foreign;
  });
  const why = t(
    'The labels stay where they are: each picture has to come back in its own place, without parts of others. Otherwise the network learns wrong labels.',
  );
  const axes = t('The first axis of a batch counts the pictures, the next two are rows and columns.');
  if (sources.length === 0)
    return {
      actual: t('What came back in place of picture {0} has nothing of the pictures in it.', place + 1),
      why,
      hints: [t('What does the function return?')],
    };
  if (sources.length === 1)
    return {
      actual: t('In place of picture {0} came back what was made of picture {1}.', place + 1, sources[0] + 1),
      why,
      hints: [axes, t('Which axes does reverse get? Without any, it reverses all of them.')],
    };
  return {
    actual: t('Picture {0} came back with something of another picture of the batch in it.', place + 1),
    why,
    hints: [
      axes,
      t('Mixing two pictures would need a label that is mixed as well; `augment` cannot change labels.'),
    ],
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function isSame(one: Float32Array, other: Float32Array): boolean {
  return one.every((value, index) => Math.abs(value - other[index]) <= 1e-6);
}
