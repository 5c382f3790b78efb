import { t } from '../../words';
import {
  adjustBrightness,
  adjustContrast,
  adjustSaturation,
  adjustSharpness,
  affine,
  autocontrast,
  equalize,
  invert,
  posterize,
  rotate,
  solarize,
} from '../functional';
import type { Fill } from '../functional/plane';
import type { GridInterpolation, SamplingOptions } from '../functional/sampling';
import { roundHalfToEven, type Picture, type Size } from '../picture';
import type { Random } from '../random';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { choice, fill, interpolation, type Filled } from './parameters';

/** Operations of a sub-policy: name, probability, level 0..9 of its strength. From the paper's tables (arXiv 1805.09501). */
const policies = {
  imagenet: [
    'Posterize 0.4 8, Rotate 0.6 9',
    'Solarize 0.6 5, AutoContrast 0.6 -',
    'Equalize 0.8 -, Equalize 0.6 -',
    'Posterize 0.6 7, Posterize 0.6 6',
    'Equalize 0.4 -, Solarize 0.2 4',
    'Equalize 0.4 -, Rotate 0.8 8',
    'Solarize 0.6 3, Equalize 0.6 -',
    'Posterize 0.8 5, Equalize 1.0 -',
    'Rotate 0.2 3, Solarize 0.6 8',
    'Equalize 0.6 -, Posterize 0.4 6',
    'Rotate 0.8 8, Color 0.4 0',
    'Rotate 0.4 9, Equalize 0.6 -',
    'Equalize 0.0 -, Equalize 0.8 -',
    'Invert 0.6 -, Equalize 1.0 -',
    'Color 0.6 4, Contrast 1.0 8',
    'Rotate 0.8 8, Color 1.0 2',
    'Color 0.8 8, Solarize 0.8 7',
    'Sharpness 0.4 7, Invert 0.6 -',
    'ShearX 0.6 5, Equalize 1.0 -',
    'Color 0.4 0, Equalize 0.6 -',
    'Equalize 0.4 -, Solarize 0.2 4',
    'Solarize 0.6 5, AutoContrast 0.6 -',
    'Invert 0.6 -, Equalize 1.0 -',
    'Color 0.6 4, Contrast 1.0 8',
    'Equalize 0.8 -, Equalize 0.6 -',
  ],
  cifar10: [
    'Invert 0.1 -, Contrast 0.2 6',
    'Rotate 0.7 2, TranslateX 0.3 9',
    'Sharpness 0.8 1, Sharpness 0.9 3',
    'ShearY 0.5 8, TranslateY 0.7 9',
    'AutoContrast 0.5 -, Equalize 0.9 -',
    'ShearY 0.2 7, Posterize 0.3 7',
    'Color 0.4 3, Brightness 0.6 7',
    'Sharpness 0.3 9, Brightness 0.7 9',
    'Equalize 0.6 -, Equalize 0.5 -',
    'Contrast 0.6 7, Sharpness 0.6 5',
    'Color 0.7 7, TranslateX 0.5 8',
    'Equalize 0.3 -, AutoContrast 0.4 -',
    'TranslateY 0.4 3, Sharpness 0.2 6',
    'Brightness 0.9 6, Color 0.2 8',
    'Solarize 0.5 2, Invert 0.0 -',
    'Equalize 0.2 -, AutoContrast 0.6 -',
    'Equalize 0.2 -, Equalize 0.6 -',
    'Color 0.9 9, Equalize 0.6 -',
    'AutoContrast 0.8 -, Solarize 0.2 8',
    'Brightness 0.1 3, Color 0.7 0',
    'Solarize 0.4 5, AutoContrast 0.9 -',
    'TranslateY 0.9 9, TranslateY 0.7 9',
    'AutoContrast 0.9 -, Solarize 0.8 3',
    'Equalize 0.8 -, Invert 0.1 -',
    'TranslateY 0.7 9, AutoContrast 0.9 -',
  ],
  svhn: [
    'ShearX 0.9 4, Invert 0.2 -',
    'ShearY 0.9 8, Invert 0.7 -',
    'Equalize 0.6 -, Solarize 0.6 6',
    'Invert 0.9 -, Equalize 0.6 -',
    'Equalize 0.6 -, Rotate 0.9 3',
    'ShearX 0.9 4, AutoContrast 0.8 -',
    'ShearY 0.9 8, Invert 0.4 -',
    'ShearY 0.9 5, Solarize 0.2 6',
    'Invert 0.9 -, AutoContrast 0.8 -',
    'Equalize 0.6 -, Rotate 0.9 3',
    'ShearX 0.9 4, Solarize 0.3 3',
    'ShearY 0.8 8, Invert 0.7 -',
    'Equalize 0.9 -, TranslateY 0.6 6',
    'Invert 0.9 -, Equalize 0.6 -',
    'Contrast 0.3 3, Rotate 0.8 4',
    'Invert 0.8 -, TranslateY 0.0 2',
    'ShearY 0.7 6, Solarize 0.4 8',
    'Invert 0.6 -, Rotate 0.8 4',
    'ShearY 0.3 7, TranslateX 0.9 3',
    'ShearX 0.1 6, Invert 0.6 -',
    'Solarize 0.7 2, TranslateY 0.6 7',
    'ShearY 0.8 4, Invert 0.8 -',
    'ShearX 0.7 9, TranslateY 0.8 3',
    'ShearY 0.8 5, AutoContrast 0.7 -',
    'ShearX 0.7 2, Invert 0.1 -',
  ],
} as const;

type Policy = keyof typeof policies;

/** Levels of strength. */
const bins = 10;

interface Change {
  /** Strength at level 0 and at the highest. */
  range: (size: Size) => readonly [lowest: number, highest: number];
  /** The strength is negative half of the time. */
  signed: boolean;
  image: (picture: Picture, strength: number, how: SamplingOptions) => Picture;
  moves?: true;
}

const degrees = (tangent: number) => (Math.atan(tangent) * 180) / Math.PI;
const corner = [0, 0] as const;
const none = () => [0, 0] as const;

const changes: Record<string, Change> = {
  ShearX: {
    range: () => [0, 0.3],
    signed: true,
    moves: true,
    image: (picture, strength, how) =>
      affine(picture, 0, [0, 0], 1, [degrees(strength), 0], { ...how, center: corner }),
  },
  ShearY: {
    range: () => [0, 0.3],
    signed: true,
    moves: true,
    image: (picture, strength, how) =>
      affine(picture, 0, [0, 0], 1, [0, degrees(strength)], { ...how, center: corner }),
  },
  TranslateX: {
    range: ({ width }) => [0, (150 / 331) * width],
    signed: true,
    moves: true,
    image: (picture, strength, how) => affine(picture, 0, [Math.trunc(strength), 0], 1, 0, how),
  },
  TranslateY: {
    range: ({ height }) => [0, (150 / 331) * height],
    signed: true,
    moves: true,
    image: (picture, strength, how) => affine(picture, 0, [0, Math.trunc(strength)], 1, 0, how),
  },
  Rotate: { range: () => [0, 30], signed: true, moves: true, image: rotate },
  Brightness: {
    range: () => [0, 0.9],
    signed: true,
    image: (picture, strength) => adjustBrightness(picture, 1 + strength),
  },
  Color: {
    range: () => [0, 0.9],
    signed: true,
    image: (picture, strength) => adjustSaturation(picture, 1 + strength),
  },
  Contrast: {
    range: () => [0, 0.9],
    signed: true,
    image: (picture, strength) => adjustContrast(picture, 1 + strength),
  },
  Sharpness: {
    range: () => [0, 0.9],
    signed: true,
    image: (picture, strength) => adjustSharpness(picture, 1 + strength),
  },
  Posterize: {
    range: () => [8, 4],
    signed: false,
    image: (picture, strength) => posterize(picture, roundHalfToEven(strength)),
  },
  Solarize: { range: () => [255, 0], signed: false, image: solarize },
  AutoContrast: { range: none, signed: false, image: autocontrast },
  Equalize: { range: none, signed: false, image: equalize },
  Invert: { range: none, signed: false, image: invert },
};

export interface AutoAugmentOptions {
  /** Data set that the policy was learned on. Default: `'imagenet'`. */
  policy?: Policy;
  /** Default: `'nearest'`. */
  interpolation?: GridInterpolation;
  /** Value where the picture does not reach: one number, or one for each channel. Default: black. */
  fill?: Fill;
}

/** Applies one of 25 pairs of operations that were learned on photographs; for bytes. */
export class AutoAugment extends ListedTransform<Filled<AutoAugmentOptions, 'policy' | 'interpolation'>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'AutoAugment',
    origin: 'torchvision',
    kind: 'both',
    needs: 'uint8',
    random: true,
    summary: () => t('Applies one of 25 pairs of operations that were learned on photographs.'),
    parameters: [
      choice(
        'policy',
        () => t('Photographs that the pairs were learned on.'),
        'imagenet',
        Object.keys(policies),
      ),
      interpolation('nearest'),
      { ...fill, default: undefined, initial: 0, max: 255, step: 1 },
    ],
    clamps: true,
  };

  constructor(options?: AutoAugmentOptions) {
    super(AutoAugment.spec, options);
  }

  protected override draw(image: Picture, random: Random): Operation {
    const { policy, ...how } = this.parameters;
    const pairs = policies[policy];
    const pair = pairs[random.integer(0, pairs.length - 1)].split(', ');
    const drawn = pair.flatMap((text) => drawChange(text, image, random));
    return {
      image: (picture) =>
        drawn.reduce((result, { change, strength }) => change.image(result, strength, how), picture),
      mask: (mask) =>
        drawn
          .filter(({ change }) => change.moves)
          .reduce((result, { change, strength }) => change.image(result, strength, { fill: 0 }), mask),
    };
  }
}

/** One operation with its strength, or none. */
function drawChange(text: string, size: Size, random: Random): { change: Change; strength: number }[] {
  const [name, probability, level] = text.split(' ');
  const change = changes[name];
  const isApplied = random.chance(Number(probability));
  const isNegative = change.signed && random.chance(0.5);
  if (!isApplied) return [];
  const [lowest, highest] = change.range(size);
  const strength = level === '-' ? 0 : lowest + ((highest - lowest) * Number(level)) / (bins - 1);
  return [{ change, strength: isNegative ? -strength : strength }];
}
