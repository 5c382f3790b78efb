import type * as tf from '@tensorflow/tfjs';
import { pipelineFindings, Transform, type TransformDescription } from '../../augment';
import type { TrainingSettings } from '../../student';
import { openAugmenter, tryPipeline, type Augmenter, type AugmenterOptions } from './augmenter';
import { probeFunction } from './probe';

export { countLostLesions } from './lesions';

/** How the training pictures of a run are augmented. */
export interface Augmentation {
  /** What the run records. */
  description: TransformDescription;
  /** Applied to each picture, before the step. */
  pipeline?: Transform;
  /** Applied to the whole batch, in the step. */
  batchFunction?: (images: tf.Tensor4D) => tf.Tensor4D;
}

/** The augmentation that a training's settings ask for; undefined where they have none. */
export function augmentationOf(augment: TrainingSettings['augment']): Augmentation | undefined {
  if (!augment) return undefined;
  if (augment instanceof Transform) return { description: augment.describe(), pipeline: augment };
  return { description: { name: augment.name || 'augment', custom: true }, batchFunction: augment };
}

/**
 * Tries an augmentation out, and logs effects that its author may not have meant.
 * @returns what augments each picture; undefined for a function, which augments whole batches
 * @throws FailureError with the student's line when it fails.
 */
export async function startAugmentation(
  { description, pipeline, batchFunction }: Augmentation,
  options: AugmenterOptions,
): Promise<Augmenter | undefined> {
  if (pipeline) tryPipeline(pipeline, options);
  const findings = batchFunction
    ? await probeFunction(batchFunction, options)
    : pipelineFindings(description);
  for (const { id, message } of findings) options.log('warning', `augment: ${message} (${id})`);
  return pipeline && openAugmenter(pipeline, options);
}
