import type * as tf from '@tensorflow/tfjs';
import { FailureError } from '../../protocol/failure';
import { t } from '../../words';
import { ownerOf } from './layers';
import { birthPosition, variablePosition, type Program } from './sandbox';

/**
 * Weights of other types than float32 would train, or not, and could not be saved.
 * @throws FailureError with the line of the first one.
 */
export function mustHaveFloatWeights(program: Program, model: tf.LayersModel): void {
  const wrong = model.weights.map((weight) => weight.read() as tf.Variable).filter(isNotFloat);
  const [first] = wrong;
  if (!first) return;
  const owner = ownerOf(program, first)?.name;
  const position = variablePosition(program, first) ?? birthPosition(program, owner);
  const what =
    owner === undefined
      ? t('A weight of the model has the type {0}, but weights must be float32.', first.dtype)
      : t('A weight of the layer {0} has the type {1}, but weights must be float32.', owner, first.dtype);
  throw new FailureError({
    what,
    why: t('Training changes weights by fractions, and only numbers of type float32 are saved with a model.'),
    next: t("Make it in build() with this.addWeight(name, shape, 'float32', …)."),
    problems: position ? [{ ...position, severity: 'error', message: what, source: 'runtime' }] : [],
  });
}

const isNotFloat = ({ dtype }: tf.Variable) => dtype !== 'float32';
