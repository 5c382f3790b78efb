import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEngine, type EngineOptions } from '../../src/engine';
import { models, type ModelName } from '../models/models';
import {
  batchOf,
  distance,
  fill,
  parametersOf,
  relativeError,
  summary,
  type HashedBatch,
  type Summary,
} from './hashed';

interface Golden {
  damping: number;
  gradients: {
    model: ModelName;
    side: number;
    batch: number;
    number: number;
    damped: number[];
    evaluated: number[];
    logits: number[];
    loss: number;
    gradients: Summary[];
  }[];
  training: {
    model: ModelName;
    side: number;
    batch: number;
    rate: number;
    losses: number[];
    weights: Summary[];
  };
}

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'models.json'), 'utf8')) as Golden;

const lossOf = (
  model: tf.LayersModel,
  { pictures, labels }: HashedBatch,
  keep?: (logits: tf.Tensor) => void,
) => {
  const logits = model.apply(pictures, { training: true }) as tf.Tensor2D;
  keep?.(logits);
  return tf.losses.softmaxCrossEntropy(labels, logits).asScalar();
};

const variablesOf = (model: tf.LayersModel): tf.Variable[] =>
  parametersOf(model).map((weight) => weight.read() as tf.Variable);

const summaries = (tensors: readonly tf.Tensor[], like: readonly Summary[]): Summary[] =>
  tensors.map((tensor, stream) =>
    summary(stream, tensor.dataSync<'float32'>(), like[stream]?.samples.length ?? 0),
  );

const largestDistance = (actual: readonly Summary[], expected: readonly Summary[]): number => {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...actual.map((one, index) => distance(one, expected[index])));
};

/** Holds the models on a device against what PyTorch computes in double precision. */
export function testModels(options: () => Promise<EngineOptions>): void {
  beforeAll(async () => void (await startEngine(await options())));
  beforeEach(() => tf.engine().startScope());
  afterEach(() => {
    tf.disposeVariables();
    tf.engine().endScope();
  });

  describe.each(golden.gradients)('$model', (expected) => {
    const filled = () => {
      const model = models[expected.model](expected.side);
      fill(model, { streams: expected.damped, factor: golden.damping });
      return model;
    };
    const batch = () => batchOf(expected.batch, expected.side, expected.number);

    it('predicts what PyTorch does', () => {
      const predicted = filled().predict(batch().pictures) as tf.Tensor;
      const error = relativeError(predicted.dataSync(), expected.evaluated);
      expect(error).toBeLessThan(1e-3);
    });

    it('has the loss, logits and gradients of PyTorch in a training step', () => {
      const model = filled();
      const variables = variablesOf(model);
      let logits: tf.Tensor | undefined;
      const { value, grads } = tf.variableGrads(
        () => lossOf(model, batch(), (made) => (logits = tf.keep(made))),
        variables,
      );
      const gradients = variables.map(({ name }) => grads[name]);
      const found = {
        gradients: largestDistance(summaries(gradients, expected.gradients), expected.gradients),
        logits: relativeError(logits!.dataSync(), expected.logits),
        loss: Math.abs(value.dataSync()[0] / expected.loss - 1),
      };
      for (const error of Object.values(found)) expect(error).toBeLessThan(1e-3);
    });
  });

  it('20 steps of Adam have the losses and end at the weights of PyTorch', () => {
    const { training } = golden;
    const model = models[training.model](training.side);
    fill(model);
    const variables = variablesOf(model);
    const adam = tf.train.adam(training.rate, 0.9, 0.999, 1e-8);
    const errors = training.losses.map((expected, step) => {
      const loss = adam.minimize(
        () => lossOf(model, batchOf(training.batch, training.side, step % 4)),
        true,
        variables,
      )!;
      return Math.abs(loss.dataSync()[0] / expected - 1);
    });
    const weights = largestDistance(summaries(variables, training.weights), training.weights);
    expect(Math.max(...errors)).toBeLessThan(1e-2);
    expect(weights).toBeLessThan(1e-2);
  });
}
