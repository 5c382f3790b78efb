import * as tf from '@tensorflow/tfjs';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { exportOnnx, startEngine } from '../../src/engine';
import { models } from '../models/models';
import { batchOf, fill, relativeError } from './hashed';

const side = 64;
const batch = 2;
/** Where exported.py finds the model, when it is to be asked. */
const folder = process.env['EXPORT_TO'];

beforeAll(() => startEngine());

it('an exported ResNet-50 predicts here and in ONNX Runtime what another tool makes of the file', async () => {
  const model = models.resnet50(side);
  fill(model);
  const { pictures } = batchOf(batch, side);
  const predict = (slices: tf.Tensor) => {
    const logits = model.apply(slices, { training: false }) as tf.Tensor;
    return { logits, probabilities: tf.softmax(logits) };
  };
  const { bytes } = exportOnnx(predict, {
    input: { name: 'slices', shape: [side, side, 1] },
    description: 'ResNet-50 with weights by hash',
  });
  const slices = await pictures.data<'float32'>();
  if (folder) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'model.onnx'), bytes);
    writeFileSync(path.join(folder, 'slices.bin'), slices);
  }

  const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'exported.json'), 'utf8')) as {
    outputs: Record<string, number[]>;
  };
  const session = await InferenceSession.create(bytes);
  const inRuntime = await session.run({ slices: new Tensor('float32', slices, pictures.shape) });
  const here = predict(pictures);
  for (const name of ['logits', 'probabilities'] as const) {
    const expected = golden.outputs[name];
    expect(relativeError(inRuntime[name].data as Float32Array, expected)).toBeLessThan(1e-4);
    expect(relativeError(here[name].dataSync(), expected)).toBeLessThan(1e-4);
  }
});
