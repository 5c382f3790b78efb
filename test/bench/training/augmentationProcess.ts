import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { Compose, RandGaussianNoise, RandomAffine } from '../../../src/augment';
import { startEngine } from '../../../src/engine';
import { augmentPart } from '../../../src/train/augmentation/apply';
import { AugmentThreads } from '../../../src/train/augmentation/threads';
import { recordStep } from '../../../src/train/step';
import { models } from '../../models/models';
import { median } from '../statistics';
import type { AugmentationReport, AugmentationSetup } from './augmentation';

const side = 256;
/** Each picture is turned, shifted, scaled and made noisy. */
const pipeline = new Compose([
  new RandomAffine({ degrees: 15, translate: [0.1, 0.1], scale: [0.9, 1.1], interpolation: 'bilinear' }),
  new RandGaussianNoise({ prob: 1, std: 0.1 }),
]);

/** Trains by turns with and without augmentation in threads, ahead of the step as the training loop does it. */
async function main(): Promise<void> {
  const setup = JSON.parse(process.argv[2] ?? '') as AugmentationSetup;
  const { batch, threads: count, warmUp, blocks, steps } = setup;
  await startEngine({ threads: count });
  const model = models['small-cnn'](side);
  const optimizer = tf.train.adam(1e-4);
  const images = Float32Array.from({ length: batch * side ** 2 }, (_, i) => Math.abs(Math.sin(i / 300)));
  const indices = Int32Array.from({ length: batch }, (_, i) => i);
  const labels = Uint8Array.from(indices, (i) => i % 3);
  const threads = new AugmentThreads(
    path.join(path.dirname(process.argv[1]), 'augmentThread.cjs'),
    pipeline.describe(),
    count,
  );
  const augment = (step: number) => threads.apply({ images, side, indices }, { seed: 1, epoch: step });
  const train = async (pictures: Float32Array) => {
    const measured = recordStep({ model, optimizer }, { images: pictures, labels, indices });
    await measured.data();
    measured.dispose();
  };
  let step = 0;
  const plain: number[] = [];
  const augmented: number[] = [];
  const turn = async (millis: number[], isAugmented: boolean, count: number) => {
    let pending = isAugmented ? augment(step) : undefined;
    for (let i = 0; i < count; i++, step++) {
      const start = performance.now();
      const next = isAugmented ? augment(step + 1) : undefined;
      await train((await pending) ?? images);
      pending = next;
      millis.push(performance.now() - start);
    }
    await pending;
  };
  await turn([], false, warmUp);
  await turn([], true, warmUp);
  for (let block = 0; block < blocks; block++) {
    await turn(plain, false, steps);
    await turn(augmented, true, steps);
  }
  const alone = Array.from({ length: 30 }, (_, i) => {
    const part = { images: images.slice(), side, indices };
    const start = performance.now();
    augmentPart(pipeline, part, { seed: 1, epoch: i });
    return performance.now() - start;
  });
  await threads.close();
  const report: AugmentationReport = {
    batch,
    threads: count,
    steps: plain.length,
    plainMillis: median(plain),
    augmentedMillis: median(augmented),
    fastestPlainMillis: Math.min(...plain),
    fastestAugmentedMillis: Math.min(...augmented),
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
