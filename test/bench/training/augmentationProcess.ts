import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { Compose, RandGaussianNoise, RandomAffine } from '../../../src/augment';
import { openDataset, prepareSample, type Batch } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { augmentPart } from '../../../src/train/augmentation/apply';
import { AugmentThreads } from '../../../src/train/augmentation/threads';
import { recordStep } from '../../../src/train/step';
import { models } from '../../models/models';
import { median } from '../statistics';
import type { AugmentationReport, AugmentationSetup, StepMillis } from './augmentation';

const side = 256;
/** Each picture is turned, shifted, scaled and made noisy. */
const pipeline = new Compose([
  new RandomAffine({ degrees: 15, translate: [0.1, 0.1], scale: [0.9, 1.1], interpolation: 'bilinear' }),
  new RandGaussianNoise({ prob: 1, std: 0.1 }),
]);

/** Pictures that a step may see: time depends on them, as a max pool takes longer where maxima are hard to predict. */
const patients = { patients: 6, slices: 16, seed: 0 };

/** Whole batches of a sample data set. */
async function readSample(batchSize: number): Promise<Batch[]> {
  const out = await mkdtemp(path.join(tmpdir(), 'lits-bench-'));
  try {
    const { data } = await prepareSample({ out, ...patients });
    const batches: Batch[] = [];
    const all = (await openDataset(data))
      .split('train')
      .batches({ batchSize, shuffle: { seed: 0, epoch: 1 } });
    for await (const batch of all) if (batch.labels.length === batchSize) batches.push(batch);
    return batches;
  } finally {
    await rm(out, { recursive: true });
  }
}

type Turn = keyof StepMillis;

/**
 * Trains by turns on slices as they are, on slices that were augmented before, and with augmentation in threads, ahead of the
 * step as the training loop does it.
 */
async function main(): Promise<void> {
  const setup = JSON.parse(process.argv[2] ?? '') as AugmentationSetup;
  const { batch, threads: count, warmUp, blocks, steps } = setup;
  await startEngine({ threads: count });
  const model = models['small-cnn'](side);
  const optimizer = tf.train.adam(1e-4);
  const batches = await readSample(batch);
  const threads = new AugmentThreads(
    path.join(path.dirname(process.argv[1]), 'augmentThread.cjs'),
    pipeline.describe(),
    count,
  );
  const partOf = ({ images, indices }: Batch) => ({ images, side, indices });
  // As a training reads each batch anew, whatever is done with it.
  const read = (from: readonly Batch[], step: number): Batch => {
    const found = from[step % from.length];
    return { ...found, images: found.images.slice() };
  };
  const augment = async (step: number): Promise<Batch> => {
    const found = read(batches, step);
    await threads.apply(partOf(found), { seed: 1, epoch: step });
    return found;
  };
  const augmentedBefore = await Promise.all(batches.map((_, index) => augment(index)));
  const sources: Record<Turn, (step: number) => Batch | Promise<Batch>> = {
    asTheyAre: (step) => read(batches, step),
    augmentedBefore: (step) => read(augmentedBefore, step),
    augmented: augment,
  };
  const train = async (found: Batch) => {
    const measured = recordStep({ model, optimizer }, found);
    await measured.data();
    measured.dispose();
  };
  const millis: Record<Turn, number[]> = { asTheyAre: [], augmentedBefore: [], augmented: [] };
  const turns = Object.keys(sources) as Turn[];
  let step = 0;
  const take = async (turn: Turn, count: number): Promise<number[]> => {
    const spent: number[] = [];
    let pending = sources[turn](step);
    for (let i = 0; i < count; i++, step++) {
      const start = performance.now();
      const next = sources[turn](step + 1);
      await train(await pending);
      pending = next;
      spent.push(performance.now() - start);
    }
    await pending;
    return spent;
  };
  for (const turn of turns) await take(turn, warmUp);
  const added: number[] = [];
  for (let block = 0; block < blocks; block++) {
    for (const turn of block % 2 === 0 ? turns : [...turns].reverse())
      millis[turn].push(...(await take(turn, steps)));
    const ofBlock = (turn: Turn) => median(millis[turn].slice(-steps));
    added.push(ofBlock('augmented') / ofBlock('augmentedBefore') - 1);
  }
  const alone = Array.from({ length: 30 }, (_, i) => {
    const part = partOf(read(batches, i));
    const start = performance.now();
    augmentPart(pipeline, part, { seed: 1, epoch: i });
    return performance.now() - start;
  });
  await threads.close();
  const summary = (of: (values: number[]) => number) => ({
    asTheyAre: of(millis.asTheyAre),
    augmentedBefore: of(millis.augmentedBefore),
    augmented: of(millis.augmented),
  });
  const report: AugmentationReport = {
    batch,
    threads: count,
    steps: millis.augmented.length,
    millis: summary(median),
    fastestMillis: summary((values) => Math.min(...values)),
    added: median(added),
    aloneMillis: median(alone),
    fastestAloneMillis: Math.min(...alone),
  };
  console.log(JSON.stringify(report));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
