import * as tf from '@tensorflow/tfjs';
import { probeFindings, type PipelineFinding } from '../../augment';
import { imageSide } from '../../course/classes';
import { within } from '../../engine';
import { t } from '../../words';
import { runStudentCode, type Log, type Program } from '../program';
import { randomStream } from '../random';
import { valuesOf } from '../valuesOf';

type BatchFunction = (images: tf.Tensor4D) => tf.Tensor4D;

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

/**
 * Tries a function that augments whole batches on four equal pictures, and says what stands out.
 * @throws FailureError with the student's line when the function fails.
 */
export async function probeFunction(
  augment: BatchFunction,
  { program, log, deadlineMs }: { program: Program; log: Log; deadlineMs: number },
): Promise<PipelineFinding[]> {
  const length = imageSide ** 2;
  // Every value once. Neighbours differ little, and the picture differs from its mirror images.
  const picture = Float32Array.from({ length }, (_, i) => i / (length - 1));
  const run = async (values: Float32Array, seed: number): Promise<Float32Array | undefined> => {
    const scope = {
      log,
      random: randomStream(seed, 'augment'),
      task: t('trying your augmentation'),
      deadlineMs,
    };
    const record = () =>
      runStudentCode(program, scope, () =>
        tf.tidy(() => {
          const one = tf.tensor4d(values, [1, imageSide, imageSide, 1]);
          return within('augment', () => augment(one.tile([4, 1, 1, 1])));
        }),
      ) as unknown;
    const result = record();
    // The first training step refuses a result of another kind, and says why.
    if (!isTensor(result) || result.size !== 4 * length) return undefined;
    try {
      return await valuesOf(result, { program, scope, record });
    } finally {
      result.dispose();
    }
  };
  const first = await run(picture, 1);
  const second = await run(picture, 2);
  const ofDarker = await run(
    picture.map((value) => value * 0.5 + 0.2),
    1,
  );
  return first && second && ofDarker ? probeFindings({ picture, first, second, ofDarker }) : [];
}
