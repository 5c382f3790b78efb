import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { WeightAverages } from '../../src/train/averages';
import { afterValidation, earlyStoppingSchema, freshEarlyStopping } from '../../src/train/earlyStopping';
import { meanCrossEntropy } from '../../src/train/loss';
import { clipGradients } from '../../src/train/optimize/clip';
import { targetsOf } from '../../src/train/targets';
import { uniform } from './hash';

interface Golden {
  labels: number[];
  losses: {
    options: { labelSmoothing?: number; classWeights?: [number, number, number] };
    loss: number;
    gradient: number[];
  }[];
  clipped: {
    options: { clipValue?: number; clipNorm?: number };
    norm: number | null;
    gradients: number[][];
  }[];
  averages: { decay: number; steps: number; weights: number[] }[];
  metrics: number[];
  stops: {
    options: { patience: number; mode?: 'min' | 'max'; minDelta?: number; negative?: boolean };
    epochs: number;
    stopped: boolean;
    best: number;
  }[];
}

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'steering.json'), 'utf8')) as Golden;

const drawn = (stream: number, size: number, scale = 1) =>
  Float32Array.from({ length: size }, (_, position) => scale * uniform(stream, position));
const furthest = (actual: ArrayLike<number>, expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...expected.map((value, index) => Math.abs(value - actual[index])));
};
const titled = <T extends { options: object }>(cases: readonly T[]) =>
  cases.map((one) => [JSON.stringify(one.options), one] as const);

beforeAll(() => tf.setBackend('cpu'));

describe('loss and gradient are those of CrossEntropyLoss', () => {
  it.each(titled(golden.losses))('%s', (_, { options, loss, gradient }) => {
    const labels = Uint8Array.from(golden.labels);
    const { labelSmoothing = 0, classWeights } = options;
    const { rows, masses } = targetsOf(labels, { labelSmoothing, classWeights });
    const targets = tf.tensor2d(rows, [labels.length, 3]);
    const sums = tf.tensor1d(masses);
    const found = tf.valueAndGrad((logits) => meanCrossEntropy(targets, logits, sums))(
      tf.tensor2d(drawn(1, 3 * labels.length, 4), [labels.length, 3]),
    );
    expect(found.value.dataSync()[0]).toBeCloseTo(loss, 5);
    expect(furthest(found.grad.dataSync(), gradient)).toBeLessThan(1e-6);
  });
});

describe('clipped gradients are those of torch.nn.utils', () => {
  it.each(titled(golden.clipped))('%s', (_, { options, norm, gradients }) => {
    const given = gradients.map((one, index) => tf.tensor1d(drawn(20 + index, one.length)));
    const found = clipGradients(given, options);
    const foundNorm = found.norm?.dataSync()[0] ?? null;
    if (norm === null) expect(foundNorm).toBeNull();
    else expect(foundNorm).toBeCloseTo(norm, 5);
    for (const [index, one] of gradients.entries())
      expect(furthest(found.gradients[index].dataSync(), one)).toBeLessThan(1e-6);
  });
});

describe('averaged weights are those of AveragedModel', () => {
  it.each(golden.averages)('after $steps steps', ({ decay, steps, weights }) => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [2], useBias: false })],
    });
    const averages = new WeightAverages(model, decay);
    for (let step = 0; step < steps; step++) {
      model.setWeights([tf.tensor2d(drawn(40 + step, 6), [2, 3])]);
      averages.update();
    }
    const last = [...model.getWeights()[0].dataSync()];
    const giveBack = averages.lend();
    expect(furthest(model.getWeights()[0].dataSync(), weights)).toBeLessThan(1e-6);
    giveBack();
    expect([...model.getWeights()[0].dataSync()]).toEqual(last);
  });
});

describe('early stopping ends where that of Keras does, with its best epoch', () => {
  it.each(titled(golden.stops))('%s', (_, { options, epochs, stopped, best }) => {
    const { negative, ...given } = options;
    const settings = earlyStoppingSchema.parse({ mode: 'min', ...given });
    let state = freshEarlyStopping;
    let done = 0;
    for (const metric of golden.metrics) {
      done++;
      state = afterValidation(settings, state, {
        measured: negative ? -metric : metric,
        step: done,
        epoch: done,
      });
      if (state.stop) break;
    }
    expect({ done, stop: state.stop, best: state.best?.epoch }).toEqual({
      done: epochs,
      stop: stopped,
      best,
    });
  });
});
