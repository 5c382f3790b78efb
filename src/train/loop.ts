import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { classCount } from '../course/classes';
import type { Batch, Split } from '../data';
import { accuracy, balancedAccuracy, precisionRecallByClass } from '../evaluate/agreement';
import { confusionMatrix } from '../evaluate/confusion';
import type { EpochLine, RunConfig, StepLine, StudentProblem } from '../protocol/run';
import { t } from '../words';
import { WeightAverages } from './averages';
import { CheckedBatchFunction, type BatchFunction } from './augmentation';
import type { Augmenter } from './augmentation/augmenter';
import { explainNotFinite, KeptWeights } from './notFinite';
import { NamedOptimizer } from './optimize/namedOptimizer';
import { runStudentCode, type Log, type Program, type Scope } from './program';
import { randomStream } from './random';
import { sumCrossEntropy } from './loss';
import { mustHoldItsWeights, mustReachItsWeights, outputRemarks, watchedForward, type Pass } from './pass';
import { freshState, nothingSince, type TrainingState } from './state';
import { Rating, validated, type Measured, type Steering } from './steering';
import { predictedOf, predictLogits, readStep, recordStep, type PartOfStep } from './step';
import { weightOf } from './targets';
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
  /** How the training goes; default: plainly. */
  steering?: Steering;
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
  /** Whether early stopping has ended it. */
  stoppedEarly?: boolean;
  /** Whose weights the model has in the end, where that is not the last step. */
  restored?: { step: number; epoch: number };
}

/** Steps of a whole run: the last batch of an epoch may be smaller, and `maxSteps` may cut the run short. */
export function totalSteps(config: RunConfig, slices: number): number {
  const all = config.epochs * stepsOfEpoch(config, slices);
  return Math.min(all, config.maxSteps ?? all);
}

/** Steps of one epoch that is not cut short. */
export function stepsOfEpoch({ batchSize, accumulate = 1 }: RunConfig, slices: number): number {
  return Math.ceil(Math.ceil(slices / batchSize) / accumulate);
}

/**
 * Trains a model. Each epoch takes every slice once, in a new order, or as many as a sampler draws. Loss and accuracy over the whole
 * validation split are measured after each epoch, or as often as `validateEvery` says, and where the run ends.
 *
 * The randomness of a batch depends on the seed and the batch's number alone. An abort is noticed before the next step or
 * validation batch, and ends the loop without an error. In the end the model holds the weights that were validated: averaged ones,
 * or those of the best validation, where the settings say so.
 * @throws FailureError when the loss is no longer finite, or the student's code fails.
 */
export async function trainModel(options: LoopOptions): Promise<LoopEnd> {
  const loop = new Loop(options);
  try {
    return await loop.run();
  } finally {
    loop.dispose();
  }
}

class Loop {
  private readonly steering: Steering;
  private readonly steps: number;
  private readonly rating: Rating | undefined;
  private readonly averages: WeightAverages | undefined;
  /** Weights of the best validation, where the run is to end with them. */
  private best: KeptWeights | undefined;
  private state: TrainingState;
  /** Since when the training's time is counted. */
  private since = performance.now();
  private readonly begin = performance.now();

  constructor(private readonly options: LoopOptions) {
    const { config, train, model, optimizer, steering = {} } = options;
    this.steering = steering;
    this.steps = totalSteps(config, train.count);
    if (optimizer instanceof NamedOptimizer)
      this.rating = new Rating(steering.schedule, optimizer, { step: this.steps, epoch: config.epochs });
    const { rating } = this;
    this.state = freshState(rating ? this.asked(() => rating.begin()) : null);
    if (steering.averageWeights) this.averages = new WeightAverages(model, steering.averageWeights.decay);
  }

  async run(): Promise<LoopEnd> {
    while (this.goesOn()) {
      if ((await this.runEpoch()) === 'stopped') return this.end('stopped');
      if (this.isDue() && !(await this.measure())) return this.end('stopped');
      if (this.goesOn())
        this.change({
          rates: this.rated('epoch'),
          epoch: this.state.epoch + 1,
          batchesOfEpoch: 0,
        });
    }
    return this.end('done');
  }

  dispose(): void {
    this.averages?.dispose();
    this.best?.dispose();
  }

  private goesOn(): boolean {
    return this.state.step < this.steps && !this.state.earlyStopping.stop;
  }

  private async runEpoch(): Promise<'done' | 'stopped'> {
    const { config, train, augmenter, signal } = this.options;
    const { epoch } = this.state;
    const { validateEvery, accumulate = 1, sampler } = this.steering;
    const weights = sampler && sliceWeights(train.labels, sampler);
    const shuffle = { seed: config.seed, epoch, ...(weights ? { weights } : {}) };
    const batches = train.batches({ batchSize: config.batchSize, shuffle });
    for await (const group of groupsOf(augmentAhead(batches, augmenter, epoch), accumulate)) {
      if (!this.goesOn()) break;
      // Lets messages in: an engine may never wait, and then a request to stop would not arrive.
      await setImmediate();
      if (signal.aborted) return 'stopped';
      await this.step(group);
      const { step } = this.state;
      const isDue = validateEvery && 'steps' in validateEvery && step % validateEvery.steps === 0;
      if (isDue && !(await this.measure())) return 'stopped';
    }
    return 'done';
  }

  private async step(group: readonly Batch[]): Promise<void> {
    const { options, state, averages } = this;
    this.rating?.apply(state);
    const step = state.step + 1;
    const done = await doStep({ ...options, averages }, group, {
      step,
      epoch: state.epoch,
      batches: state.batches,
    });
    if (step === 1) await options.afterFirstStep?.(group[0]);
    const now = performance.now();
    this.change({
      step,
      batches: state.batches + group.length,
      batchesOfEpoch: state.batchesOfEpoch + group.length,
      since: {
        slices: state.since.slices + done.slices,
        loss: state.since.loss + done.loss * done.slices,
        correct: state.since.correct + done.correct,
        seconds: state.since.seconds + (now - this.since) / 1000,
      },
      seconds: (now - this.begin) / 1000,
    });
    this.since = now;
    options.observer.step({
      kind: 'step',
      step,
      epoch: state.epoch,
      loss: done.loss,
      accuracy: done.correct / done.slices,
      seconds: this.state.seconds,
      ...(state.rates ? { learningRate: state.rates.learningRate } : {}),
      ...(done.objective === undefined ? {} : { objective: done.objective }),
      ...(done.gradientNorm === undefined ? {} : { gradientNorm: done.gradientNorm }),
    });
    // By what the state was when it was done, so that the line says what the step had.
    this.change({ rates: this.rated('step') });
  }

  /** Whether the split is to be validated at the end of an epoch. */
  private isDue(): boolean {
    const { validateEvery } = this.steering;
    const { epoch, since } = this.state;
    if (since.slices === 0) return false;
    if (!this.goesOn()) return true;
    if (!validateEvery) return true;
    return 'epochs' in validateEvery && epoch % validateEvery.epochs === 0;
  }

  /** Validates, with the averages where weights are averaged. @returns false when it was aborted */
  private async measure(): Promise<boolean> {
    const giveBack = this.averages?.lend();
    try {
      const found = await validate(this.options, this.state);
      if (!found) return false;
      const { step, epoch, since, rates } = this.state;
      const measured = { ...found, loss: since.loss / since.slices, accuracy: since.correct / since.slices };
      const before = this.state;
      this.change(validated(this.steering, before, measured));
      this.keepBest(before);
      this.change({ since: nothingSince, seconds: (performance.now() - this.begin) / 1000 });
      const line: EpochLine = {
        kind: 'epoch',
        step,
        epoch,
        ...measured,
        seconds: this.state.seconds,
        ...(rates ? { learningRate: rates.learningRate } : {}),
        ...(since.seconds > 0 ? { imagesPerSecond: since.slices / since.seconds } : {}),
        memoryBytes: process.memoryUsage.rss(),
      };
      await this.options.observer.epoch(line, measured.valLoss < (before.lowest ?? Infinity));
      this.since = performance.now();
      return true;
    } finally {
      giveBack?.();
    }
  }

  private keepBest(before: TrainingState): void {
    if (!this.steering.earlyStopping?.restoreBest) return;
    if (this.state.earlyStopping.best === before.earlyStopping.best) return;
    this.best?.dispose();
    this.best = new KeptWeights(this.options.model);
  }

  private end(state: LoopEnd['state']): LoopEnd {
    const { step, epoch, earlyStopping } = this.state;
    const { best } = earlyStopping;
    if (state === 'done' && this.best && best) {
      this.best.restore();
      return {
        state,
        step,
        epoch,
        stoppedEarly: earlyStopping.stop,
        restored: { step: best.step, epoch: best.epoch },
      };
    }
    if (step > 0) this.averages?.give();
    return { state, step, epoch, ...(earlyStopping.stop ? { stoppedEarly: true } : {}) };
  }

  private rated(unit: 'step' | 'epoch'): TrainingState['rates'] {
    const { rating, state } = this;
    return rating ? this.asked(() => rating.after(unit, state)) : state.rates;
  }

  private asked<T>(ask: () => T): T {
    const { program, config, log, stepDeadlineMs } = this.options;
    if (!hasFunction(this.steering.schedule)) return ask();
    const scope = {
      log,
      random: randomStream(config.seed, 'step'),
      task: t('asking schedule for the learning rate'),
      setting: 'schedule' as const,
      deadlineMs: stepDeadlineMs,
    };
    return runStudentCode(program, scope, ask);
  }

  private change(part: Partial<TrainingState>): void {
    this.state = { ...this.state, ...part };
  }
}

const hasFunction = (schedule: Steering['schedule']): boolean =>
  typeof schedule === 'function' ||
  (schedule !== undefined &&
    'schedules' in schedule &&
    schedule.schedules.some((part) => typeof part === 'function'));

/** How likely each slice is to be drawn. */
function sliceWeights(labels: Uint8Array, { classWeights }: NonNullable<Steering['sampler']>): Float64Array {
  if (classWeights !== 'balanced') return Float64Array.from(labels, (label) => classWeights[label]);
  const counts = new Float64Array(classCount);
  for (const label of labels) counts[label]++;
  return Float64Array.from(labels, (label) => 1 / counts[label]);
}

/** Batches in groups of so many; the last holds the rest. */
async function* groupsOf(batches: AsyncIterable<Batch>, size: number): AsyncGenerator<Batch[]> {
  let group: Batch[] = [];
  for await (const batch of batches) {
    group.push(batch);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
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

interface StepDone {
  slices: number;
  /** Mean over the slices. */
  loss: number;
  correct: number;
  /** What was minimized, where that is not the loss. */
  objective?: number;
  /** Where the norm is clipped. */
  gradientNorm?: number;
}

type StepContext = LoopOptions & { averages: WeightAverages | undefined };

/** One update of the weights, by one batch or by several, whose mean it follows. */
async function doStep(context: StepContext, group: readonly Batch[], at: Position): Promise<StepDone> {
  const { steering } = context;
  const weights = group.map(({ labels }) => weightOf(labels, steering?.loss?.classWeights));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const parts: PartOfStep = { share: 1, sums: [], isLast: true };
  const done = { slices: 0, loss: 0, correct: 0, objective: 0, penalty: 0, gradientNorm: 0 };
  try {
    for (const [index, batch] of group.entries()) {
      parts.share = weights[index] / whole;
      parts.isLast = index === group.length - 1;
      const part = group.length > 1 ? parts : undefined;
      const result = await doBatch(context, { batch, part }, { ...at, batches: at.batches + index + 1 });
      const slices = batch.labels.length;
      done.slices += slices;
      done.loss += result.loss * slices;
      done.correct += result.correct;
      done.objective += parts.share * (steering?.loss ? result.objective : result.loss + result.penalty);
      done.penalty += Math.abs(result.penalty);
      done.gradientNorm = result.gradientNorm;
    }
  } finally {
    tf.dispose(parts.sums);
  }
  const { slices, correct, objective, gradientNorm } = done;
  return {
    slices,
    correct,
    loss: done.loss / slices,
    ...(steering?.loss || done.penalty > 0 ? { objective } : {}),
    ...(steering?.clipNorm !== undefined && Number.isFinite(gradientNorm) ? { gradientNorm } : {}),
  };
}

async function doBatch(
  { program, model, optimizer, augment, config, log, stepDeadlineMs, observer, ...rest }: StepContext,
  { batch, part }: { batch: Batch; part: PartOfStep | undefined },
  { step, epoch, batches }: Position,
) {
  const { steering, averages, train } = rest;
  mustHoldItsWeights(model);
  const remarks: StudentProblem[] = [];
  let first: Pass | undefined;
  const forward = watchedForward(program, (pass) => {
    if (batches > 1 || first) return;
    first = pass;
    remarks.push(...mustReachItsWeights(program, trainedWeights(model), pass));
  });
  const scope = () => ({
    log,
    random: randomStream(config.seed, 'step', batches),
    task: t('training step {0}', step),
    setting: 'model' as const,
    batchSize: batch.labels.length,
    deadlineMs: stepDeadlineMs,
  });
  const checked = augment && new CheckedBatchFunction(augment, program);
  const record = () =>
    runStudentCode(program, scope(), () =>
      recordStep({ model, forward, optimizer, augment: checked?.apply, steering, averages, part }, batch),
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
      const seen = { program, model, config, split: train, batch, images, logits, weights };
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
  /** Batches done before; in a batch, its number, 1-based. */
  batches: number;
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

/** Figures over the validation split, where each slice counts once; undefined when aborted. */
async function validate(
  options: LoopOptions,
  { step, epoch }: Pick<Position, 'step' | 'epoch'>,
): Promise<Pick<Measured, 'valLoss' | 'valAccuracy' | 'valBalancedAccuracy' | 'valF1'> | undefined> {
  const { program, model, validation, config, observer } = options;
  mustHoldItsWeights(model);
  let loss = 0;
  const [labels, predicted]: [number[], number[]] = [[], []];
  for await (const { batch, logits } of predictSplit(options, validation, config.batchSize)) {
    const ofBatch = sumCrossEntropy(logits, batch.labels);
    if (!Number.isFinite(ofBatch)) {
      const weights = new KeptWeights(model);
      const seen = { program, model, config, split: validation, batch, logits, weights };
      const what = t('The validation loss is not finite after step {0}, in epoch {1}.', step, epoch);
      throw await explainNotFinite(what, { ...seen, scope: steadyScope(options), finiteSteps: step }, false);
    }
    loss += ofBatch;
    labels.push(...batch.labels);
    predicted.push(...predictedOf(logits));
    observer.validation(labels.length, validation.count);
  }
  if (labels.length < validation.count) return undefined;
  const matrix = confusionMatrix(labels, predicted, classCount);
  const f1 = precisionRecallByClass(matrix).map((ofClass) => ofClass.f1);
  return {
    valLoss: loss / labels.length,
    valAccuracy: accuracy(matrix),
    valBalancedAccuracy: balancedAccuracy(matrix),
    valF1: f1.reduce((sum, each) => sum + each, 0) / classCount,
  };
}
