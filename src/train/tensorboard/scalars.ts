import type { EpochLine, MetricLine, StepLine } from '../../protocol/run';
import type { Scalars } from './event';

type Tags<L> = Readonly<Partial<Record<keyof L, string>>>;

/** What of a line TensorBoard gets, and under which name; a name's first part is the group that it is shown in. */
const stepTags: Tags<StepLine> = {
  loss: 'train/loss',
  accuracy: 'train/accuracy',
  objective: 'train/objective',
  learningRate: 'train/learning_rate',
  gradientNorm: 'train/gradient_norm',
};
const epochTags: Tags<EpochLine> = {
  valLoss: 'validation/loss',
  valAccuracy: 'validation/accuracy',
  valBalancedAccuracy: 'validation/balanced_accuracy',
  valF1: 'validation/f1',
  loss: 'epoch/train_loss',
  accuracy: 'epoch/train_accuracy',
  imagesPerSecond: 'machine/images_per_second',
  memoryBytes: 'machine/memory_bytes',
  deviceMemoryBytes: 'machine/device_memory_bytes',
  devicePeakBytes: 'machine/device_peak_bytes',
};

/** The figures of a line by their tags. */
export function scalarsOf(line: MetricLine): Scalars {
  return line.kind === 'step' ? named(line, stepTags) : named(line, epochTags);
}

function named<L extends MetricLine>(line: L, tags: Tags<L>): Scalars {
  const scalars: Record<string, number> = {};
  for (const key of Object.keys(tags) as (keyof L)[]) {
    const [tag, value] = [tags[key], line[key]];
    if (tag !== undefined && typeof value === 'number') scalars[tag] = value;
  }
  return scalars;
}
