import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { EpochLine, StepLine } from '../../../src/protocol/run';
import type { OptimizerSettings } from '../../../src/student';
import { trainModel, type LoopOptions } from '../../../src/train/loop';
import { NamedOptimizer } from '../../../src/train/optimize/namedOptimizer';
import { optimizerSchema } from '../../../src/train/optimize/settings';
import { steeringSchema } from '../../../src/train/steering';
import { patienceMillis } from '../../patience.mjs';
import { memorySplit } from './memorySplit';
import { failureFrom, sentences } from './student';

beforeAll(() => tf.setBackend('cpu'));

const config = { epochs: 2, batchSize: 4, optimizer: 'sgd', seed: 1, augmented: false };

/** A model with the same weights each time. */
function smallModel(): tf.LayersModel {
  const pool = tf.layers.maxPooling2d({ poolSize: 64, inputShape: [256, 256, 1] });
  const dense = tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) });
  return tf.sequential({ layers: [pool, tf.layers.flatten(), dense] });
}

const sgd: OptimizerSettings = { name: 'sgd', learningRate: 0.1 };

interface Change extends Omit<Partial<LoopOptions>, 'steering' | 'optimizer' | 'config'> {
  optimizer?: OptimizerSettings;
  config?: Partial<LoopOptions['config']>;
  steering?: object;
}

async function run({ optimizer = sgd, config: changed, steering = {}, ...others }: Change = {}) {
  const steps: StepLine[] = [];
  const epochs: EpochLine[] = [];
  const model = smallModel();
  const weightsAtEpoch: number[][] = [];
  const end = await trainModel({
    program: {
      bundle: { code: '', map: '{"version":3,"sources":[],"mappings":""}', hash: '' },
      file: '/train.ts',
    },
    model,
    optimizer: new NamedOptimizer(optimizerSchema.parse(optimizer)),
    config: { ...config, ...changed },
    steering: steeringSchema.parse(steering),
    train: memorySplit(10),
    validation: memorySplit(7, 'val'),
    signal: new AbortController().signal,
    log: () => undefined,
    stepDeadlineMs: patienceMillis,
    observer: {
      step: (line) => void steps.push(line),
      validation: () => undefined,
      epoch: (line) => {
        epochs.push(line);
        weightsAtEpoch.push([...model.getWeights()[0].dataSync()]);
        return Promise.resolve();
      },
    },
    ...others,
  });
  return { end, steps, epochs, weightsAtEpoch, weights: [...model.getWeights()[0].dataSync()] };
}

const apart = (one: readonly number[], other: readonly number[]) =>
  Math.max(...one.map((value, index) => Math.abs(value - other[index])));

describe('batches that are accumulated', () => {
  it.each([{}, { loss: { classWeights: [1, 3, 9], labelSmoothing: 0.1, l2: 0.01 } }])(
    'move the weights as one batch of all their slices, the last, smaller group too: %j',
    async (others) => {
      const whole = await run({ config: { batchSize: 6 }, steering: others });
      const parts = await run({
        config: { batchSize: 2, accumulate: 3 },
        steering: { ...others, accumulate: 3 },
      });
      expect(parts.steps).toHaveLength(whole.steps.length);
      expect(apart(parts.weights, whole.weights)).toBeLessThan(1e-6);
      for (const [index, { loss, accuracy }] of whole.steps.entries()) {
        expect(parts.steps[index].loss).toBeCloseTo(loss, 6);
        expect(parts.steps[index].accuracy).toBeCloseTo(accuracy, 6);
      }
    },
  );

  it('hold no tensor longer than their step', async () => {
    const counts: number[] = [];
    await run({
      config: { batchSize: 2, accumulate: 3, epochs: 3 },
      steering: { accumulate: 3, clipNorm: 0.1 },
      observer: {
        step: () => void counts.push(tf.memory().numTensors),
        validation: () => undefined,
        epoch: () => Promise.resolve(),
      },
    });
    expect(new Set(counts).size).toBe(1);
  });
});

describe('the learning rate', () => {
  const ratesOf = async (schedule: unknown, change: Change = {}) =>
    (await run({ ...change, steering: { schedule } })).steps.map(({ learningRate }) => learningRate);

  it('stays without a schedule', async () => {
    expect((await run()).steps.map(({ learningRate }) => learningRate)).toEqual(new Array(6).fill(0.1));
  });

  it('changes after epochs', async () => {
    const rates = await ratesOf({ name: 'exponential', gamma: 0.5 }, { config: { epochs: 3 } });
    expect(rates).toEqual([0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025]);
  });

  it('changes after steps', async () => {
    const rates = await ratesOf({ name: 'step', stepSize: 2, gamma: 0.5, by: 'step' });
    expect(rates).toEqual([0.1, 0.1, 0.05, 0.05, 0.025, 0.025]);
  });

  it('follows a function of the steps done', async () => {
    expect(await ratesOf((steps: number) => 1 / 2 ** steps)).toEqual(
      [1, 2, 4, 8, 16, 32].map((divisor) => 0.1 / divisor),
    );
  });

  it('that a function gives as no number is refused', async () => {
    const failure = await failureFrom(() => run({ steering: { schedule: () => NaN } }));
    expect(sentences(failure)).toContain('schedule returned NaN');
  });

  it('is reduced on a plateau', async () => {
    const schedule = { name: 'plateau', patience: 0, factor: 0.5, threshold: 100, thresholdMode: 'abs' };
    const rates = await ratesOf(schedule, { config: { epochs: 3, batchSize: 10 } });
    expect(rates).toEqual([0.1, 0.1, 0.05]);
  });

  it('moves the weights: at 0 they stay', async () => {
    const still = await run({ steering: { schedule: (steps: number) => (steps < 3 ? 1 : 0) } });
    expect(still.weights).toEqual(still.weightsAtEpoch[0]);
  });
});

describe('a step tells', () => {
  it('what was minimized, where that is not the loss alone', async () => {
    const { steps } = await run({ steering: { loss: { l2: 1 } } });
    for (const { objective, loss } of steps) expect(objective).toBeGreaterThan(loss);
    expect((await run()).steps[0]).not.toHaveProperty('objective');
  });

  it('the norm of its gradients, where it is clipped', async () => {
    const { steps } = await run({ steering: { clipNorm: 1e-3 } });
    for (const { gradientNorm } of steps) expect(gradientNorm).toBeGreaterThan(1e-3);
  });
});

describe('the norm of the gradients', () => {
  const normsOf = async (steering: object, config = {}) =>
    (await run({ steering, config })).steps.map(({ gradientNorm }) => gradientNorm);

  it('is not computed where nobody asks for it', async () => {
    expect(await normsOf({})).toEqual(new Array(6).fill(undefined));
  });

  it('is that of the way that plain SGD goes, divided by its rate', async () => {
    const before = smallModel()
      .getWeights()
      .map((weight) => [...weight.dataSync()]);
    const model = smallModel();
    const { steps } = await run({ model, config: { maxSteps: 1 }, steering: { logGradientNorm: true } });
    const way = model
      .getWeights()
      .map((weight, at) => [...weight.dataSync()].map((value, index) => value - before[at][index]));
    expect(steps[0]?.gradientNorm).toBeCloseTo(Math.hypot(...way.flat()) / 0.1, 4);
  });

  it('is the one that clipping by norm has, which never bites here', async () => {
    const config = { batchSize: 2, accumulate: 3 };
    const asked = await normsOf({ logGradientNorm: true, accumulate: 3 }, config);
    const clipped = await normsOf({ clipNorm: 1e6, accumulate: 3 }, config);
    expect(asked).toHaveLength(4);
    asked.forEach((norm, step) => expect(norm).toBeCloseTo(clipped[step] ?? NaN, 5));
  });

  it('is that before anything is clipped', async () => {
    const config = { maxSteps: 1 };
    const [plain] = await normsOf({ logGradientNorm: true }, config);
    for (const clip of [{ clipValue: 1e-6 }, { clipNorm: 1e-6 }, { clipValue: 1e-6, clipNorm: 1e-9 }])
      expect(await normsOf({ logGradientNorm: true, ...clip }, config)).toEqual([plain]);
  });

  it('changes nothing of the training', async () => {
    expect((await run({ steering: { logGradientNorm: true } })).weights).toEqual((await run()).weights);
  });
});

describe('clipping', () => {
  it('keeps the way of plain SGD within rate times norm', async () => {
    const start = [...smallModel().getWeights()[0].dataSync()];
    const { weights } = await run({ config: { maxSteps: 1 }, steering: { clipNorm: 1e-3 } });
    const way = Math.hypot(...weights.map((value, index) => value - start[index]));
    expect(way).toBeLessThanOrEqual(1e-4 * 1.01);
    expect(way).toBeGreaterThan(1e-5);
  });
});

describe('validation', () => {
  const places = ({ epochs }: { epochs: EpochLine[] }) => epochs.map(({ step, epoch }) => [step, epoch]);

  it('may come after every second epoch, and always comes at the end', async () => {
    const steering = { validateEvery: { epochs: 2 } };
    expect(places(await run({ config: { epochs: 5 }, steering }))).toEqual([
      [6, 2],
      [12, 4],
      [15, 5],
    ]);
  });

  it('may come within epochs', async () => {
    expect(places(await run({ steering: { validateEvery: { steps: 2 } } }))).toEqual([
      [2, 1],
      [4, 2],
      [6, 2],
    ]);
  });

  it('measures several metrics, speed and memory', async () => {
    const [line] = (await run()).epochs;
    expect(line.valBalancedAccuracy).toBeGreaterThanOrEqual(0);
    expect(line.valF1).toBeGreaterThanOrEqual(0);
    expect(line.imagesPerSecond).toBeGreaterThan(0);
    expect(line.memoryBytes).toBeGreaterThan(2 ** 20);
  });

  it('averages the training loss over the slices since the one before', async () => {
    const { epochs, steps } = await run({ steering: { validateEvery: { steps: 2 } } });
    expect(epochs[0].loss).toBeCloseTo((steps[0].loss + steps[1].loss) / 2, 10);
  });
});

describe('early stopping', () => {
  const never = { minDelta: 100, patience: 2 };

  it('ends the run, which counts as done', async () => {
    const { end, epochs } = await run({ config: { epochs: 9 }, steering: { earlyStopping: never } });
    expect(end).toEqual({ state: 'done', step: 9, epoch: 3, stoppedEarly: true });
    expect(epochs).toHaveLength(3);
  });

  it('leaves the weights of the best validation, if it is to', async () => {
    const steering = { earlyStopping: { ...never, restoreBest: true } };
    const { end, weights, weightsAtEpoch } = await run({ config: { epochs: 9 }, steering });
    expect(end.restored).toEqual({ step: 3, epoch: 1 });
    expect(weights).toEqual(weightsAtEpoch[0]);
    expect(weights).not.toEqual(weightsAtEpoch[2]);
  });

  it('ends a run within an epoch, where it is validated there', async () => {
    const steering = { earlyStopping: never, validateEvery: { steps: 1 } };
    expect((await run({ config: { epochs: 9 }, steering })).end).toMatchObject({ step: 3, epoch: 1 });
  });
});

describe('averaged weights', () => {
  it('are validated and stay in the end, while training goes on with its own', async () => {
    const plain = await run();
    const averaged = await run({ steering: { averageWeights: { decay: 0.9 } } });
    expect(averaged.steps.map(({ loss }) => loss)).toEqual(plain.steps.map(({ loss }) => loss));
    expect(averaged.weights).toEqual(averaged.weightsAtEpoch.at(-1));
    expect(apart(averaged.weights, plain.weights)).toBeGreaterThan(1e-4);
  });
});

describe('a weighted sampler', () => {
  it('makes each class as likely, where it is to balance them', async () => {
    const train = memorySplit(10);
    const asked = vi.spyOn(train, 'batches');
    await run({ train, steering: { sampler: { name: 'weighted', classWeights: 'balanced' } } });
    const weights = asked.mock.calls[0][0].shuffle?.weights ?? new Float64Array();
    const sums = [0, 0, 0];
    train.labels.forEach((label, index) => (sums[label] += weights[index]));
    for (const sum of sums) expect(sum).toBeCloseTo(1, 12);
  });
});
