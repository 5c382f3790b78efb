import path from 'node:path';
import { evaluationOf } from '../evaluate/evaluation';
import { crossEntropyOfLogits } from '../evaluate/crossEntropy';
import type { Evaluation } from '../protocol/evaluation';
import type { EvaluateJob } from '../protocol/jobs/evaluationJobs';
import type { Prediction } from '../protocol/run';
import { writeEvaluation } from '../runs';
import { t } from '../words';
import type { JobContext } from './context';
import { rowOf } from './loss';
import { noPrediction, probabilitiesOf } from './probabilities';
import { openRunData } from './runData';
import { loadRunModel } from './runModel';
import { predictSplit } from './validation';

/**
 * Predicts a whole split with a run's checkpoint and stores the evaluation (`writeEvaluation`).
 * @throws FailureError when the run has no such checkpoint, or the data set has changed since; the signal's reason
 * when aborted.
 */
export async function evaluateRun(job: EvaluateJob, context: JobContext): Promise<Evaluation> {
  const { signal, emit, deadlines } = context;
  const { run, program, model, checkpoint, log } = await loadRunModel(job, context, 'evaluate');
  const { config, dataset: trainedOn } = run;

  const dataset = await openRunData(trainedOn, context);
  const split = dataset.split(job.split);
  emit({ type: 'state', state: 'running' });
  const predictions: Prediction[] = [];
  const begin = performance.now();
  const options = { program, model, signal, log, stepDeadlineMs: deadlines.stepMs };
  for await (const { batch, logits } of predictSplit(options, split, config.batchSize)) {
    probabilitiesOf(logits, batch, split).forEach((probabilities, row) => {
      const { file, patient, slice, label } = split.entry(batch.indices[row]);
      const crossEntropy = crossEntropyOfLogits(rowOf(logits, row), label);
      if (!Number.isFinite(crossEntropy)) throw noPrediction(logits, batch, split, row);
      predictions.push({ file, patient, slice, label, probabilities, crossEntropy });
    });
    const done = predictions.length;
    const rate = done / ((performance.now() - begin) / 1000);
    const etaSeconds = (split.count - done) / rate;
    emit({
      type: 'progress',
      phase: 'evaluate',
      text: t('Evaluating {0}', job.split),
      done,
      total: split.count,
      unit: 'slices',
      rate,
      etaSeconds,
    });
  }
  signal.throwIfAborted();
  await dataset.unchanged;

  const source = {
    run: run.id,
    name: run.name,
    split: job.split,
    checkpoint: job.checkpoint,
    epoch: checkpoint.epoch,
    weights: checkpoint.fingerprint,
    datasetFingerprint: dataset.fingerprint,
    datasetName: path.basename(dataset.path),
    ...(dataset.doubts.length > 0 ? { doubts: [...dataset.doubts] } : {}),
    createdAt: new Date().toISOString(),
  };
  const evaluation = evaluationOf(source, predictions);
  await writeEvaluation(job.runDir, evaluation, checkpoint.step);
  return evaluation;
}
