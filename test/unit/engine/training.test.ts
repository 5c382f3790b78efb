import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';

/** A small CNN like exercise 3.2's, on 16x16 pictures, with everything a student may add to it. */
function model(regularized: boolean): tf.Sequential {
  const kernelRegularizer = regularized ? tf.regularizers.l2({ l2: 0.01 }) : undefined;
  const network = tf.sequential();
  for (const [index, filters] of [4, 6].entries()) {
    network.add(
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        kernelRegularizer,
        kernelInitializer: tf.initializers.glorotUniform({ seed: index }),
        ...(index === 0 ? { inputShape: [16, 16, 1] } : {}),
      }),
    );
    network.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  }
  network.add(tf.layers.flatten());
  network.add(
    tf.layers.dense({
      units: 8,
      activation: 'relu',
      kernelRegularizer,
      kernelInitializer: tf.initializers.glorotUniform({ seed: 7 }),
    }),
  );
  if (regularized) network.add(tf.layers.dropout({ rate: 0.5, seed: 3 }));
  network.add(tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.glorotUniform({ seed: 8 }) }));
  return network;
}

const batch = 5;
const pictures = (): tf.Tensor => tf.randomUniform([batch, 16, 16, 1], 0, 1, 'float32', 1);
const labels = (): tf.Tensor => tf.oneHot(tf.tensor1d([0, 1, 2, 1, 0], 'int32'), 3);

function handWritten(optimizer: () => tf.Optimizer) {
  return (): number[] => {
    const network = model(false);
    const descent = optimizer();
    const losses: number[] = [];
    for (let step = 0; step < 4; step++) {
      const loss = descent.minimize(
        () =>
          tf.losses.softmaxCrossEntropy(labels(), network.apply(pictures(), { training: true }) as tf.Tensor),
        true,
      )!;
      losses.push(loss.dataSync()[0]);
    }
    return losses;
  };
}

async function fitted(): Promise<number[]> {
  const network = model(true);
  network.compile({
    optimizer: tf.train.adam(0.01),
    loss: (truth, logits) => tf.losses.softmaxCrossEntropy(truth, logits),
    metrics: ['accuracy'],
  });
  const { history } = await network.fit(pictures(), labels(), {
    epochs: 3,
    batchSize: 3,
    shuffle: false,
    validationData: [pictures(), labels()],
  });
  const evaluated = network.evaluate(pictures(), labels()) as tf.Scalar[];
  const predicted = network.predict(pictures()) as tf.Tensor;
  return [
    ...(history.loss as number[]),
    ...(history.val_loss as number[]),
    ...evaluated.map((value) => value.dataSync()[0]),
    ...predicted.dataSync(),
  ];
}

const programs: Record<string, () => number[] | Promise<number[]>> = {
  'a hand-written loop with Adam': handWritten(() => tf.train.adam(0.01)),
  'a hand-written loop with SGD': handWritten(() => tf.train.sgd(0.1)),
  'a hand-written loop with momentum': handWritten(() => tf.train.momentum(0.1, 0.9)),
  'fit, evaluate and predict with L2, dropout and Adam': fitted,
};

describe('training on the engine gives the numbers of the cpu backend', () => {
  beforeAll(() => startEngine());

  for (const [name, program] of Object.entries(programs)) {
    it(name, async () => {
      await tf.setBackend('cpu');
      const expected = await program();
      await tf.setBackend('onnx');
      const actual = await program();
      expect(actual).toHaveLength(expected.length);
      actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index], 4));
    });
  }
});
