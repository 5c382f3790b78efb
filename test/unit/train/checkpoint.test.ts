import * as tf from '@tensorflow/tfjs';
import { readdir, readFile, truncate } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCheckpoint, saveCheckpoint } from '../../../src/train/checkpoint';
import { failureFrom, sentences, temporaryFolder } from './student';

beforeAll(() => tf.setBackend('cpu'));

const model = (units = 3) =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [5] }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units }),
    ],
  });
const values = (m: tf.LayersModel) => m.getWeights().map((weight) => [...weight.dataSync()]);

describe('a checkpoint', () => {
  it('gives back every weight, those that are not trained included', async () => {
    const folder = await temporaryFolder();
    const [saved, other] = [model(), model()];
    saved.weights.at(-1)?.write(tf.tensor([1, 2, 3, 4]));
    await saveCheckpoint(folder, saved, 1);
    await loadCheckpoint(folder, other);
    expect(values(other)).toEqual(values(saved));
  });

  it('is a model that TensorFlow.js itself can load', async () => {
    const folder = await temporaryFolder();
    const saved = model();
    await saveCheckpoint(folder, saved, 7);
    const manifest = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON;
    const [{ paths, weights }] = manifest.weightsManifest;
    const bytes = await readFile(path.join(folder, paths[0]));
    const loaded = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: manifest.modelTopology,
        weightSpecs: weights,
        weightData: new Uint8Array(bytes).buffer,
      }),
    );
    expect(values(loaded)).toEqual(values(saved));
  });

  it('takes the place of the one before', async () => {
    const folder = await temporaryFolder();
    const [first, second, loaded] = [model(), model(), model()];
    await saveCheckpoint(folder, first, 1);
    await saveCheckpoint(folder, second, 2);
    await loadCheckpoint(folder, loaded);
    expect(values(loaded)).toEqual(values(second));
    expect((await readdir(folder)).sort()).toEqual(['model.json', 'weights-2.bin']);
  });

  it('of a layer that cannot be written down is saved without its structure', async () => {
    class Unnamed extends tf.layers.Layer {
      static className = 'Unnamed';
      override getConfig(): never {
        throw new Error('no configuration');
      }
    }
    const custom = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [2] }), new Unnamed({})],
    });
    const folder = await temporaryFolder();
    await saveCheckpoint(folder, custom, 1);
    expect(JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8'))).toMatchObject({
      modelTopology: null,
    });
  });

  it('that is missing is explained', async () => {
    const folder = await temporaryFolder();
    const failure = await failureFrom(() => loadCheckpoint(folder, model()));
    expect(sentences(failure)).toMatch(/no checkpoint[^]*Train for at least one epoch/);
  });

  it('of another model is refused', async () => {
    const folder = await temporaryFolder();
    await saveCheckpoint(folder, model(3), 1);
    const failure = await failureFrom(() => loadCheckpoint(folder, model(2)));
    expect(failure.what).toContain('does not fit the model');
  });

  it('whose weights are cut short is refused', async () => {
    const folder = await temporaryFolder();
    await saveCheckpoint(folder, model(), 1);
    await truncate(path.join(folder, 'weights-1.bin'), 40);
    const failure = await failureFrom(() => loadCheckpoint(folder, model()));
    expect(failure.what).toContain('does not fit the model');
  });

  it('leaves no tensor behind', async () => {
    const folder = await temporaryFolder();
    const saved = model();
    const before = tf.memory().numTensors;
    await saveCheckpoint(folder, saved, 1);
    await loadCheckpoint(folder, saved);
    expect(tf.memory().numTensors).toBe(before);
  });
});
