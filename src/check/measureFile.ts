import path from 'node:path';
import { classCount } from '../course/classes';
import { openDataset } from '../data';
import { accuracy, balancedAccuracy } from '../evaluate/agreement';
import { confusionMatrix } from '../evaluate/confusion';
import { FailureError } from '../protocol/failure';
import type { Measured, MeasureJob } from '../protocol/jobs/measureJob';
import { predictedOf } from '../train';
import { t } from '../words';
import type { CheckExerciseOptions } from './checkExercise';
import { findConfinement } from './contained/confinement';
import { ContainedRunner } from './contained/host';
import { prepareFile } from './prepare';

/** Few enough that ResNet-50 predicts them well within the time that student code has. */
const batchSize = 8;

/**
 * Predicts a split with a student's model and the weights of a checkpoint. The file's code runs contained, and hears of the pictures
 * alone: it knows neither their names nor their classes.
 * @throws FailureError when code, weights or data are not those that the run says, or the model predicts nothing; the signal's
 * reason when aborted
 */
export async function measureFile(
  { file, codeHash, checkpoint, data, dataFingerprint, split }: Omit<MeasureJob, 'threads'>,
  options: Pick<CheckExerciseOptions, 'typings' | 'program' | 'threads' | 'signal' | 'log'>,
): Promise<Measured> {
  const { typings, program, threads, signal, log } = options;
  const folder = path.dirname(path.resolve(file));
  const name = path.basename(file);
  const prepared = await prepareFile(name, { folder, typings, runs: [] });
  const { compiled } = prepared;
  if (typeof compiled === 'object' && 'failure' in compiled) throw new FailureError(compiled.failure);
  if (compiled === 'absent' || compiled.program.bundle.hash !== codeHash)
    throw new FailureError({ what: t('The code of the run is not the code that was handed in.') });
  const dataset = await openDataset(data, { signal });
  if (dataset.fingerprint !== dataFingerprint)
    throw new FailureError({
      what: t('The run was trained on other data than "{0}".', path.basename(data)),
    });

  const slices = dataset.split(split);
  const work = { folder, files: [prepared], threads, program };
  const confinement = await findConfinement(program, [checkpoint]);
  const runner = new ContainedRunner(work, confinement, signal, log);
  const [labels, predicted]: [number[], number[]] = [[], []];
  let weights = '';
  try {
    for await (const batch of slices.batches({ batchSize })) {
      signal.throwIfAborted();
      const { buffer, byteOffset, byteLength } = batch.images;
      const images = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
      const answer = await runner.predict({ file: name, checkpoint, images });
      if (answer.logits.length !== batch.labels.length * classCount)
        throw new FailureError({
          what: t(
            'The model gives {0} numbers for {1} slices instead of {2}.',
            answer.logits.length,
            batch.labels.length,
            batch.labels.length * classCount,
          ),
        });
      weights = answer.weights;
      labels.push(...batch.labels);
      predicted.push(...predictedOf(Float32Array.from(answer.logits)));
    }
    await dataset.unchanged;
  } finally {
    await runner.dispose();
  }
  const matrix = confusionMatrix(labels, predicted, classCount);
  return {
    slices: labels.length,
    accuracy: accuracy(matrix),
    balancedAccuracy: balancedAccuracy(matrix),
    weights,
  };
}
