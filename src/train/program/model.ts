import * as tf from '@tensorflow/tfjs';
import { classCount, classNames, classText, imageSide } from '../../course/classes';
import { FailureError } from '../../protocol/failure';
import type { Failure, StudentProblem } from '../../protocol/run';
import { t } from '../../words';
import type { SourcePosition } from './typecheck';

/** Of what a model takes, without the batch. */
export const inputShape = [imageSide, imageSide, 1];

/**
 * Checks what a student's `model()` returned: a model with one input [batch, 256, 256, 1] and one output [batch, 3].
 * @param position where the model is defined
 * @throws FailureError that says which shape was found.
 */
export function checkModel(value: unknown, position: SourcePosition): tf.LayersModel {
  const wrong = (failure: Omit<Failure, 'problems'>, mend?: StudentProblem['mend']) =>
    new FailureError({
      ...failure,
      problems: [{ ...position, severity: 'error', message: failure.what, source: 'runtime', mend }],
    });
  if (!(value instanceof tf.LayersModel))
    throw wrong({
      what: t('model() returned {0} where a model was expected.', kindOf(value)),
      next: t('Return the result of tf.sequential() or tf.model().'),
    });
  if (value.layers.length === 0)
    throw wrong({ what: t('The model has no layers.'), next: t('Add layers to it before you return it.') });
  if (value.inputs.length !== 1 || value.outputs.length !== 1)
    throw wrong({
      what: t(
        'The model has {0} inputs and {1} outputs; it needs one of each.',
        value.inputs.length,
        value.outputs.length,
      ),
      next: t('Give tf.model() one input and one output.'),
    });
  const found = value.inputs[0]?.shape ?? [];
  if (!fits(found, [null, ...inputShape]))
    throw wrong(
      {
        what: t(
          'The model takes pictures of shape {0}, but the slices have shape {1}.',
          show(found),
          show([null, ...inputShape]),
        ),
        next: t('Give the first layer inputShape: [{0}].', inputShape.join(', ')),
      },
      { inputShape },
    );
  const output = value.outputs[0]?.shape ?? [];
  if (output.length !== 2 || output[1] !== classCount)
    throw wrong({
      what: t(
        "The model's output has shape {0}, but {1} is needed: one logit for each of the {2} classes ({3}).",
        show(output),
        show([null, classCount]),
        classCount,
        classNames.map(classText).join(', '),
      ),
      next:
        output.length === 2
          ? t('End the model with a dense layer of {0} units.', classCount)
          : t('Flatten or pool the picture, then end the model with a dense layer of {0} units.', classCount),
    });
  if (trainableParameters(value) === 0)
    throw wrong({
      what: t('The model has no trainable parameters.'),
      next: t('Add layers with weights, or set trainable to true.'),
    });
  return value;
}

/** Count of all numbers that training changes. */
export function trainableParameters(model: tf.LayersModel): number {
  return model.trainableWeights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
}

function fits(found: readonly (number | null)[], expected: readonly (number | null)[]): boolean {
  return (
    found.length === expected.length &&
    found.every((size, axis) => size === null || expected[axis] === null || size === expected[axis])
  );
}

function show(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? 'batch').join(', ')}]`;
}

/** What a value is, in words. */
export function kindOf(value: unknown): string {
  if (value instanceof Promise) return t('a promise (is it an async function?)');
  if (value === undefined) return t('nothing (is a return missing?)');
  if (Array.isArray(value)) return t('an array');
  if (value instanceof tf.Tensor) return t('a tensor');
  if (value instanceof tf.SymbolicTensor) return t('the output of a layer');
  if (value instanceof tf.layers.Layer) return t('a layer');
  return value === null ? 'null' : t('a value of type {0}', typeof value);
}
