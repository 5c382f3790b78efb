import type * as tf from '@tensorflow/tfjs';
import { GraphError, retrace } from '../engine';
import { FailureError } from '../protocol/failure';
import { studentFailure, type Program, type Scope } from './program';

interface Recorded {
  program: Program;
  scope: Scope;
  /** Records the tensor again. */
  record: () => unknown;
}

/**
 * The numbers of a tensor. The engine computes when values are read, so an error in the student's code may appear here.
 * @throws FailureError with the student's layer and line, where the graph cannot be run.
 */
export async function valuesOf(
  tensor: tf.Tensor,
  { program, scope, record }: Recorded,
): Promise<Float32Array> {
  try {
    return await tensor.data<'float32'>();
  } catch (error) {
    if (error instanceof FailureError) throw error;
    if (error instanceof GraphError && error.failure.reason === 'refused') retrace(error, record);
    throw studentFailure(program, scope, error);
  }
}
