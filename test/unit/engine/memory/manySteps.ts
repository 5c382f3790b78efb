import { setImmediate as nextTurn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { startEngine } from '../../../../src/engine';
import type { OnnxBackend } from '../../../../src/engine/backend';

/** What a training holds on to; bytes after a collection of garbage. */
export interface Held {
  tensors: number;
  dataIds: number;
  compiledGraphs: number;
  heapBytes: number;
  bufferBytes: number;
  residentBytes: number;
}

const [side, batch, classes] = [16, 4, 3];

function network(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [side, side, 1], filters: 8, kernelSize: 3, padding: 'same' }),
      tf.layers.batchNormalization({}),
      tf.layers.reLU(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.dropout({ rate: 0.2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 32, activation: 'relu' }),
      tf.layers.dense({ units: classes }),
    ],
  });
}

/** Twice: memory outside of JavaScript's own is given back after a collection, in a later turn. */
async function collectGarbage(): Promise<void> {
  for (let time = 0; time < 2; time++) {
    globalThis.gc!();
    await nextTurn();
  }
}

/** `node --expose-gc manySteps.cjs WARM_UP STEPS`: trains, and prints what it holds after the warm-up and at the end. */
async function main(): Promise<void> {
  const [warmUp, steps] = process.argv.slice(2).map(Number);
  await startEngine({ threads: 1 });
  const model = network();
  const adam = tf.train.adam(0.001);
  const held = async (): Promise<Held> => {
    await collectGarbage();
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
    const backend = tf.backend() as OnnxBackend;
    return {
      tensors: tf.memory().numTensors,
      dataIds: backend.numDataIds(),
      compiledGraphs: backend.compiledGraphs,
      heapBytes: heapUsed,
      bufferBytes: arrayBuffers,
      residentBytes: rss,
    };
  };
  const train = async (count: number): Promise<Held> => {
    for (let step = 0; step < count; step++) {
      const loss = adam.minimize(() => {
        const pictures = tf.randomUniform([batch, side, side, 1], 0, 1, 'float32', step);
        const labels = tf.oneHot(tf.range(0, batch, 1, 'int32').mod(tf.scalar(classes, 'int32')), classes);
        return tf.losses.softmaxCrossEntropy(labels, model.apply(pictures, { training: true }) as tf.Tensor);
      }, true)!;
      await loss.data();
      loss.dispose();
    }
    return held();
  };
  console.log(JSON.stringify([await train(warmUp), await train(steps)]));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
