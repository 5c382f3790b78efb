import * as tf from '@tensorflow/tfjs';
import { probeFindings, type PipelineFinding } from '../../augment';
import { imageSide } from '../../course/classes';
import { t } from '../../words';
import { runStudentCode, type Log, type Program } from '../program';
import { randomStream } from '../random';
import { valuesOf } from '../valuesOf';
import { CheckedBatchFunction, type BatchFunction } from './batchFunction';
import { augmentFailure } from './failure';

const length = imageSide ** 2;
const rows = [0, 1, 2, 3];

/**
 * Tries a function that augments whole batches on four pictures, and says what stands out.
 * @throws FailureError with the student's line when the function fails, or returns what no model can be trained with.
 */
export async function probeFunction(
  augment: BatchFunction,
  { program, log, deadlineMs }: { program: Program; log: Log; deadlineMs: number },
): Promise<PipelineFinding[]> {
  const checked = new CheckedBatchFunction(augment, program);
  const run = async (pictures: readonly Float32Array[], seed: number): Promise<Float32Array> => {
    const scope = {
      log,
      random: randomStream(seed, 'augment'),
      task: t('trying your augmentation'),
      setting: 'augment' as const,
      deadlineMs,
    };
    const record = () =>
      runStudentCode(program, scope, () =>
        tf.tidy(() =>
          checked.apply(
            tf.concat(pictures.map((values) => tf.tensor4d(values, [1, imageSide, imageSide, 1]))),
          ),
        ),
      );
    const result = record();
    try {
      const values = await valuesOf(result, { program, scope, record });
      await checked.checkedValues();
      return values;
    } finally {
      result.dispose();
      checked.dispose();
    }
  };

  // Every value once. Neighbours differ little, and the picture differs from its mirror images.
  const picture = Float32Array.from({ length }, (_, i) => i / (length - 1));
  const four = (values: Float32Array) => rows.map(() => values);
  const first = await run(four(picture), 1);
  const second = await run(four(picture), 2);
  const ofDarker = await run(four(picture.map((value) => value * 0.5 + 0.2)), 1);

  const different = rows.map((row) => picture.map((value) => value * (1 - row * 0.2)));
  const made = await run(different, 1);
  for (const row of rows) {
    const changed = different.with(
      row,
      different[row].map((value) => 1 - value),
    );
    mustKeepPlaces(row, made, await run(changed, 1), program);
  }
  return probeFindings({ picture, first, second, ofDarker });
}

/** A picture that is changed must come out changed in its own place, because its label stays there. */
function mustKeepPlaces(row: number, before: Float32Array, after: Float32Array, program: Program): void {
  const of = (batch: Float32Array, place: number) => batch.subarray(place * length, (place + 1) * length);
  const isChanged = (place: number) => of(before, place).some((value, i) => value !== of(after, place)[i]);
  if (!isChanged(row) && rows.some(isChanged))
    throw augmentFailure(
      program,
      t(
        'augment gives pictures the places of other pictures in the batch, but the labels stay where they are: they would be wrong.',
      ),
    );
}
