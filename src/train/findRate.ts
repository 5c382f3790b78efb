import path from 'node:path';
import { FailureError } from '../protocol/failure';
import type { FindRateJob } from '../protocol/jobs/trainJob';
import type { RatePoint, RateTest } from '../protocol/rateTest';
import type { RunConfig } from '../protocol/run';
import { t } from '../words';
import { withBuilt } from './builtTraining';
import type { JobContext } from './context';
import { stepsOfEpoch, trainModel } from './loop';
import { NotFiniteError } from './notFinite';
import { openData } from './openData';
import { NamedOptimizer } from './optimize/namedOptimizer';
import { loadTraining, type Log } from './program';
import { hasDiverged, nextPoint, rateGrowth, rateRange, suggestedRate } from './rateRange';

/** So few steps tell nothing: a model whose loss is not finite by then has another fault. */
const fewestSteps = 10;

/**
 * Trains a student's model with a learning rate that grows from step to step, and tells how the loss goes. No run is made, and the
 * weights are thrown away.
 * @throws FailureError as a training; the signal's reason when aborted
 */
export async function findRate(job: FindRateJob, context: JobContext): Promise<RateTest> {
  const { typings, deadlines, emit, signal } = context;
  const log: Log = (level, text) => emit({ type: 'log', level, text });
  const training = await loadTraining(path.resolve(job.file), { typings, log, deadlines }, job.settings);
  const { program, settings } = training;
  const seed = settings.seed ?? 0;
  return withBuilt(training, context, { seed, log }, async (built) => {
    const { model, optimizer, described, augmentation, augmenter } = built;
    if (!(optimizer instanceof NamedOptimizer)) throw ownOptimizer();
    optimizer.learningRate = rateRange.lowest;
    const dataset = await openData(job.data, context);
    const train = dataset.split('train');
    const config = configOf({ ...described, batchSize: settings.batchSize, seed }, settings, train.count);
    const points: RatePoint[] = [];
    const enough = new AbortController();
    emit({ type: 'state', state: 'running' });
    try {
      await trainModel({
        program,
        model,
        optimizer,
        augment: augmentation?.batchFunction,
        augmenter,
        config,
        steering: {
          ...settings,
          schedule: { name: 'exponential', gamma: rateGrowth, by: 'step' },
          validateEvery: { epochs: config.epochs + 1 },
          earlyStopping: undefined,
          averageWeights: undefined,
        },
        train,
        validation: dataset.split('val'),
        signal: AbortSignal.any([signal, enough.signal]),
        log,
        stepDeadlineMs: deadlines.stepMs,
        observer: {
          step({ learningRate = optimizer.learningRate, objective, loss }) {
            points.push(nextPoint(points, { learningRate, loss: objective ?? loss }));
            emit({
              type: 'progress',
              phase: 'findRate',
              text: t('Learning rate {0}', learningRate.toExponential(1)),
              done: points.length,
              total: rateRange.steps,
              unit: 'steps',
            });
            if (points.length === rateRange.steps || hasDiverged(points)) enough.abort();
          },
          validation: () => undefined,
          epoch: () => Promise.resolve(),
        },
      });
    } catch (error) {
      if (!(error instanceof NotFiniteError) || points.length < fewestSteps) throw error;
    }
    signal.throwIfAborted();
    const suggestion = suggestedRate(points);
    return {
      optimizer: config.optimizer,
      points,
      ...(suggestion === undefined ? {} : { suggestion }),
      ended: points.length < rateRange.steps || hasDiverged(points) ? 'diverged' : 'done',
    };
  });
}

/** As many epochs as the steps take, and one step more: the test ends by itself, before anything is validated. */
function configOf(
  part: Pick<RunConfig, 'optimizer' | 'batchSize' | 'seed' | 'learningRate'>,
  { accumulate }: { accumulate?: number | undefined },
  slices: number,
): RunConfig {
  const config = { ...part, epochs: 1, augmented: false, ...(accumulate ? { accumulate } : {}) };
  return { ...config, epochs: Math.ceil((rateRange.steps + 1) / stepsOfEpoch(config, slices)) };
}

const ownOptimizer = () =>
  new FailureError({
    what: t('The learning rate of this optimizer cannot be changed while it works.'),
    why: t('optimizer is a function with an optimizer of your own.'),
    next: t("Name one instead, as in optimizer: { name: 'adam' }."),
  });
