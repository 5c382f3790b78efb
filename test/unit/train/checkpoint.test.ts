import * as tf from '@tensorflow/tfjs';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises';
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
  it.runIf(existsSync('/dev/full'))(
    'that does not fit on the disk is deleted, and the one before stays',
    async () => {
      const folder = await temporaryFolder();
      const saved = model();
      await saveCheckpoint(folder, saved, { step: 1, epoch: 1 });
      const whole = await readdir(folder);
      await symlink('/dev/full', path.join(folder, 'weights-2.bin'));
      const failure = await failureFrom(() => saveCheckpoint(folder, saved, { step: 2, epoch: 2 }));
      expect(sentences(failure)).toBe(
        'The weights of step 2 could not be saved.\nThe disk is full.\nFree some space, then try again.',
      );
      expect(await readdir(folder)).toEqual(whole);
      expect(await loadCheckpoint(folder, saved)).toMatchObject({ step: 1 });
    },
  );

  it.each([
    [
      'never ends',
      () => {
        for (;;);
      },
    ],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['gives what JSON does not know', () => ({ big: 10n })],
  ])('is saved though a layer’s own description of itself %s', async (_name, getConfig) => {
    const folder = await temporaryFolder();
    const saved = model();
    Object.assign(saved.layers[0], { getConfig });
    await saveCheckpoint(folder, saved, { step: 1, epoch: 1 });
    expect(await loadCheckpoint(folder, saved)).toMatchObject({ step: 1 });
  });

  it('whose description is torn says so', async () => {
    const folder = await temporaryFolder();
    const saved = model();
    await saveCheckpoint(folder, saved, { step: 1, epoch: 1 });
    await truncate(path.join(folder, 'model.json'), 100);
    const failure = await failureFrom(() => loadCheckpoint(folder, saved));
    expect(failure.what).toContain('cannot be read');
  });

  it('gives back every weight, those that are not trained included', async () => {
    const folder = await temporaryFolder();
    const [saved, other] = [model(), model()];
    saved.weights.at(-1)?.write(tf.tensor([1, 2, 3, 4]));
    await saveCheckpoint(folder, saved, { step: 1, epoch: 1 });
    await loadCheckpoint(folder, other);
    expect(values(other)).toEqual(values(saved));
  });

  it('is a model that TensorFlow.js itself can load', async () => {
    const folder = await temporaryFolder();
    const saved = model();
    await saveCheckpoint(folder, saved, { step: 7, epoch: 1 });
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

  it('knows the step and the epoch that it is of, whatever its file of weights is called', async () => {
    const folder = await temporaryFolder();
    const saved = model();
    await saveCheckpoint(folder, saved, { step: 34, epoch: 2 });
    const manifest = path.join(folder, 'model.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('weights-34', 'weights-17'));
    await rename(path.join(folder, 'weights-34.bin'), path.join(folder, 'weights-17.bin'));
    expect(await loadCheckpoint(folder, saved)).toMatchObject({ step: 34, epoch: 2 });
  });

  it('of an older version tells its step, and no epoch', async () => {
    const folder = await temporaryFolder();
    const saved = model();
    await saveCheckpoint(folder, saved, { step: 34, epoch: 2 });
    const manifest = path.join(folder, 'model.json');
    const written = JSON.parse(await readFile(manifest, 'utf8')) as object;
    await writeFile(manifest, JSON.stringify({ ...written, userDefinedMetadata: undefined }));
    expect(await loadCheckpoint(folder, saved)).toMatchObject({ step: 34, epoch: null });
  });

  it('takes the place of the one before', async () => {
    const folder = await temporaryFolder();
    const [first, second, loaded] = [model(), model(), model()];
    await saveCheckpoint(folder, first, { step: 1, epoch: 1 });
    await saveCheckpoint(folder, second, { step: 2, epoch: 1 });
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
    await saveCheckpoint(folder, custom, { step: 1, epoch: 1 });
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
    await saveCheckpoint(folder, model(3), { step: 1, epoch: 1 });
    const failure = await failureFrom(() => loadCheckpoint(folder, model(2)));
    expect(failure.what).toContain('does not fit the model');
  });

  it('whose weights are cut short is refused', async () => {
    const folder = await temporaryFolder();
    await saveCheckpoint(folder, model(), { step: 1, epoch: 1 });
    await truncate(path.join(folder, 'weights-1.bin'), 40);
    const failure = await failureFrom(() => loadCheckpoint(folder, model()));
    expect(failure.what).toContain('does not fit the model');
  });

  it('leaves no tensor behind', async () => {
    const folder = await temporaryFolder();
    const saved = model();
    const before = tf.memory().numTensors;
    await saveCheckpoint(folder, saved, { step: 1, epoch: 1 });
    await loadCheckpoint(folder, saved);
    expect(tf.memory().numTensors).toBe(before);
  });
});
