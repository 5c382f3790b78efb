import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../../../src/engine';
import type { Answer, Ready, Setup, Turn } from './contestant';
import { models } from '../../models/models';

/** Trains a model on this project's engine, a turn of steps for every line read. See `contestant.ts`. */
async function main(): Promise<void> {
  const setup = JSON.parse(process.argv[2] ?? '') as Setup;
  const engine = await startEngine({ threads: setup.threads });
  const model = models[setup.model](setup.side);
  const optimizer = tf.train.adam(1e-4);
  const shape: [number, number, number, number] = [setup.batch, setup.side, setup.side, 1];
  const pictures = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * i));
  const labels = Int32Array.from({ length: setup.batch }, (_, i) => i % 3);

  const step = async (): Promise<number> => {
    const { value, grads } = tf.tidy(() => {
      const x = tf.tensor4d(pictures, shape);
      const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 3);
      return tf.variableGrads(() => {
        const logits = model.apply(x, { training: true }) as tf.Tensor2D;
        return tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(y, logits);
      });
    });
    optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
    const [loss] = await value.data();
    tf.dispose([value, grads]);
    return loss;
  };

  let loss = NaN;
  for (let i = 0; i < setup.warmUp; i++) loss = await step();
  const ready: Ready = {
    name: `${engine.backend} (${engine.device})`,
    parameters: model.trainableWeights.reduce(
      (sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
      0,
    ),
    backend: engine.backend,
    device: engine.device,
  };
  console.log(JSON.stringify(ready));
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps } = JSON.parse(line) as Turn;
    const millis: number[] = [];
    for (let i = 0; i < steps; i++) {
      const start = performance.now();
      loss = await step();
      millis.push(performance.now() - start);
    }
    const answer: Answer = { millis, loss, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
    console.log(JSON.stringify(answer));
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
