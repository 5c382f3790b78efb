export { createTransform, isComplete, transformSpecs } from './catalog';
export { codeOf, importsOf } from './code';
export { pipelineFindings, probeFindings, type FindingId, type PipelineFinding } from './findings';
export * as F from './functional';
export { checkPicture, type Picture, type Sample } from './picture';
export { Random, sampleRandom } from './random';
export type { TransformDescription } from './spec';
export { Transform, transformed } from './transform';
export { RandomAffine, RandomRotation } from './transforms/affine';
export { AutoAugment } from './transforms/autoAugment';
export { ColorJitter, Grayscale, RandomGrayscale } from './transforms/colour';
export { Compose, Lambda, RandomApply, RandomChoice, RandomOrder } from './transforms/containers';
export { ConvertImageDtype, LinearTransformation, Normalize } from './transforms/conversion';
export {
  CenterCrop,
  FiveCrop,
  Pad,
  RandomCrop,
  RandomResizedCrop,
  Resize,
  TenCrop,
} from './transforms/crops';
export {
  RandAdjustContrast,
  RandBiasField,
  RandGibbsNoise,
  RandGaussianNoise,
  RandScaleIntensity,
  RandShiftIntensity,
} from './transforms/ct';
export { ElasticTransform, Rand2DElastic } from './transforms/elastic';
export { RandomErasing } from './transforms/erasing';
export { GaussianBlur, RandomAdjustSharpness } from './transforms/filters';
export { RandomHorizontalFlip, RandomVerticalFlip } from './transforms/flips';
export { RandomPerspective } from './transforms/perspective';
export {
  RandomAutocontrast,
  RandomEqualize,
  RandomInvert,
  RandomPosterize,
  RandomSolarize,
} from './transforms/tone';
export { CropForeground, RandZoom } from './transforms/zoom';
