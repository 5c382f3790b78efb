import * as tf from '@tensorflow/tfjs';
import { FailureError } from '../../protocol/failure';
import { list, t } from '../../words';

/** So many weights are named. */
const mostNames = 3;

/**
 * Refuses to go on with a model whose weights were disposed: it cannot compute any more, nor be saved.
 * @throws FailureError that names them
 */
export function mustHoldItsWeights(model: tf.LayersModel): void {
  const gone = model.weights.filter(isDisposed).map(({ name }) => name);
  if (gone.length === 0) return;
  const named = gone.length > mostNames ? [...gone.slice(0, mostNames), '…'] : gone;
  throw new FailureError({
    what: t('Weights of the model are gone: {0}.', list(named)),
    why: t('Your code has disposed them, as tf.disposeVariables() or dispose() of a layer does.'),
    next: t('Dispose only tensors that your code has made itself.'),
  });
}

/** `tf.disposeVariables()` marks no variable as disposed: it only strikes it off. */
function isDisposed(weight: tf.LayerVariable): boolean {
  try {
    const variable = weight.read() as tf.Variable;
    return tf.engine().registeredVariables[variable.name] !== variable;
  } catch {
    // A weight that was disposed says so by an error.
    return true;
  }
}
