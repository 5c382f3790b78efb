import { pipelineFindings, Transform, type TransformDescription } from '../../augment';
import { pipelineSchema } from '../../protocol/augmentation';
import type { TrainingSettings } from '../../student';
import { foreign } from '../../words';
import { openAugmenter, tryPipeline, type Augmenter, type AugmenterOptions } from './augmenter';
import type { BatchFunction } from './batchFunction';
import { probeFunction } from './probe';

export { CheckedBatchFunction, type BatchFunction } from './batchFunction';
export { countLostLesions } from './lesions';

/** How the training pictures of a run are augmented. */
export interface Augmentation {
  /** What the run records. */
  description: TransformDescription;
  /** Applied to each picture, before the step. */
  pipeline?: Transform;
  /** Applied to the whole batch, in the step. */
  batchFunction?: BatchFunction;
}

/** The augmentation that a training's settings ask for; undefined where they have none. It may run student code. */
export function augmentationOf(augment: TrainingSettings['augment']): Augmentation | undefined {
  if (!augment) return undefined;
  if (augment instanceof Transform) return { description: described(augment), pipeline: augment };
  return { description: { name: nameOf(augment.name), custom: true }, batchFunction: augment };
}

/** More of a description is not recorded. */
const longestDescription = 100_000;

/** What a pipeline says of itself. A transform of the student's own may say anything; then its name is all that is kept. */
function described(pipeline: Transform): TransformDescription {
  const text = JSON.stringify(pipeline.describe());
  const { data } = pipelineSchema.safeParse(text.length > longestDescription ? undefined : JSON.parse(text));
  return data ?? { name: nameOf(pipeline.constructor.name), custom: true };
}

const nameOf = (name: unknown) => (typeof name === 'string' && name !== '' ? foreign(name, 80) : 'augment');

/**
 * Tries an augmentation out, and logs effects that its author may not have meant.
 * @returns what augments each picture; undefined for a function, which augments whole batches
 * @throws FailureError with the student's line when it fails.
 */
export async function startAugmentation(
  { description, pipeline, batchFunction }: Augmentation,
  options: AugmenterOptions,
): Promise<Augmenter | undefined> {
  if (pipeline) tryPipeline(pipeline, options, description);
  const findings = batchFunction
    ? await probeFunction(batchFunction, options)
    : pipelineFindings(description);
  for (const { id, message } of findings) options.log('warning', `augment: ${message} (${id})`);
  return pipeline && openAugmenter(pipeline, options, description);
}
