import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describeDataset } from './describeDataset';
import { version as productVersion } from '../../package.json';
import type { Dataset } from '../data';
import { remarkText } from '../evaluate/remarkText';
import { FailureError, messageOf, toFailure } from '../protocol/failure';
import { failureText } from '../protocol/failureText';
import type { TrainJob } from '../protocol/jobs/trainJob';
import { epochText } from '../protocol/progressText';
import type { CheckpointName, EpochLine, RunConfig, RunRecord, StepLine } from '../protocol/run';
import {
  checkpointFolder,
  runLog,
  RunLogWriter,
  runName,
  RunWriter,
  saveProgram,
  setAsideUnbegun,
} from '../runs';
import { t, visible } from '../words';
import { augmentationOf, countLostLesions, startAugmentation, type Augmentation } from './augmentation';
import type { Augmenter } from './augmentation/augmenter';
import { saveCheckpoint, type Progress } from './checkpoint';
import type { JobContext } from './context';
import { TimeEstimate } from './estimate';

import { logHeading } from './logTexts';
import { mustBeRestorable } from './rebuilt';
import { stepsOfEpoch, totalSteps, trainModel, type LoopEnd, type LoopObserver } from './loop';
import { recordedSettings } from './recordedSettings';
import { validationsOf } from './steering';
import { openData } from './openData';
import { mustHoldItsWeights } from './pass';
import {
  askStudentCode,
  buildTraining,
  describeOptimizer,
  loadTraining,
  trainableParameters,
  type LoadedTraining,
  type Log,
} from './program';

/** The record's progress is written at most this often. Metrics are written in every step. */
const recordEveryMs = 2000;

/**
 * Trains a student's model into a new run folder. Everything is written there before it is reported.
 * A run that was stopped is no error: its record says so.
 * @throws FailureError, after the run's record has been closed with it.
 */
export async function runTraining(job: TrainJob, context: JobContext): Promise<RunRecord> {
  const writer = await RunWriter.create(job.runDir, {
    name: runName(job.file),
    state: 'starting',
    worker: context.worker,
    file: path.resolve(job.file),
    device: context.engine.device,
    threads: context.engine.threads,
    versions: {
      lits: productVersion,
      node: process.versions.node,
      tfjs: tf.version_core,
      backend: context.engine.backend,
    },
  });
  const { emit } = context;
  const kept = new RunLogWriter(runLog(writer.folder), (error) =>
    emit({ type: 'log', level: 'warning', text: t('The log cannot be written: {0}', messageOf(error)) }),
  );
  const log: Log = (level, text) => {
    kept.add(level, text);
    emit({ type: 'log', level, text });
  };
  try {
    const state = await trainInto(writer, job, context, log, kept).finally(() => kept.end());
    if (state === 'stopped') throwIfCannotGoOn(context.signal);
    await writer.end({ state });
    return writer.record;
  } catch (error) {
    if (context.signal.aborted && !(context.signal.reason instanceof FailureError)) {
      await writer.end({ state: 'stopped' });
      return writer.record;
    }
    const failure = toFailure(error);
    kept.add('error', failureText(failure));
    kept.end();
    try {
      await writer.end({ state: 'failed', failure });
      await setAsideUnbegun(writer.folder);
    } catch (second) {
      context.emit({
        type: 'log',
        level: 'error',
        text: t("The run's end could not be written: {0}", String(second)),
      });
    }
    throw error instanceof FailureError ? error : new FailureError(failure, error);
  }
}

async function trainInto(
  writer: RunWriter,
  job: TrainJob,
  context: JobContext,
  log: Log,
  kept: RunLogWriter,
): Promise<'done' | 'stopped'> {
  const { deadlines } = context;
  const training = await loadTraining(writer.record.file, { typings: context.typings, log, deadlines });
  await saveProgram(writer.folder, training.program.bundle);
  await writer.update({
    codeHash: training.program.bundle.hash,
    ...(training.settings.name ? { name: visible(training.settings.name) } : {}),
  });

  // Before the data is opened: a model that does not fit is known in seconds, and packing a large data set takes minutes.
  const seed = job.seed ?? training.settings.seed ?? 0;
  const { model, optimizer } = buildTraining(training, { seed, log, deadlines });
  const { program } = training;
  const ask = <T>(read: () => T) =>
    askStudentCode(program, { log, deadlines }, t('reading your settings'), read);
  const augmentation = ask(() => augmentationOf(training.settings.augment));
  const described = ask(() => describeOptimizer(training.settings.optimizer, optimizer));
  const augmenting = { program, seed, log, deadlineMs: deadlines.stepMs };
  const augmenter =
    augmentation &&
    (await startAugmentation(augmentation, { ...augmenting, threads: augmentThreads(context) }));
  try {
    return await trainOn({
      writer,
      job,
      context,
      log,
      kept,
      training,
      model,
      optimizer,
      described,
      seed,
      augmentation,
      augmenter,
    });
  } finally {
    await augmenter?.close();
  }
}

/** As many threads as the engine has: they work while it waits, and step aside while it computes. */
function augmentThreads({ augmentThread, engine }: JobContext) {
  return augmentThread === undefined
    ? undefined
    : { program: augmentThread, count: Math.min(engine.threads, 8) };
}

interface Parts {
  writer: RunWriter;
  job: TrainJob;
  context: JobContext;
  log: Log;
  /** For what only the log of the run is to say: the rest is told as it is. */
  kept: RunLogWriter;
  training: LoadedTraining;
  model: tf.LayersModel;
  optimizer: tf.Optimizer;
  /** What the run records of the optimizer. */
  described: ReturnType<typeof describeOptimizer>;
  seed: number;
  augmentation: Augmentation | undefined;
  augmenter: Augmenter | undefined;
}

async function trainOn(parts: Parts): Promise<'done' | 'stopped'> {
  const {
    writer,
    job,
    context,
    log,
    kept,
    training,
    model,
    optimizer,
    described,
    seed,
    augmentation,
    augmenter,
  } = parts;
  const { deadlines } = context;
  const dataset = await openData(job.data, context);
  const changed = new AbortController();
  dataset.unchanged.catch((error: unknown) => changed.abort(error));
  const signal = AbortSignal.any([context.signal, changed.signal]);
  const config = {
    ...configOf(job, training, described, seed),
    ...(augmentation ? { augment: recorded(augmentation) } : {}),
  };
  const steps = totalSteps(config, dataset.split('train').count);
  await writer.update({
    state: 'running',
    config,
    dataset: describeDataset(dataset),
    parameters: trainableParameters(model),
    progress: { epoch: 0, step: 0, totalSteps: steps },
  });
  context.emit({ type: 'state', state: 'running' });
  for (const line of logHeading(writer.record, model)) kept.add('info', line);
  for (const doubt of dataset.doubts) log('warning', remarkText(doubt));

  await warnOfLostLesions(parts, dataset);

  let saved = 0;
  const save = async (name: CheckpointName, progress: Progress) => {
    mustHoldItsWeights(model);
    await saveCheckpoint(checkpointFolder(writer.folder, name), model, progress);
    saved = progress.step;
  };
  const end = await trainModel({
    program: training.program,
    model,
    optimizer,
    augment: augmentation?.batchFunction,
    augmenter,
    config,
    steering: training.settings,
    train: dataset.split('train'),
    validation: dataset.split('val'),
    signal,
    log,
    stepDeadlineMs: deadlines.stepMs,
    afterFirstStep: (batch) => mustBeRestorable({ training, model, config, deadlines }, batch),
    observer: observerFor({
      writer,
      kept,
      context,
      log,
      config,
      dataset,
      steps,
      validations: validationsOf(training.settings, {
        steps,
        epochs: Math.ceil(steps / stepsOfEpoch(config, dataset.split('train').count)),
      }),
      save,
    }),
  });
  if (end.restored) await save('last', end.restored);
  else if (end.step > saved) await save('last', { step: end.step, epoch: end.epoch });
  if (end.stoppedEarly) await tellEarlyStop(parts, end);
  await dataset.unchanged;
  return end.state;
}

async function tellEarlyStop({ writer, training, log }: Parts, end: LoopEnd): Promise<void> {
  const { metric, patience } = training.settings.earlyStopping ?? { metric: '', patience: 0 };
  const { step, epoch, restored } = end;
  await writer.update({ stoppedEarly: { step, epoch } });
  log(
    'info',
    t(
      'Stopped early in epoch {0}: {1} was not better in {2} validations.',
      epoch,
      metric,
      Math.max(1, patience),
    ),
  );
  if (restored)
    log('info', t('The weights are those of step {0}, in epoch {1}.', restored.step, restored.epoch));
}

/** A copy of the description, with the type that the record's schema has. */
function recorded({ description }: Augmentation): RunConfig['augment'] {
  return JSON.parse(JSON.stringify(description)) as RunConfig['augment'];
}

async function warnOfLostLesions(
  { training, seed, log, context, augmentation }: Parts,
  dataset: Dataset,
): Promise<void> {
  if (!augmentation?.pipeline) return;
  const { signal, deadlines } = context;
  const options = { program: training.program, seed, log, deadlineMs: deadlines.stepMs, signal };
  const loss = await countLostLesions(augmentation.pipeline, dataset.split('train'), dataset.path, options);
  if (!loss || loss.lost === 0) return;
  log(
    'warning',
    `augment: ${t(
      'In {0} of {1} slices with a lesion nothing of the lesion is left after your augmentation: their label would be wrong. Shift, crop and erase less.',
      loss.lost,
      loss.tried,
    )} (removes-lesion)`,
  );
}

function throwIfCannotGoOn(signal: AbortSignal): void {
  if (signal.reason instanceof FailureError) throw signal.reason;
}

function configOf(
  job: TrainJob,
  { settings }: LoadedTraining,
  described: Parts['described'],
  seed: number,
): RunConfig {
  return {
    epochs: job.epochs ?? settings.epochs,
    batchSize: job.batchSize ?? settings.batchSize,
    ...(job.maxSteps ? { maxSteps: job.maxSteps } : {}),
    ...described,
    seed,
    augmented: settings.augment !== undefined,
    ...(settings.accumulate ? { accumulate: settings.accumulate } : {}),
    settings: recordedSettings(settings),
  };
}

interface ObserverOptions {
  writer: RunWriter;
  kept: RunLogWriter;
  context: JobContext;
  log: Log;
  config: RunConfig;
  dataset: Dataset;
  steps: number;
  /** Of the whole run. */
  validations: number;
  save: (name: CheckpointName, progress: Progress) => Promise<void>;
}

function observerFor({
  writer,
  kept,
  context,
  log,
  config,
  dataset,
  steps,
  validations,
  save,
}: ObserverOptions): LoopObserver {
  const { emit } = context;
  const validationCount = dataset.split('val').count;
  const estimate = new TimeEstimate(config.batchSize * (config.accumulate ?? 1));
  let trained = 0;
  let validated = 0;
  const remaining = () => ({
    steps: steps - trained,
    validationSlices: validations * validationCount - validated,
  });
  let recordedAt = 0;
  let writing: Promise<void> = Promise.resolve();

  const write = (change: Partial<RunRecord>) => {
    writing = Promise.all([writing, writer.update(change)]).then(() => undefined);
    // The error is thrown where the loop waits for it: at the end of the epoch.
    writing.catch(() => undefined);
  };
  const recordProgress = (line: StepLine) => {
    if (performance.now() - recordedAt < recordEveryMs) return;
    recordedAt = performance.now();
    write({ progress: { epoch: line.epoch, step: line.step, totalSteps: steps } });
  };
  return {
    remark(problem) {
      log('warning', `${path.basename(problem.file)}:${problem.line}: ${problem.message}`);
      write({ remarks: [...(writer.record.remarks ?? []), problem] });
    },
    step(line) {
      estimate.stepDone();
      writer.appendMetric(line);
      recordProgress(line);
      emit({ type: 'metric', line });
      trained = line.step;
      emit({
        type: 'progress',
        phase: 'train',
        text: t('Training'),
        done: line.step,
        total: steps,
        unit: 'steps',
        ...estimate.progress(remaining()),
      });
    },
    validation(done, total) {
      const slices = done - (validated % validationCount);
      estimate.validated(slices);
      validated += slices;
      // The time left is the run's here, too: that of the validation alone would go to zero and back up after every epoch.
      const { etaSeconds } = estimate.progress(remaining());
      emit({
        type: 'progress',
        phase: 'validate',
        text: t('Validating'),
        done,
        total,
        unit: 'slices',
        ...(etaSeconds === undefined ? {} : { etaSeconds }),
      });
    },
    async epoch(line: EpochLine, improved) {
      await writing;
      const { epoch, step, valLoss, valAccuracy } = line;
      await save('last', { step, epoch });
      if (improved) await save('best', { step, epoch });
      writer.appendMetric(line);
      kept.add('info', epochText(line, config.epochs));
      await writer.update({
        progress: { epoch, step, totalSteps: steps },
        ...(improved ? { best: { epoch, step, valLoss, valAccuracy } } : {}),
      });
      emit({ type: 'metric', line });
      estimate.lap();
    },
  };
}
