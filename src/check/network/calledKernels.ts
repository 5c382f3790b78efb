import * as tf from '@tensorflow/tfjs';
import type { Place } from '../../protocol/checkReport';
import type { Subject } from '../subject';
import { recordKernels } from './observe';

/**
 * Kernels of TensorFlow.js that student code calls, in their order, each with the student's innermost line.
 * @param task what it is asked to do, in the language that is spoken
 */
export function calledKernels(
  subject: Subject,
  task: string,
  run: () => unknown,
): { kernel: string; at: Place | undefined }[] {
  return subject.call(task, () =>
    tf.tidy(() => {
      const { observation } = recordKernels(() => void run());
      observation.release();
      return observation.calls.map(({ kernel, stack }) => ({
        kernel,
        at: subject.placesOnStack(stack).at(0),
      }));
    }),
  );
}
