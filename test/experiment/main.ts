import * as tf from '@tensorflow/tfjs';
import { build } from 'esbuild';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openDataset, prepareSample, type Batch, type Dataset } from '../../src/data';
import { startEngine } from '../../src/engine';
import { figure, type Panel } from './figure';
import { histogram } from './histogram';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '150' },
    /** Draws the runs of the last time anew. */
    redraw: { type: 'boolean', default: false },
  },
});
const repository = process.env['LITS_ROOT'] ?? process.cwd();
const exercise = path.join(repository, 'exercises/chapter3/3.3-batch-normalization');
const learningRates = [0.01, 0.1, 1];
const batchSize = 16;

type CreateNetwork = (hasBatchNorm: boolean) => tf.LayersModel;

/** The network that students get, with a right batch normalization in it. */
async function loadNetwork(): Promise<CreateNetwork> {
  const folder = path.join(repository, 'artifacts/experiment/network');
  await mkdir(folder, { recursive: true });
  await copyFile(path.join(exercise, 'starter/network.ts'), path.join(folder, 'network.ts'));
  const solution = path.join(repository, 'test/solutions/3.3/batchNorm/moments.ts');
  await copyFile(solution, path.join(folder, 'batchNorm.ts'));
  const outfile = path.join(folder, 'network.mjs');
  await build({
    entryPoints: [path.join(folder, 'network.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    packages: 'external',
  });
  const loaded = (await import(pathToFileURL(outfile).href)) as { createNetwork: CreateNetwork };
  return loaded.createNetwork;
}

const picturesOf = ({ images, labels }: Batch) => tf.tensor4d(images, [labels.length, 256, 256, 1]);

/** The batches of as many epochs as it takes. */
async function* endlessly(data: Dataset): AsyncGenerator<Batch> {
  for (let epoch = 1; ; epoch++)
    for await (const batch of data.split('train').batches({ batchSize, shuffle: { seed: 1, epoch } }))
      yield batch;
}

/** What comes out before the last ReLU for some slices, in training mode. */
function lastActivations(model: tf.LayersModel, pictures: tf.Tensor4D): Float32Array {
  const lastRelu = model.layers.findLastIndex((layer) => layer.getClassName() === 'ReLU');
  return tf.tidy(() => {
    let x: tf.Tensor = pictures;
    for (const layer of model.layers.slice(0, lastRelu)) x = layer.apply(x, { training: true }) as tf.Tensor;
    return x.dataSync<'float32'>();
  });
}

async function train(
  createNetwork: CreateNetwork,
  data: Dataset,
  hasBatchNorm: boolean,
  learningRate: number,
): Promise<Panel> {
  const model = createNetwork(hasBatchNorm);
  const optimizer = tf.train.sgd(learningRate);
  const losses: number[] = [];
  let seen: tf.Tensor4D | undefined;
  let start: Float32Array | undefined;
  for await (const batch of endlessly(data)) {
    const pictures = picturesOf(batch);
    if (!seen) {
      seen = pictures;
      start = lastActivations(model, seen);
    }
    const labels = tf.oneHot(tf.tensor1d([...batch.labels], 'int32'), 3);
    const loss = optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(labels, model.apply(pictures, { training: true }) as tf.Tensor),
      true,
    );
    losses.push((loss?.dataSync<'float32'>() ?? [NaN])[0]);
    tf.dispose([labels, ...(loss ? [loss] : []), ...(pictures === seen ? [] : [pictures])]);
    if (losses.length === Number(values.steps)) break;
  }
  if (!seen || !start) throw new Error('The sample has no slices.');
  const end = lastActivations(model, seen);
  tf.dispose([seen, ...model.weights.map((weight) => weight.read())]);
  optimizer.dispose();
  const late = losses.slice(-20).reduce((sum, loss) => sum + loss, 0) / 20;
  process.stdout.write(
    `${hasBatchNorm ? 'with' : 'without'}, ${learningRate}: loss ${late.toFixed(3)} over the last 20 steps\n`,
  );
  return { hasBatchNorm, learningRate, losses, start: histogram(start), end: histogram(end) };
}

async function runAll(): Promise<Panel[]> {
  await startEngine();
  const createNetwork = await loadNetwork();
  const home = await mkdtemp(path.join(tmpdir(), 'lits-experiment-'));
  try {
    const sample = await prepareSample({ out: home, patients: 24, slices: 24, seed: 1 });
    const data = await openDataset(sample.data);
    const panels: Panel[] = [];
    for (const hasBatchNorm of [false, true])
      for (const learningRate of learningRates)
        panels.push(await train(createNetwork, data, hasBatchNorm, learningRate));
    return panels;
  } finally {
    await rm(home, { recursive: true });
  }
}

async function main(): Promise<void> {
  const kept = path.join(repository, 'artifacts/experiment/runs.json');
  const panels = values.redraw ? (JSON.parse(await readFile(kept, 'utf8')) as Panel[]) : await runAll();
  await writeFile(kept, JSON.stringify(panels));
  const figures = path.join(exercise, 'figures');
  await mkdir(figures, { recursive: true });
  await writeFile(path.join(figures, 'experiment.svg'), figure(panels, 'en'));
  await writeFile(path.join(figures, 'experiment.de.svg'), figure(panels, 'de'));
}

await main();
