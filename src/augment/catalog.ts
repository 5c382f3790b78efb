import type { TransformDescription, TransformSpec } from './spec';
import type { Transform } from './transform';
import { RandomAffine, RandomRotation } from './transforms/affine';
import { ColorJitter } from './transforms/colour';
import { Compose, RandomApply, RandomChoice, RandomOrder } from './transforms/containers';
import { Normalize } from './transforms/conversion';
import { GaussianBlur } from './transforms/filters';
import { RandomHorizontalFlip, RandomVerticalFlip } from './transforms/flips';

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
  ColorJitter,
  GaussianBlur,
  Normalize,
];

/** Every transform of this library as data, in the order in which a list shows them. */
export const transformSpecs: readonly TransformSpec[] = [...listed, ...containers].map(({ spec }) => spec);

/** Whether a description holds everything: no code of the student's own in it. */
export function isComplete({ custom, transforms = [] }: TransformDescription): boolean {
  return !custom && transforms.every(isComplete);
}

/**
 * Makes the transform that a description describes.
 * @throws RangeError for a name that is not known or code of the student's own; what the transform throws for its parameters.
 */
export function createTransform({ name, parameters = {}, transforms }: TransformDescription): Transform {
  const single = listed.find(({ spec }) => spec.name === name);
  // The class checks the values it is given.
  if (single) return new single(parameters as never);
  const container = containers.find(({ spec }) => spec.name === name);
  if (container) return new container((transforms ?? []).map(createTransform), parameters);
  throw new RangeError(`There is no transform '${name}'.`);
}
