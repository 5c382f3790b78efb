import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../data';
import { deviceMemory } from '../engine';
import type { EpochLine, RunConfig } from '../protocol/run';
import { t } from '../words';
import { WeightAverages } from './averages';
import { groupsOfEpoch } from './epochBatches';
import type { LoopOptions } from './loopOptions';
import { KeptWeights } from './notFinite';
import { NamedOptimizer } from './optimize/namedOptimizer';
import { runStudentCode } from './program';
import { randomStream } from './random';
import { freshState, nothingSince, type TrainingState } from './state';
import { Rating, validated, type Steering } from './steering';
import { doStep } from './update';
import { validate } from './validation';

export type { LoopKeeper, LoopObserver, LoopOptions, LoopPoint } from './loopOptions';

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
  private readonly begin: number;
  /** The state that was kept last. */
  private kept: TrainingState | undefined;

  constructor(private readonly options: LoopOptions) {
    const { config, train, model, optimizer, steering = {}, from } = options;
    this.steering = steering;
    this.steps = totalSteps(config, train.count);
    if (optimizer instanceof NamedOptimizer)
      this.rating = new Rating(steering.schedule, optimizer, { step: this.steps, epoch: config.epochs });
    const { rating } = this;
    this.state = from?.state ?? freshState(rating ? this.asked(() => rating.begin()) : null);
    this.begin = performance.now() - 1000 * this.state.seconds;
    if (steering.averageWeights) this.averages = new WeightAverages(model, steering.averageWeights.decay);
    if (this.averages && from?.averages) this.averages.state = from.averages;
    if (from?.best) this.best = new KeptWeights(model, from.best);
  }

  async run(): Promise<LoopEnd> {
    // Of a training that goes on: it may have been stopped while it validated.
    if (this.isStepDue() && !(await this.measure())) return this.stop();
    while (this.goesOn() || this.state.since.slices > 0) {
      if ((await this.runEpoch()) === 'stopped') return this.stop();
      if (this.isDue() && !(await this.measure())) return this.stop();
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
    const { signal, keeper } = this.options;
    for await (const group of groupsOfEpoch(this.options, this.state)) {
      if (!this.goesOn()) break;
      // Lets messages in: an engine may never wait, and then a request to stop would not arrive.
      await setImmediate();
      if (signal.aborted) return 'stopped';
      if (keeper?.isDue()) await this.keep();
      await this.step(group);
      if (this.isStepDue() && !(await this.measure())) return 'stopped';
    }
    return 'done';
  }

  /** Whether the split is to be validated after so many steps. */
  private isStepDue(): boolean {
    const { validateEvery } = this.steering;
    const { step, since } = this.state;
    if (!validateEvery || !('steps' in validateEvery) || since.slices === 0) return false;
    return step % validateEvery.steps === 0;
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
        ...memoryOfDevice(),
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

  /** Keeps where the training stands, unless that is known or it has not begun. */
  private async keep(): Promise<void> {
    const { state, averages, best } = this;
    if (state.step === 0 || state === this.kept) return;
    await this.options.keeper?.keep({ state, averages: averages?.state, best: best?.values });
    this.kept = state;
    this.since = performance.now();
  }

  private async stop(): Promise<LoopEnd> {
    await this.keep();
    return this.end('stopped');
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

function memoryOfDevice(): Pick<EpochLine, 'deviceMemoryBytes' | 'devicePeakBytes'> {
  const { used, peak } = deviceMemory() ?? {};
  return {
    ...(used === undefined ? {} : { deviceMemoryBytes: used }),
    ...(peak === undefined ? {} : { devicePeakBytes: peak }),
  };
}

const hasFunction = (schedule: Steering['schedule']): boolean =>
  typeof schedule === 'function' ||
  (schedule !== undefined &&
    'schedules' in schedule &&
    schedule.schedules.some((part) => typeof part === 'function'));
