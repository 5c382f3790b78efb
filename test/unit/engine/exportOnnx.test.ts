import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, startEngine } from '../../../src/engine';
import { models } from '../../models/models';
import { values } from './compare';

const side = 64;
const options = { input: { name: 'slices', shape: [side, side, 1] }, description: 'a test' };

const predictionOf = (model: tf.LayersModel) => (batch: tf.Tensor) => {
  const logits = model.apply(batch, { training: false }) as tf.Tensor;
  return { logits, probabilities: tf.softmax(logits) };
};

/** A network with a bit of everything that a student may put into it. */
function mixed(): tf.LayersModel {
  const { layers } = tf;
  const input = tf.input({ shape: [side, side, 1] });
  const apply = (layer: tf.layers.Layer, x: unknown) =>
    layer.apply(x as tf.SymbolicTensor) as tf.SymbolicTensor;
  let x = apply(
    layers.conv2d({ filters: 6, kernelSize: 5, strides: 2, padding: 'same', activation: 'relu' }),
    input,
  );
  x = apply(layers.batchNormalization(), x);
  const skip = apply(layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', useBias: false }), x);
  x = apply(layers.leakyReLU(), apply(layers.add(), [x, skip]));
  x = apply(layers.averagePooling2d({ poolSize: 2 }), apply(layers.dropout({ rate: 0.4 }), x));
  x = apply(layers.concatenate(), [
    x,
    apply(layers.zeroPadding2d(), apply(layers.cropping2D({ cropping: 1 }), x)),
  ]);
  x = apply(layers.prelu({ sharedAxes: [1, 2] }), apply(layers.maxPooling2d({ poolSize: 3, strides: 2 }), x));
  x = apply(layers.dense({ units: 9, activation: 'tanh' }), apply(layers.flatten(), x));
  return tf.model({ inputs: input, outputs: apply(layers.dense({ units: 3 }), x) });
}

async function runWith(file: Uint8Array, pictures: tf.Tensor): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(file);
  const slices = new Tensor('float32', pictures.dataSync<'float32'>(), pictures.shape);
  const results = await session.run({ slices });
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, [...(data as Float32Array)]]),
  );
}

function differences(actual: number[], expected: number[]): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(
    ...actual.map((value, index) => Math.abs(value - expected[index]) / (1 + Math.abs(expected[index]))),
  );
}

describe('a model exported as ONNX', () => {
  beforeAll(() => startEngine());

  const networks = { ...models, mixed };
  for (const name of ['small-cnn', 'resnet50', 'mixed'] as const)
    it(`${name}: predicts in ONNX Runtime what it predicts here, for batches of any size`, async () => {
      const model = networks[name](side);
      const predict = predictionOf(model);
      const { bytes, batch } = exportOnnx(predict, options);
      expect(batch).toBe('any');
      for (const size of [1, 3]) {
        const pictures = values([size, side, side, 1], size, 0, 1);
        const expected = predict(pictures);
        const actual = await runWith(bytes, pictures);
        expect(Object.keys(actual).sort()).toEqual(['logits', 'probabilities']);
        for (const output of ['logits', 'probabilities'] as const)
          expect(differences(actual[output], [...expected[output].dataSync()])).toBeLessThan(1e-4);
      }
    });

  it('uses no operators of a runtime, names its weights, and leaves no work on them', () => {
    const model = models['small-cnn'](side);
    const { bytes } = exportOnnx(predictionOf(model), options);
    const text = Buffer.from(bytes).toString('latin1');
    expect(text).not.toContain('com.microsoft');
    for (const { name } of model.trainableWeights) expect(text).toContain(name);
    const transposes = [...text.matchAll(/Transpose_\d+/g)].length;
    expect(transposes).toBeLessThan(8);
  });

  it('says what it takes and gives', async () => {
    const { bytes } = exportOnnx(predictionOf(mixed()), options);
    const { inputMetadata, outputMetadata } = await InferenceSession.create(bytes);
    expect(inputMetadata).toMatchObject([
      { name: 'slices', type: 'float32', shape: ['batch', side, side, 1] },
    ]);
    expect(outputMetadata).toMatchObject([
      { name: 'logits', shape: ['batch', 3] },
      { name: 'probabilities', shape: ['batch', 3] },
    ]);
  });

  it('takes one sample at a time where the size of the batch is part of the computation', async () => {
    const predict = (batch: tf.Tensor) => {
      const means = tf.mean(batch, [1, 2, 3]);
      return { scaled: tf.mul(means, batch.shape[0]) };
    };
    const { bytes, batch } = exportOnnx(predict, options);
    expect(batch).toBe(1);
    const picture = values([1, side, side, 1], 1);
    const { scaled } = await runWith(bytes, picture);
    expect(scaled[0]).toBeCloseTo(predict(picture).scaled.dataSync()[0], 5);
  });

  it('is refused where a value of it is read on the way', () => {
    const branching = (batch: tf.Tensor) => ({ y: tf.mean(batch).dataSync()[0] > 0 ? batch : tf.neg(batch) });
    expect(() => exportOnnx(branching, options)).toThrow(/value is read/);
    expect([...tf.exp(tf.zeros([1])).dataSync()]).toEqual([1]);
  });

  it('is refused where its input does not matter', () => {
    expect(() => exportOnnx(() => ({ y: tf.exp(tf.ones([2])) }), options)).toThrow(/depend on its input/);
  });

  it('leaves no tensors behind', () => {
    const model = mixed();
    const before = tf.memory().numTensors;
    exportOnnx(predictionOf(model), options);
    expect(tf.memory().numTensors).toBe(before);
  });
});
