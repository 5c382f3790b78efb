import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { classNames } from '../course/classes';
import { openDataset } from '../data';
import { evaluatePredictions } from '../evaluate/metrics';
import { FailureError } from '../protocol/failure';
import type { EvaluateJob } from '../protocol/jobs';
import type { Evaluation, Prediction } from '../protocol/run';
import { runFiles } from '../protocol/runFolder';
import type { JobContext } from './context';
import { predictSplit } from './loop';
import { loadRunModel } from './runModel';
import { softmaxRows } from './step';

/**
 * Predicts a whole split with a run's checkpoint and writes `evaluation.json` into its folder.
 * @throws FailureError when the run has no such checkpoint, or the data set has changed since; the signal's reason
 * when aborted.
 */
export async function evaluateRun(job: EvaluateJob, context: JobContext): Promise<Evaluation> {
  const { signal, emit, deadlines } = context;
  const { run, program, model, log } = await loadRunModel(job, context, 'evaluate');
  const { config, dataset: trainedOn } = run;

  const dataset = await openDataset(trainedOn.path, {
    signal,
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
  if (dataset.fingerprint !== trainedOn.fingerprint)
    throw new FailureError({
      what: 'The data set has changed since this run was trained.',
      why: 'Slices of this split may have been used for training, so the result would mean nothing.',
      next: 'Put the old data set back, or train again on the new one.',
    });

  const split = dataset.split(job.split);
  emit({ type: 'state', state: 'running' });
  const predictions: Prediction[] = [];
  const begin = performance.now();
  const options = { program, model, signal, log, stepDeadlineMs: deadlines.stepMs };
  for await (const { batch, logits } of predictSplit(options, split, config.batchSize)) {
    softmaxRows(logits).forEach((probabilities, row) => {
      const { file, patient, slice, label } = split.entry(batch.indices[row]);
      predictions.push({ file, patient, slice, label, probabilities });
    });
    const done = predictions.length;
    const rate = done / ((performance.now() - begin) / 1000);
    const etaSeconds = (split.count - done) / rate;
    emit({
      type: 'progress',
      phase: `Evaluating ${job.split}`,
      done,
      total: split.count,
      unit: 'slices',
      rate,
      etaSeconds,
    });
  }
  signal.throwIfAborted();

  const metrics = evaluatePredictions(
    predictions.map(({ label }) => label),
    predictions.map(({ probabilities }) => probabilities),
    classNames,
  );
  const evaluation: Evaluation = {
    version: 1,
    createdAt: new Date().toISOString(),
    split: job.split,
    checkpoint: job.checkpoint,
    datasetFingerprint: dataset.fingerprint,
    volumes: split.volumes,
    ...metrics,
    predictions,
  };
  await writeFileAtomic(path.join(job.runDir, runFiles.evaluation), `${JSON.stringify(evaluation)}\n`);
  return evaluation;
}
