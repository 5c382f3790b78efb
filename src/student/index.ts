import type * as tf from '@tensorflow/tfjs';
import type { Transform } from '../augment';
import type { OptimizerSettings } from './optimizers';
import type { ScheduleSettings } from './schedules';
import type {
  AverageWeightsSettings,
  EarlyStoppingSettings,
  LossSettings,
  SamplerSettings,
  ValidateEverySettings,
} from './steering';

export {
  AutoAugment,
  CenterCrop,
  ColorJitter,
  Compose,
  ConvertImageDtype,
  CropForeground,
  ElasticTransform,
  F,
  FiveCrop,
  GaussianBlur,
  Grayscale,
  Lambda,
  LinearTransformation,
  Normalize,
  Pad,
  Rand2DElastic,
  RandAdjustContrast,
  RandBiasField,
  RandGaussianNoise,
  RandGibbsNoise,
  Random,
  RandomAdjustSharpness,
  RandomAffine,
  RandomApply,
  RandomAutocontrast,
  RandomChoice,
  RandomCrop,
  RandomEqualize,
  RandomErasing,
  RandomGrayscale,
  RandomHorizontalFlip,
  RandomInvert,
  RandomOrder,
  RandomPerspective,
  RandomPosterize,
  RandomResizedCrop,
  RandomRotation,
  RandomSolarize,
  RandomVerticalFlip,
  RandScaleIntensity,
  RandShiftIntensity,
  RandZoom,
  Resize,
  TenCrop,
  Transform,
  type Picture,
  type Sample,
  type TransformDescription,
} from '../augment';

export * as metrics from './metrics';
export type * from './optimizers';
export type * from './schedules';
export type * from './steering';

/** Everything a training run needs to know. */
export interface TrainingSettings {
  /** Name of the run, shown in the list of runs. Default: the file's name. */
  name?: string;

  /**
   * Builds the model. It is called once, at the start of the run.
   *
   * The model takes slices of shape `[batch, 256, 256, 1]` and returns **logits** of shape `[batch, 3]`:
   * one number for each of the classes `no liver`, `liver` and `lesion`. Leave the softmax out:
   * the loss (softmax cross-entropy) applies it. Penalties of the layers, such as
   * `kernelRegularizer: tf.regularizers.l2({ l2: 1e-4 })`, are added to what is minimized.
   */
  model: () => tf.LayersModel;

  /** How many times the whole training split is gone through. */
  epochs: number;

  /** Slices a step. The last batch of an epoch may be smaller; no slice is left out. */
  batchSize: number;

  /**
   * What moves the weights: settings such as `{ name: 'adam', learningRate: 1e-3 }`,
   * or a function that returns an optimizer, such as `() => tf.train.adam(1e-3)`.
   */
  optimizer: OptimizerSettings | (() => tf.Optimizer);

  /**
   * How the learning rate changes, such as `{ name: 'cosine' }`, for an optimizer that is named. A function gets the number of steps
   * done and returns what the learning rate is multiplied by. Default: it stays.
   */
  schedule?: ScheduleSettings;

  /** What is minimized beside the plain cross-entropy: label smoothing, class weights, penalties. */
  loss?: LossSettings;

  /** Each number of the gradients is brought into `-clipValue` to `clipValue`, above 0. Default: no bound. */
  clipValue?: number;

  /** The gradients of all weights together are made shorter where their norm is larger, above 0. Default: no bound. */
  clipNorm?: number;

  /**
   * Records the norm of all gradients together at each step, before anything is clipped: a curve of its own in the metrics. With
   * `clipNorm`, that norm is recorded anyway. Default: false.
   */
  logGradientNorm?: boolean;

  /**
   * Batches a step: the weights move after so many, along the mean over all their slices, as with one batch of that size. Whole
   * number from 1. Default: 1.
   */
  accumulate?: number;

  /** Which slices an epoch takes. Default: each once, in a new order. */
  sampler?: SamplerSettings;

  /** When to end before all epochs are done. Default: never. */
  earlyStopping?: EarlyStoppingSettings;

  /** How often the validation split is measured. Default: `{ epochs: 1 }`. */
  validateEvery?: ValidateEverySettings;

  /** Validations and checkpoints use a moving average of the weights. Default: the weights as they are. */
  averageWeights?: AverageWeightsSettings;

  /**
   * Changes training pictures before the model sees them; validation and test pictures stay as they are. The pictures
   * are already normalized to 0..1.
   *
   * A transform gets every picture by itself, with randomness of its own: the same seed, epoch and picture give the same
   * result. A function gets and returns the whole batch, `[batch, 256, 256, 1]`, between the steps.
   *
   * @example
   * augment: new Compose([
   *   new RandomHorizontalFlip(),
   *   new RandomAffine({ degrees: 10, translate: [0.05, 0.05], interpolation: 'bilinear' }),
   *   new RandGaussianNoise({ prob: 0.5, std: 0.05 }),
   * ])
   */
  augment?: Transform | ((images: tf.Tensor4D) => tf.Tensor4D);

  /**
   * A whole number that fixes everything random in the run: first weights, order of the slices, dropout,
   * `Math.random()`. The same seed and the same code give the same numbers. Default: 0.
   */
  seed?: number;
}

const definedTrainings = new WeakSet<object>();

/** What a training file exports by default. Made by {@link defineTraining}. */
export interface Training {
  readonly settings: TrainingSettings;
}

/**
 * Describes one training run. A training file exports the result by default:
 *
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { defineTraining } from 'lits';
 *
 * export default defineTraining({
 *   model: () => createModel(),
 *   epochs: 3,
 *   batchSize: 16,
 *   optimizer: { name: 'adam', learningRate: 1e-3 },
 * });
 */
export function defineTraining(settings: TrainingSettings): Training {
  const training = Object.freeze({ settings });
  definedTrainings.add(training);
  return training;
}

/**
 * Whether a value was made by {@link defineTraining}.
 * @internal
 */
export function isTraining(value: unknown): value is Training {
  return typeof value === 'object' && value !== null && definedTrainings.has(value);
}
