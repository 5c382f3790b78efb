import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { EpochLine, StepLine } from '../../../src/protocol/run';
import { totalSteps, trainModel, type LoopOptions } from '../../../src/train/loop';
import { runInScope } from '../../../src/train/program/scope';
import { randomStream } from '../../../src/train/random';
import { memorySplit } from './memorySplit';
import { failureFrom, sentences } from './student';
import { patienceMillis } from '../../patience.mjs';

beforeAll(() => tf.setBackend('cpu'));

const noLog = () => undefined;
const config = { epochs: 2, batchSize: 4, optimizer: 'sgd', learningRate: 0.1, seed: 1, augmented: false };
const pool = () => tf.layers.maxPooling2d({ poolSize: 64, inputShape: [256, 256, 1] });

function tinyModel(...inner: tf.layers.Layer[]): tf.LayersModel {
  const scope = {
    log: noLog,
    random: randomStream(5, 'weights'),
    task: 'building',
    deadlineMs: patienceMillis,
  };
  return runInScope(scope, () =>
    tf.sequential({ layers: [pool(), tf.layers.flatten(), ...inner, tf.layers.dense({ units: 3 })] }),
  );
}

interface Heard {
  steps: StepLine[];
  epochs: (EpochLine & { improved: boolean })[];
}

async function run(change: Partial<LoopOptions> = {}) {
  const heard: Heard = { steps: [], epochs: [] };
  const end = await trainModel({
    program: {
      bundle: { code: '', map: '{"version":3,"sources":[],"mappings":""}', hash: '' },
      file: '/train.ts',
    },
    model: tinyModel(),
    optimizer: tf.train.sgd(0.1),
    augment: undefined,
    config,
    train: memorySplit(10),
    validation: memorySplit(7, 'val'),
    signal: new AbortController().signal,
    log: noLog,
    stepDeadlineMs: patienceMillis,
    observer: {
      step: (line) => void heard.steps.push(line),
      validation: () => undefined,
      epoch: (line, improved) => Promise.resolve(void heard.epochs.push({ ...line, improved })),
    },
    ...change,
  });
  return { ...heard, end };
}

/** What depends on neither the clock nor the machine. */
const numbers = ({ steps, epochs }: Heard) =>
  [...steps, ...epochs].map((line) =>
    Object.entries(line).filter(([name]) => !['seconds', 'imagesPerSecond', 'memoryBytes'].includes(name)),
  );

describe('an epoch', () => {
  it('trains on every slice, the smaller last batch included', async () => {
    const { steps, end } = await run();
    expect(steps.map(({ step, epoch }) => [step, epoch])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
      [5, 2],
      [6, 2],
    ]);
    expect(end).toEqual({ state: 'done', step: 6, epoch: 2 });
  });

  it('has an order of its own, by the seed; the validation keeps that of its table', async () => {
    const [train, validation] = [memorySplit(10), memorySplit(7, 'val')];
    const asked = [vi.spyOn(train, 'batches'), vi.spyOn(validation, 'batches')];
    await run({ train, validation, config: { ...config, seed: 42 } });
    const [ofTrain, ofValidation] = asked.map(({ mock }) => mock.calls.map(([{ shuffle }]) => shuffle));
    expect(ofTrain).toEqual([
      { seed: 42, epoch: 1 },
      { seed: 42, epoch: 2 },
    ]);
    expect(ofValidation).toEqual([undefined, undefined]);
  });

  it('averages training loss and accuracy by slices, not by batches', async () => {
    const { steps, epochs } = await run({ config: { ...config, epochs: 1 } });
    const sizes = [4, 4, 2];
    const mean = (values: number[]) => values.reduce((sum, value, i) => sum + value * sizes[i], 0) / 10;
    expect(epochs[0].loss).toBeCloseTo(mean(steps.map(({ loss }) => loss)), 12);
    expect(epochs[0].accuracy).toBeCloseTo(mean(steps.map(({ accuracy }) => accuracy)), 12);
  });

  it('validates over the whole split as if it were one batch', async () => {
    const model = tinyModel();
    const { epochs } = await run({ model, config: { ...config, epochs: 1 } });
    for await (const { images, labels } of memorySplit(7).batches({ batchSize: 7 })) {
      const logits = model.predict(tf.tensor4d(images, [7, 256, 256, 1])) as tf.Tensor2D;
      const loss = tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([...labels], 'int32'), 3), logits);
      expect(epochs[0].valLoss).toBeCloseTo(loss.dataSync()[0], 5);
    }
  });

  it('lowers the loss', async () => {
    const { epochs } = await run({ config: { ...config, epochs: 8 } });
    expect(epochs[7].valLoss).toBeLessThan(epochs[0].valLoss);
  });

  it('is called the best only when its validation loss is the lowest so far', async () => {
    const { epochs } = await run({ config: { ...config, epochs: 5 }, optimizer: tf.train.sgd(3) });
    let lowest = Infinity;
    for (const { valLoss, improved } of epochs) {
      expect(improved).toBe(valLoss < lowest);
      lowest = Math.min(lowest, valLoss);
    }
  });
});

describe('the first step', () => {
  it('changes the weights as a gradient by hand would', async () => {
    const model = tinyModel();
    const [kernel, bias] = model.getWeights().map((weight) => weight.clone());
    const x = tf.tidy(() =>
      tf.fill([3, 16], 1).mul(tf.tensor2d([0.25, 0.5, 0.75].map((v, i) => [v + i / 300]))),
    );
    const y = tf.eye(3);
    const error = tf
      .softmax(x.matMul(kernel as tf.Tensor2D).add(bias))
      .sub(y)
      .div(3);
    const expected = kernel.sub(
      x
        .transpose()
        .matMul(error as tf.Tensor2D)
        .mul(0.1),
    );
    await run({ model, train: memorySplit(3), config: { ...config, batchSize: 3, maxSteps: 1 } });
    const difference = model.getWeights()[0].sub(expected).abs().max().dataSync()[0];
    expect(difference).toBeLessThan(1e-6);
  });
});

describe('penalties of layers', () => {
  const l2 = () =>
    tf.layers.dense({ units: 4, kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }), name: 'penalized' });
  const shrunk = (model: tf.LayersModel) =>
    tf.tidy(() => {
      const layer = model.getLayer('penalized');
      return layer.getWeights()[0].square().sum().dataSync()[0];
    });

  it('are minimized, but not part of the reported loss', async () => {
    const model = tinyModel(l2());
    const before = shrunk(model);
    const { steps } = await run({ model });
    expect(shrunk(model)).toBeLessThan(before * 0.8);
    expect(steps[0].loss).toBeLessThan(2);
  });

  it('count inside a model that is used as a layer, too', async () => {
    const layer = tf.layers.dense({
      units: 4,
      inputShape: [16],
      kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }),
    });
    const inner = tf.sequential({ layers: [layer] });
    const norm = () => layer.getWeights()[0].square().sum().dataSync()[0];
    const before = norm();
    await run({ model: tinyModel(inner) });
    expect(norm()).toBeLessThan(before * 0.8);
  });
});

describe('a run with the same seed', () => {
  const dropout = () => tinyModel(tf.layers.dropout({ rate: 0.5 }));
  const augment = (images: tf.Tensor4D) => images.add<tf.Tensor4D>(tf.randomNormal([1, 1, 1, 1], 0, 0.1));

  it('gives the same numbers, with dropout and random augmentation', async () => {
    const first = await run({ model: dropout(), augment });
    const second = await run({ model: dropout(), augment });
    expect(numbers(first)).toEqual(numbers(second));
  });

  it('gives the same numbers whatever else draws random numbers meanwhile', async () => {
    const first = await run({ model: dropout() });
    const timer = setInterval(() => Math.random(), 0);
    const second = await run({ model: dropout() });
    clearInterval(timer);
    expect(numbers(first)).toEqual(numbers(second));
  });

  it('gives other numbers than another seed', async () => {
    const first = await run({ model: dropout() });
    const second = await run({ model: dropout(), config: { ...config, seed: 2 } });
    expect(numbers(first)).not.toEqual(numbers(second));
  });
});

describe('augmentation', () => {
  it('changes training pictures only', async () => {
    const seen: boolean[] = [];
    const model = tinyModel();
    const still = { ...config, epochs: 1 };
    const plain = await run({ model, optimizer: tf.train.sgd(1e-12), config: still });
    const darkened = await run({
      model,
      optimizer: tf.train.sgd(1e-12),
      config: still,
      augment: (images) => {
        seen.push(true);
        return images.mul(0);
      },
    });
    expect(seen).toHaveLength(3);
    expect(darkened.epochs[0].valLoss).toBeCloseTo(plain.epochs[0].valLoss, 6);
    expect(darkened.epochs[0].loss).not.toBeCloseTo(plain.epochs[0].loss, 3);
  });

  it('that changes the shape is refused', async () => {
    const failure = await failureFrom(() => run({ augment: (images) => images.slice(0, 1) }));
    expect(failure.what).toContain('augment must return a tensor of the shape it got, [4, 256, 256, 1]');
  });
});

describe('stopping', () => {
  it('happens before the next step', async () => {
    const abort = new AbortController();
    const steps: number[] = [];
    const { end, epochs } = await run({
      signal: abort.signal,
      observer: {
        step: ({ step }) => {
          steps.push(step);
          if (step === 2) abort.abort();
        },
        validation: () => undefined,
        epoch: () => Promise.resolve(),
      },
    });
    expect(end).toEqual({ state: 'stopped', step: 2, epoch: 1 });
    expect(steps).toEqual([1, 2]);
    expect(epochs).toEqual([]);
  });

  it('in mid-validation reports no half-measured epoch', async () => {
    const abort = new AbortController();
    const epochs: EpochLine[] = [];
    const { end } = await run({
      signal: abort.signal,
      observer: {
        step: () => undefined,
        validation: () => abort.abort(),
        epoch: (line) => Promise.resolve(void epochs.push(line)),
      },
    });
    expect(end).toEqual({ state: 'stopped', step: 3, epoch: 1 });
    expect(epochs).toEqual([]);
  });

  it('at maxSteps ends the run with a validation', async () => {
    const { steps, epochs, end } = await run({ config: { ...config, maxSteps: 4 } });
    expect(steps).toHaveLength(4);
    expect(epochs.map(({ step, epoch }) => [step, epoch])).toEqual([
      [3, 1],
      [4, 2],
    ]);
    expect(end.state).toBe('done');
  });
});

describe('a loss that is no longer finite', () => {
  it('ends the run, naming the step and a lower learning rate', async () => {
    const failure = await failureFrom(() =>
      run({ optimizer: tf.train.sgd(1e38), config: { ...config, learningRate: 1e38 } }),
    );
    expect(sentences(failure)).toMatch(
      /(NaN|infinite)\)? at step [23], in epoch 1[^]*1e\+37 instead of 1e\+38/,
    );
  });

  it('is found in the penalties, too', async () => {
    const kernelRegularizer = tf.regularizers.l2({ l2: NaN });
    const model = tinyModel(tf.layers.dense({ units: 4, kernelRegularizer }));
    const failure = await failureFrom(() => run({ model }));
    expect(failure.what).toContain('at step 1');
  });
});

describe('memory', () => {
  it('holds the same number of tensors after every step', async () => {
    const counts: number[] = [];
    await run({
      model: tinyModel(tf.layers.dropout({ rate: 0.5 }), tf.layers.batchNormalization()),
      optimizer: tf.train.adam(1e-3),
      config: { ...config, epochs: 3 },
      observer: {
        step: () => void counts.push(tf.memory().numTensors),
        validation: () => undefined,
        epoch: () => Promise.resolve(),
      },
    });
    expect(new Set(counts.slice(1)).size).toBe(1);
  });
});

describe('totalSteps', () => {
  it('counts the smaller last batches and is capped by maxSteps', () => {
    expect(totalSteps(config, 10)).toBe(6);
    expect(totalSteps({ ...config, maxSteps: 4 }, 10)).toBe(4);
    expect(totalSteps({ ...config, maxSteps: 9 }, 10)).toBe(6);
  });
});
