import { t } from '../words';
import type { TransformDescription, TransformSpec } from './spec';
import type { Transform } from './transform';
import { RandomAffine, RandomRotation } from './transforms/affine';
import { AutoAugment } from './transforms/autoAugment';
import { ColorJitter, Grayscale, RandomGrayscale } from './transforms/colour';
import { Compose, RandomApply, RandomChoice, RandomOrder } from './transforms/containers';
import { ConvertImageDtype, LinearTransformation, Normalize } from './transforms/conversion';
import {
  CenterCrop,
  FiveCrop,
  Pad,
  RandomCrop,
  RandomResizedCrop,
  Resize,
  TenCrop,
} from './transforms/crops';
import {
  RandAdjustContrast,
  RandBiasField,
  RandGibbsNoise,
  RandGaussianNoise,
  RandScaleIntensity,
  RandShiftIntensity,
} from './transforms/ct';
import { ElasticTransform, Rand2DElastic } from './transforms/elastic';
import { RandomErasing } from './transforms/erasing';
import { GaussianBlur, RandomAdjustSharpness } from './transforms/filters';
import { RandomHorizontalFlip, RandomVerticalFlip } from './transforms/flips';
import { RandomPerspective } from './transforms/perspective';
import {
  RandomAutocontrast,
  RandomEqualize,
  RandomInvert,
  RandomPosterize,
  RandomSolarize,
} from './transforms/tone';
import { CropForeground, RandZoom } from './transforms/zoom';

type Container = { spec: TransformSpec } & (new (
  transforms: readonly Transform[],
  parameters: TransformDescription['parameters'] & object,
) => Transform);

const containers: readonly Container[] = [Compose, RandomApply, RandomChoice, RandomOrder];
const listed = [
  RandomHorizontalFlip,
  RandomVerticalFlip,
  RandomRotation,
  RandomAffine,
  RandomPerspective,
  ElasticTransform,
  RandomResizedCrop,
  RandomCrop,
  CenterCrop,
  Resize,
  Pad,
  ColorJitter,
  GaussianBlur,
  RandomAdjustSharpness,
  RandomAutocontrast,
  RandomEqualize,
  RandomInvert,
  RandomPosterize,
  RandomSolarize,
  RandomGrayscale,
  Grayscale,
  RandomErasing,
  AutoAugment,
  Normalize,
  ConvertImageDtype,
  LinearTransformation,
  RandGaussianNoise,
  RandShiftIntensity,
  RandScaleIntensity,
  RandAdjustContrast,
  RandZoom,
  Rand2DElastic,
  CropForeground,
  RandBiasField,
  RandGibbsNoise,
];
const crops = [FiveCrop, TenCrop];

/** Every transform of this library as data, in the order in which a list shows them. */
export const transformSpecs: readonly TransformSpec[] = [...listed, ...crops, ...containers].map(
  ({ spec }) => spec,
);

/** Whether a description holds everything: no code of the student's own in it. */
export function isComplete({ custom, transforms = [] }: TransformDescription): boolean {
  return !custom && transforms.every(isComplete);
}

/**
 * Makes a transform from its description.
 * @throws RangeError for an unknown name and for code of the student's own; otherwise what the transform itself throws
 * for wrong parameters.
 */
export function createTransform({ name, parameters = {}, transforms }: TransformDescription): Transform {
  const single = listed.find(({ spec }) => spec.name === name);
  // The class checks the values it is given.
  if (single) return new single(parameters as never);
  const container = containers.find(({ spec }) => spec.name === name);
  if (container) return new container((transforms ?? []).map(createTransform), parameters);
  if (crops.some(({ spec }) => spec.name === name))
    throw new RangeError(t('{0} makes several pictures of one; a pipeline makes one of one.', name));
  throw new RangeError(t("There is no transform '{0}'.", name));
}
