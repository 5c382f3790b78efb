import type * as tf from '@tensorflow/tfjs';
import type { Program } from '../program';
import { rememberBirths } from '../program/layers';
import type { Forward } from '../step';
import { observePass, type Pass } from './pass';
import { mustKnowItsVariables } from './weights';

export { mustHoldItsWeights } from './heldWeights';
export { outputRemarks } from './output';
export type { Pass } from './pass';
export { mustReachItsWeights } from './weights';

/**
 * Runs a model, and refuses it when it computes with what would be neither trained nor saved.
 * @param inspect looks at the pass before anything else is done with it
 */
export function watchedForward(
  program: Program,
  inspect?: (pass: Pass, model: tf.LayersModel) => void,
): Forward {
  return (model, images, training) => {
    const pass = rememberBirths(program, 'pass', () => observePass(model, images, training));
    mustKnowItsVariables(program, pass);
    inspect?.(pass, model);
    return pass.logits;
  };
}
