import { setImmediate } from 'node:timers/promises';
import type * as tf from '@tensorflow/tfjs';
import type { Batch, Split } from '../data';
import type { EpochLine, RunConfig, StepLine, StudentProblem } from '../protocol/run';
import { t } from '../words';
import { CheckedBatchFunction, type BatchFunction } from './augmentation';
import type { Augmenter } from './augmentation/augmenter';
import { explainNotFinite, KeptWeights } from './notFinite';
import { runStudentCode, type Log, type Program, type Scope } from './program';
import { randomStream } from './random';
import { sumCrossEntropy } from './loss';
import { mustHoldItsWeights, mustReachItsWeights, outputRemarks, watchedForward, type Pass } from './pass';
import { countCorrect, predictLogits, readStep, recordStep } from './step';
import { trainedWeights } from './trainedWeights';
import { valuesOf } from './valuesOf';

export interface LoopOptions {
  program: Program;
  model: tf.LayersModel;
  optimizer: tf.Optimizer;
  /** The student's function: changes a whole batch, as a part of the step. */
  augment?: BatchFunction | undefined;
  /** Changes each picture, before the step. */
  augmenter?: Augmenter | undefined;
  config: RunConfig;
  train: Split;
  validation: Split;
  signal: AbortSignal;
  log: Log;
  /** How long the student's part of one step may take, in milliseconds. */
  stepDeadlineMs: number;
  /** Is called after the first step, with its batch; the loop waits for it. */
  afterFirstStep?: (batch: Batch) => Promise<void>;
  observer: LoopObserver;
}

/** Is told everything in order. The loop waits for it. */
export interface LoopObserver {
  /** Something about the model that its author should know, before the first step is told. */
  remark?(problem: StudentProblem): void;
  step(line: StepLine): void;
  validation(done: number, total: number): void;
  /** @param improved whether this epoch has the lowest validation loss so far */
  epoch(line: EpochLine, improved: boolean): Promise<void>;
}

export interface LoopEnd {
  state: 'done' | 'stopped';
  /** Steps done. */
  step: number;
  /** Epoch of the last of them. */
  epoch: number;
}

/** Steps of a whole run: the last batch of an epoch may be smaller, and `maxSteps` may cut the run short. */
export function totalSteps(config: RunConfig, slices: number): number {
  const all = config.epochs * Math.ceil(slices / config.batchSize);
  return Math.min(all, config.maxSteps ?? all);
}

/**
 * Trains a model. Each epoch takes every slice once, in a new order. After each epoch, and where `maxSteps` ends the run
 * within an epoch, loss and accuracy over the whole validation split are measured.
 *
 * The randomness of a step depends on the seed and the step's number alone. An abort is noticed before the next step or
 * validation batch, and ends the loop without an error.
 * @throws FailureError when the loss is no longer finite, or the student's code fails.
 */
export async function trainModel(options: LoopOptions): Promise<LoopEnd> {
  const { config, train, signal, observer } = options;
  const steps = totalSteps(config, train.count);
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  let step = 0;
  let lowest = Infinity;
  let epoch = 1;
  for (; step < steps; epoch++) {
    const seen = { slices: 0, loss: 0, correct: 0 };
    const shuffle = { seed: config.seed, epoch };
    const batches = train.batches({ batchSize: config.batchSize, shuffle });
    for await (const batch of augmentAhead(batches, options.augmenter, epoch)) {
      if (step === steps) break;
      // Lets messages in: an engine may never wait, and then a request to stop would not arrive.
      await setImmediate();
      if (signal.aborted) return { state: 'stopped', step, epoch };
      step++;
      const { loss, correct } = await doStep(options, batch, { step, epoch });
      if (step === 1) await options.afterFirstStep?.(batch);
      const slices = batch.labels.length;
      seen.slices += slices;
      seen.loss += loss * slices;
      seen.correct += correct;
      observer.step({
        kind: 'step',
        step,
        epoch,
        loss,
        accuracy: correct / slices,
        seconds: seconds(),
      });
    }
    const measured = await validate(options, { step, epoch });
    if (!measured) return { state: 'stopped', step, epoch };
    const improved = measured.loss < lowest;
    lowest = Math.min(lowest, measured.loss);
    const line: EpochLine = {
      kind: 'epoch',
      step,
      epoch,
      loss: seen.loss / seen.slices,
      accuracy: seen.correct / seen.slices,
      valLoss: measured.loss,
      valAccuracy: measured.accuracy,
      seconds: seconds(),
    };
    await observer.epoch(line, improved);
  }
  return { state: 'done', step, epoch: epoch - 1 };
}

/** Augments one batch ahead: threads work on it while the step before computes. */
async function* augmentAhead(
  batches: AsyncIterable<Batch>,
  augmenter: Augmenter | undefined,
  epoch: number,
): AsyncGenerator<Batch> {
  if (!augmenter) {
    yield* batches;
    return;
  }
  let pending: Promise<Batch> | undefined;
  for await (const batch of batches) {
    const next = augmenter.apply(batch, epoch).then(() => batch);
    // The error is thrown where the loop waits for this batch.
    next.catch(() => undefined);
    if (pending) yield await pending;
    pending = next;
  }
  if (pending) yield await pending;
}

async function doStep(options: LoopOptions, batch: Batch, { step, epoch }: Position) {
  const { program, model, optimizer, augment, config, log, stepDeadlineMs, observer } = options;
  mustHoldItsWeights(model);
  const remarks: StudentProblem[] = [];
  let first: Pass | undefined;
  const forward = watchedForward(program, (pass) => {
    if (step > 1 || first) return;
    first = pass;
    remarks.push(...mustReachItsWeights(program, trainedWeights(model), pass));
  });
  const scope = () => ({
    log,
    random: randomStream(config.seed, 'step', step),
    task: t('training step {0}', step),
    setting: 'model' as const,
    batchSize: batch.labels.length,
    deadlineMs: stepDeadlineMs,
  });
  const checked = augment && new CheckedBatchFunction(augment, program);
  const record = () =>
    runStudentCode(program, scope(), () =>
      recordStep({ model, forward, optimizer, augment: checked?.apply }, batch),
    );
  const weights = new KeptWeights(model);
  const measured = record();
  try {
    const values = await valuesOf(measured, { program, scope: scope(), record });
    const images = await checked?.checkedValues();
    const result = readStep(values, batch.labels);
    const loss = result.loss + result.penalty;
    if (!Number.isFinite(loss)) {
      const what = Number.isNaN(loss)
        ? t('The loss is not a number (NaN) at step {0}, in epoch {1}.', step, epoch)
        : t('The loss is infinite at step {0}, in epoch {1}.', step, epoch);
      const { logits } = result;
      const seen = { program, model, config, split: options.train, batch, images, logits, weights };
      throw await explainNotFinite(what, { ...seen, scope: scope(), finiteSteps: step - 1 }, true);
    }
    if (first) remarks.push(...outputRemarks(program, first, result.logits));
    for (const remark of remarks) observer.remark?.(remark);
    return result;
  } finally {
    measured.dispose();
    weights.dispose();
    checked?.dispose();
  }
}

interface Position {
  step: number;
  epoch: number;
}

export interface Prediction {
  batch: Batch;
  /** [n, 3], row by row. */
  logits: Float32Array;
}

/** Logits of a whole split in evaluation mode, batch by batch, in the split's order. Ends early once `signal` aborts. */
export async function* predictSplit(
  options: Pick<LoopOptions, 'program' | 'model' | 'signal' | 'log' | 'stepDeadlineMs'>,
  split: Split,
  batchSize: number,
): AsyncGenerator<Prediction> {
  const { program, model, signal, log, stepDeadlineMs } = options;
  const forward = watchedForward(program);
  const steady = steadyScope({ log, stepDeadlineMs });
  for await (const batch of split.batches({ batchSize })) {
    await setImmediate();
    if (signal.aborted) return;
    const scope = { ...steady, batchSize: batch.labels.length };
    const record = () => runStudentCode(program, scope, () => predictLogits(model, batch, forward));
    const logits = record();
    try {
      yield { batch, logits: await valuesOf(logits, { program, scope, record }) };
    } finally {
      logits.dispose();
    }
  }
}

/** Nothing should be random in evaluation mode. A layer that draws numbers nevertheless gets the same ones each time. */
function steadyScope({ log, stepDeadlineMs }: Pick<LoopOptions, 'log' | 'stepDeadlineMs'>): Scope {
  return {
    log,
    random: randomStream(0, 'step'),
    task: t('predicting'),
    setting: 'model',
    deadlineMs: stepDeadlineMs,
  };
}

/** Mean loss and accuracy over the validation split, where each slice counts once; undefined when aborted. */
async function validate(
  options: LoopOptions,
  { step, epoch }: Position,
): Promise<{ loss: number; accuracy: number } | undefined> {
  const { program, model, validation, config, observer } = options;
  mustHoldItsWeights(model);
  let [slices, loss, correct] = [0, 0, 0];
  for await (const { batch, logits } of predictSplit(options, validation, config.batchSize)) {
    const ofBatch = sumCrossEntropy(logits, batch.labels);
    if (!Number.isFinite(ofBatch)) {
      const weights = new KeptWeights(model);
      const seen = { program, model, config, split: validation, batch, logits, weights };
      const what = t('The validation loss is not finite after step {0}, in epoch {1}.', step, epoch);
      throw await explainNotFinite(what, { ...seen, scope: steadyScope(options), finiteSteps: step }, false);
    }
    slices += batch.labels.length;
    loss += ofBatch;
    correct += countCorrect(logits, batch.labels);
    observer.validation(slices, validation.count);
  }
  if (slices < validation.count) return undefined;
  return { loss: loss / slices, accuracy: correct / slices };
}
