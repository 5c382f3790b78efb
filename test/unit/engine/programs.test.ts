import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { testPrograms, values, type Program } from './compare';

const slices = 6;
const side = 8;
const pictures = (): tf.Tensor4D => values([slices, side, side, 1], 1) as tf.Tensor4D;
const labels = (): tf.Tensor2D =>
  tf.oneHot(tf.tensor1d([0, 1, 2, 1, 0, 2], 'int32'), 3).toFloat() as tf.Tensor2D;

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

/** Scales each channel by a weight of its own and reports its size as a penalty. */
class ChannelGate extends tf.layers.Layer {
  static readonly className = 'ChannelGate';
  private gate!: tf.LayerVariable;

  override build(inputShape: tf.Shape): void {
    const channels = inputShape[inputShape.length - 1] as number;
    this.gate = this.addWeight('gate', [channels], 'float32', seeded(9), tf.regularizers.l2({ l2: 0.1 }));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const gated = tf.mul(x, tf.sigmoid(this.gate.read()));
      return training ? tf.mul(gated, 2) : gated;
    });
  }
}
tf.serialization.registerClass(ChannelGate);

// Without a bias before batch norm: its gradient is nothing but rounding, which Adam would blow up to whole steps.
function network(): tf.LayersModel {
  const input = tf.input({ shape: [side, side, 1] });
  let x = tf.layers
    .conv2d({ filters: 4, kernelSize: 3, padding: 'same', useBias: false, kernelInitializer: seeded(1) })
    .apply(input) as tf.SymbolicTensor;
  x = tf.layers.batchNormalization().apply(x) as tf.SymbolicTensor;
  x = tf.layers.activation({ activation: 'relu' }).apply(x) as tf.SymbolicTensor;
  const skip = tf.layers
    .conv2d({ filters: 4, kernelSize: 3, padding: 'same', kernelInitializer: seeded(2) })
    .apply(x) as tf.SymbolicTensor;
  x = tf.layers.add().apply([x, skip]) as tf.SymbolicTensor;
  x = new ChannelGate({}).apply(x) as tf.SymbolicTensor;
  x = tf.layers.maxPooling2d({ poolSize: 2 }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.dropout({ rate: 0.3, seed: 4 }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.flatten().apply(x) as tf.SymbolicTensor;
  const output = tf.layers
    .dense({ units: 3, activation: 'softmax', kernelInitializer: seeded(3) })
    .apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: output });
}

function compiled(optimizer: () => tf.Optimizer = () => tf.train.adam(0.01)): tf.LayersModel {
  const model = network();
  model.compile({ optimizer: optimizer(), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

const numbersOf = (history: tf.History): number[] => Object.values(history.history).flat() as number[];

const usingModels: Record<string, Program> = {
  'fit with validation and a callback': async () => {
    const model = compiled();
    const heard: number[] = [];
    const history = await model.fit(pictures(), labels(), {
      epochs: 3,
      batchSize: 4,
      shuffle: false,
      validationSplit: 0.34,
      callbacks: { onBatchEnd: (batch, logs) => void heard.push(batch, logs?.loss ?? NaN) },
    });
    return [numbersOf(history), heard, ...model.getWeights()];
  },
  'fit with class weights': async () => {
    const model = compiled(() => tf.train.sgd(0.1));
    const history = await model.fit(pictures(), labels(), {
      epochs: 2,
      shuffle: false,
      classWeight: { 0: 1, 1: 2, 2: 0.5 },
    });
    return [numbersOf(history), ...model.getWeights()];
  },
  'fit with early stopping': async () => {
    const model = compiled(() => tf.train.sgd(0.5));
    const history = await model.fit(pictures(), labels(), {
      epochs: 8,
      shuffle: false,
      validationData: [values([3, side, side, 1], 8), labels().slice([0], [3])],
      callbacks: tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 1 }),
    });
    return [numbersOf(history)];
  },
  fitDataset: async () => {
    const model = compiled();
    const data = tf.data
      .zip({ xs: tf.data.array(tf.unstack(pictures())), ys: tf.data.array(tf.unstack(labels())) })
      .batch(4);
    const history = await model.fitDataset(data, { epochs: 2, validationData: data });
    return [numbersOf(history), ...model.getWeights()];
  },
  'evaluate and evaluateDataset': async () => {
    const model = compiled();
    const data = tf.data.array([{ xs: pictures(), ys: labels() }]);
    return [
      ...(model.evaluate(pictures(), labels(), { batchSize: 4 }) as tf.Scalar[]),
      ...((await model.evaluateDataset(data, {})) as tf.Scalar[]),
    ];
  },
  'predict, in batches and at once': () => {
    const model = network();
    return [
      model.predict(pictures(), { batchSize: 4 }) as tf.Tensor,
      model.predictOnBatch(pictures()) as tf.Tensor,
    ];
  },
  trainOnBatch: async () => {
    const model = compiled(() => tf.train.rmsprop(0.01));
    const found: number[] = [];
    for (let step = 0; step < 4; step++)
      found.push(...((await model.trainOnBatch(pictures(), labels())) as number[]));
    return [found, ...model.getWeights()];
  },
  'a frozen layer': async () => {
    const model = network();
    model.layers[1].trainable = false;
    model.compile({ optimizer: tf.train.momentum(0.1, 0.9), loss: 'categoricalCrossentropy' });
    await model.fit(pictures(), labels(), { epochs: 2, shuffle: false });
    return model.getWeights();
  },
  'two inputs, two outputs and two losses': async () => {
    const [a, b] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
    const shared = tf.layers.dense({ units: 5, activation: 'tanh', kernelInitializer: seeded(1) });
    const both = tf.layers.concatenate().apply([shared.apply(a), shared.apply(b)] as tf.SymbolicTensor[]);
    const heads = [2, 3].map((seed) =>
      tf.layers.dense({ units: 2, kernelInitializer: seeded(seed) }).apply(both),
    ) as tf.SymbolicTensor[];
    const model = tf.model({ inputs: [a, b], outputs: heads });
    model.compile({ optimizer: 'sgd', loss: ['meanSquaredError', 'meanAbsoluteError'] });
    const inputs = [values([6, 4], 1), values([6, 4], 2)];
    const truths = [values([6, 2], 3), values([6, 2], 4)];
    const history = await model.fit(inputs, truths, { epochs: 3, shuffle: false });
    return [numbersOf(history), ...(model.predict(inputs) as tf.Tensor[])];
  },
  'a model inside a model, saved and loaded': async () => {
    const inner = network();
    const outer = tf.sequential({
      layers: [inner, tf.layers.dense({ units: 2, kernelInitializer: seeded(5) })],
    });
    let saved: tf.io.ModelArtifacts | undefined;
    await outer.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts;
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    return [outer.predict(pictures()) as tf.Tensor, loaded.predict(pictures()) as tf.Tensor];
  },
};

/** Rounds forward, passes the gradient through. */
const straightThrough = tf.customGrad((x) => ({
  value: tf.round(x as tf.Tensor),
  gradFunc: (dy) => tf.mul(dy, 0.5),
}));

const descend = (
  steps: number,
  loss: (step: number) => tf.Scalar,
  optimizer = tf.train.sgd(0.1),
): number[] => {
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const value = optimizer.minimize(() => loss(step), true)!;
    losses.push(value.dataSync()[0]);
    value.dispose();
  }
  return losses;
};

const byHand: Record<string, Program> = {
  'a gradient of its own': () => {
    const x = values([3, 4], 1);
    return [straightThrough(x), tf.grad((y) => tf.sum(tf.square(straightThrough(y))))(x)];
  },
  'a gradient that saves tensors': () => {
    const cube = tf.customGrad((x, save) => {
      (save as tf.GradSaveFunc)([x as tf.Tensor]);
      return {
        value: tf.pow(x as tf.Tensor, 3),
        gradFunc: (dy, [saved]) => tf.mul(dy, tf.mul(3, tf.square(saved))),
      };
    });
    const x = values([5], 1);
    return tf.valueAndGrad((y) => tf.sum(cube(y)))(x) && [tf.grad((y) => tf.sum(cube(y)))(x)];
  },
  'the gradient of a gradient': () => [
    tf.grad((x) => tf.sum(tf.grad((y) => tf.sum(tf.pow(y, 3)))(x)))(values([5], 1)),
  ],
  'linear regression': () => {
    const [kernel, bias] = [tf.variable(values([4, 1], 1)), tf.variable(tf.zeros([1]))];
    const [x, y] = [values([16, 4], 2) as tf.Tensor2D, values([16, 1], 3)];
    const losses = descend(8, () =>
      tf.losses.meanSquaredError(y, tf.add(tf.matMul(x, kernel as tf.Tensor2D), bias)),
    );
    return [losses, kernel, bias];
  },
  'a step that reads a value half-way and branches on it': () => {
    const weight = tf.variable(values([4, 4], 1));
    const branches: number[] = [];
    const losses = descend(6, (step) => {
      const activations = tf.matMul(values([3, 4], 10 + step), weight);
      const mean = tf.mean(activations).dataSync()[0];
      branches.push(Number(mean > 0));
      return tf.mean(mean > 0 ? tf.square(activations) : tf.abs(tf.sin(activations)));
    });
    return [losses, branches, weight];
  },
  'a step that awaits a value half-way': async () => {
    const weight = tf.variable(values([4], 1));
    const norms: number[] = [];
    for (let step = 0; step < 3; step++) {
      const gradient = tf.grad((x) => tf.sum(tf.exp(x)))(weight);
      const norm = (await tf.norm(gradient).data())[0];
      norms.push(norm);
      weight.assign(tf.sub(weight, tf.mul(gradient, norm > 1 ? 0.1 / norm : 0.1)));
    }
    return [norms, weight];
  },
  'gradients summed over two batches': () => {
    const model = network();
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const optimizer = tf.train.adam(0.01);
    for (let step = 0; step < 2; step++) {
      const halves = [0, 1].map((half) =>
        tf.variableGrads(() => {
          const x = pictures().slice([half * 3], [3]);
          const predicted = model.apply(x, { training: true }) as tf.Tensor;
          return tf.metrics
            .categoricalCrossentropy(labels().slice([half * 3], [3]), predicted)
            .mean<tf.Scalar>();
        }, weights),
      );
      const [first, second] = halves.map(({ grads }) => grads);
      optimizer.applyGradients(
        Object.fromEntries(Object.keys(first).map((name) => [name, tf.add(first[name], second[name])])),
      );
    }
    return model.getWeights();
  },
  'a learning rate that decays': () => {
    const weight = tf.variable(values([4], 1));
    const optimizer = tf.train.sgd(0.2);
    const losses: number[] = [];
    for (let step = 0; step < 5; step++) {
      (optimizer as unknown as { setLearningRate(rate: number): void }).setLearningRate(0.2 / (1 + step));
      losses.push(...descend(1, () => tf.sum(tf.square(weight)), optimizer));
    }
    return [losses, weight];
  },
  'two models trained in turn': () => {
    const [a, b] = [tf.variable(values([4], 1)), tf.variable(values([4], 2))];
    const [first, second] = [tf.train.adam(0.1), tf.train.momentum(0.1, 0.9)];
    for (let step = 0; step < 4; step++) {
      first.minimize(() => tf.sum(tf.square(tf.sub(a, b))), false, [a]);
      second.minimize(() => tf.sum(tf.abs(tf.add(tf.mul(a, b), b))), false, [b]);
    }
    return [a, b];
  },
};

describe('a program that trains with tf.layers finds what it finds on the cpu backend', () => {
  testPrograms(usingModels, 5e-4);
});

describe('a hand-written program finds what it finds on the cpu backend', () => {
  testPrograms(byHand);
});

describe('memory', () => {
  beforeAll(() => startEngine());

  const memory = () => {
    const { numTensors, numBytes, numDataBuffers } = tf.memory();
    return { numTensors, numBytes, numDataBuffers };
  };

  async function settled(step: () => void | Promise<unknown>): Promise<{ before: object; after: object }> {
    await tf.setBackend('onnx');
    for (let index = 0; index < 2; index++) await step();
    const before = memory();
    for (let index = 0; index < 5; index++) await step();
    return { before, after: memory() };
  }

  it('is steady over trainOnBatch', async () => {
    const model = compiled();
    const [xs, ys] = [pictures(), labels()];
    const { before, after } = await settled(() => model.trainOnBatch(xs, ys));
    expect(after).toEqual(before);
  });

  it('is steady over a hand-written loop that reads its loss, and over one that never does', async () => {
    const weight = tf.variable(values([64, 64], 1));
    const optimizer = tf.train.adam(0.01);
    const step = (read: boolean) =>
      tf.tidy(() => {
        const x = values([8, 64], 2) as tf.Tensor2D;
        const loss = optimizer.minimize(
          () => tf.mean<tf.Scalar>(tf.square(tf.matMul(x, weight as tf.Tensor2D))),
          true,
        )!;
        if (read) loss.dataSync();
      });
    for (const read of [true, false]) {
      const { before, after } = await settled(() => step(read));
      expect(after).toEqual(before);
    }
  });

  it('is given back by dispose, tidy and the end of a model', async () => {
    await tf.setBackend('onnx');
    const before = memory();
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] });
    tf.tidy(() => void model.predict(tf.ones([2, 3])));
    const kept = tf.tidy(() => tf.keep(tf.mul(tf.ones([1000]), 2)));
    expect(tf.memory().numBytes - before.numBytes).toBe(4 * (1000 + 3 * 4 + 4));
    kept.dispose();
    model.dispose();
    expect(memory()).toEqual(before);
  });

  it('counts what tf.profile saw of a program', async () => {
    await tf.setBackend('onnx');
    const profile = await tf.profile(() => tf.square(tf.ones([10])));
    expect(profile.newTensors).toBe(2);
    expect(profile.kernelNames).toContain('Square');
  });
});
