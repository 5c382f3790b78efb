import * as tf from '@tensorflow/tfjs';
import { startEngine, type EngineDevice } from '../../../../src/engine';
import { Session, type RuntimeTensor } from '../../../../src/engine/runtime';

/** What crossed the border between the host and the device. */
const crossed = { up: 0, down: 0 };

type Tensors = Record<string, RuntimeTensor>;
type Run = (this: Session, feeds: Tensors, fetches: Record<string, RuntimeTensor | null>) => Tensors;

/** Counts the bytes that every run of a graph takes from the host and gives back to it. */
function countCrossings(): void {
  const bytes = (tensors: Tensors) =>
    Object.values(tensors)
      .filter(({ location }) => location === 'cpu')
      .reduce((sum, { data }) => sum + data.byteLength, 0);
  const prototype: { run: Run } = Session.prototype;
  const { run } = prototype;
  prototype.run = function (feeds, fetches) {
    const results = run.call(this, feeds, fetches);
    crossed.up += bytes(feeds);
    crossed.down += bytes(results);
    return results;
  };
}

const [side, batch] = [16, 5];

function network(): tf.Sequential {
  const seeded = (seed: number) => ({ kernelInitializer: tf.initializers.glorotUniform({ seed }) });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 6,
        kernelSize: 3,
        padding: 'same',
        inputShape: [side, side, 1],
        ...seeded(1),
      }),
      tf.layers.batchNormalization({}),
      tf.layers.activation({ activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu', ...seeded(2) }),
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 8, activation: 'relu', ...seeded(3) }),
      tf.layers.dense({ units: 3, ...seeded(4) }),
    ],
  });
}

/** A gradient through a max pool over a volume, which WebGPU leaves to the CPU. */
function volumeGradient(): number[] {
  const volume = tf.tensor5d(
    Float32Array.from({ length: 64 }, (_, index) => Math.sin(index * index)),
    [1, 4, 4, 4, 1],
  );
  const pooled = (x: tf.Tensor) =>
    tf
      .maxPool3d(x as tf.Tensor5D, 2, 2, 'valid')
      .square()
      .sum();
  return [...tf.grad(pooled)(volume).dataSync()];
}

/** 0 to 39, joined of 40 tensors and taken apart again: more than a GPU's kernel can read or write. */
function partsInReverse(): number[] {
  const parts = tf.split(tf.stack(tf.unstack(tf.range(0, 40))), 40);
  return [...tf.concat(parts.reverse()).dataSync()];
}

/** `node losses.cjs DEVICE`: trains 20 steps; prints the losses, the bytes that the last step moved, and what else it computed. */
async function main(): Promise<void> {
  countCrossings();
  await startEngine({ device: process.argv[2] as EngineDevice, threads: 2 });
  const model = network();
  const adam = tf.train.adam(0.01);
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    Object.assign(crossed, { up: 0, down: 0 });
    const loss = adam.minimize(() => {
      const pictures = tf.randomUniform([batch, side, side, 1], 0, 1, 'float32', step);
      const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 1, 0], 'int32'), 3);
      return tf.losses.softmaxCrossEntropy(labels, model.apply(pictures, { training: true }) as tf.Tensor);
    }, true)!;
    losses.push((await loss.data())[0]);
    loss.dispose();
  }
  console.log(
    JSON.stringify({
      losses,
      crossed: { ...crossed },
      volumeGradient: volumeGradient(),
      partsInReverse: partsInReverse(),
    }),
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
