import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/data';
import { penaltyOf } from '../../../src/train';
import { buildTraining, loadTraining } from '../../../src/train/program';
import { readStep, recordStep } from '../../../src/train/step';
import { typingsFolder } from './installation';
import { memorySplit } from './memorySplit';
import { patientDeadlines, trainingFile, writeStudentFiles } from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
});

const options = () => ({ typings, deadlines: patientDeadlines, log: () => undefined });

/** A model as a student's file builds it, beginning with layers that make 16 numbers of a picture. */
async function built(layers: string, before = ''): Promise<tf.LayersModel> {
  const model = `() => {
    const input = tf.input({ shape: [256, 256, 1] });
    const pooled = tf.layers.flatten().apply(tf.layers.maxPooling2d({ poolSize: 64 }).apply(input)) as tf.SymbolicTensor;
    const hidden = (${layers})(pooled) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3, name: 'logits' }).apply(hidden) as tf.SymbolicTensor });
  }`;
  const file = await writeStudentFiles({ 'train.ts': `${trainingFile({ model })}\n${before}` });
  return buildTraining(await loadTraining(file, options()), { seed: 3, ...options() }).model;
}

async function batchOf(count: number): Promise<Batch> {
  for await (const batch of memorySplit(count).batches({ batchSize: count })) return batch;
  throw new Error('The split is empty.');
}

const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);
const penalty = (model: tf.LayersModel) => tf.tidy(() => penaltyOf(model).dataSync()[0]);
const normOf = (variables: readonly tf.LayerVariable[]) =>
  tf.tidy(() => variables.reduce((sum, weight) => sum + weight.read().square().sum().dataSync()[0], 0));

const l2 = (strength: number) => `kernelRegularizer: tf.regularizers.l2({ l2: ${strength} })`;
const dense = (settings: string) => `tf.layers.dense({ units: 16, ${settings} })`;

describe('a training step does what fit of TensorFlow.js does', () => {
  const models = {
    'with penalties on kernel and bias': `(x) => ${dense(`${l2(0.3)}, biasInitializer: 'ones', biasRegularizer: 'l1l2'`)}.apply(x)`,
    'with a layer that is used twice': `(x) => { const d = ${dense(l2(0.3))}; return d.apply(d.apply(x)); }`,
    'with a model that is a layer': `(x) => {
      const i = tf.input({ shape: [16] });
      const inner = tf.model({ inputs: i, outputs: ${dense(l2(0.3))}.apply(i) as tf.SymbolicTensor });
      return inner.apply(inner.apply(x)); }`,
    'with a frozen layer': `(x) => ${dense(`${l2(0.3)}, trainable: false`)}.apply(x)`,
    'with batch normalization and its penalty': `(x) =>
      tf.layers.batchNormalization({ gammaRegularizer: 'l1l2' }).apply(${dense('')}.apply(x))`,
  };
  it.each(Object.entries(models))('%s', async (_, layers) => {
    const [ours, theirs] = [await built(layers), await built(layers)];
    expect(weightsOf(ours)).toEqual(weightsOf(theirs));
    const batch = await batchOf(6);
    const optimizers = [tf.train.momentum(0.05, 0.9), tf.train.momentum(0.05, 0.9)];
    for (let step = 0; step < 3; step++)
      recordStep({ model: ours, optimizer: optimizers[0] }, batch).dispose();

    theirs.compile({
      optimizer: optimizers[1],
      loss: (truth, logits) => tf.losses.softmaxCrossEntropy(truth, logits),
    });
    const pictures = tf.tensor4d(batch.images, [6, 256, 256, 1]);
    const labels = tf.oneHot(tf.tensor1d([...batch.labels], 'int32'), 3);
    await theirs.fit(pictures, labels, { epochs: 3, batchSize: 6, shuffle: false, verbose: 0 });

    const differences = weightsOf(ours).flatMap((values, index) =>
      values.map((value, at) => Math.abs(value - weightsOf(theirs)[index][at])),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });
});

describe('penalties that fit forgets count here', () => {
  const holder = (call: string, extra = '') => `
    class Holder extends tf.layers.Layer {
      static className = 'Holder';
      inner = tf.layers.dense({ units: 16, ${l2(0.5)} });
      override build(shape: tf.Shape) { this.inner.build(shape); super.build(shape); }
      override call(x: tf.Tensor | tf.Tensor[]) { return ${call}; }
      override computeOutputShape(shape: tf.Shape) { return shape; }
      override get trainableWeights() { return this.inner.trainableWeights; }
      ${extra}
    }`;
  const apply = 'this.inner.apply(x) as tf.Tensor';
  const classes = {
    'of a layer that another one holds': holder(apply),
    'of one whose call is called directly': holder('this.inner.call(x, {}) as tf.Tensor'),
    'and once only, where the holder counts them itself': holder(
      apply,
      'override calculateLosses() { return this.inner.calculateLosses(); }',
    ),
    'and once only, where the holder hands its losses on': holder(
      apply,
      'override get losses() { return this.inner.losses; }',
    ),
  };
  it.each(Object.entries(classes))('%s', async (_, definition) => {
    const model = await built('(x) => new Holder({}).apply(x)', definition);
    expect(penalty(model)).toBeCloseTo(0.5 * normOf([model.trainableWeights[0]]), 4);
    const before = normOf([model.trainableWeights[0]]);
    recordStep({ model, optimizer: tf.train.sgd(0.5) }, await batchOf(4)).dispose();
    expect(normOf([model.trainableWeights[0]])).toBeLessThan(0.5 * before);
  });

  it('of a sequential model in a sequential model', async () => {
    const model = await built(`(x) => {
      const inner = tf.sequential({ layers: [tf.layers.dense({ units: 16, inputShape: [16], ${l2(0.5)} })] });
      return tf.sequential({ layers: [inner] }).apply(x); }`);
    expect(penalty(model)).toBeCloseTo(0.5 * normOf([model.trainableWeights[0]]), 4);
  });

  it('of a recurrent cell', async () => {
    const model = await built(
      `(x) => tf.layers.simpleRNN({ units: 5, ${l2(0.5)} }).apply(tf.layers.reshape({ targetShape: [4, 4] }).apply(x))`,
    );
    expect(penalty(model)).toBeCloseTo(0.5 * normOf([model.trainableWeights[0]]), 4);
  });

  it('but not those of a layer that is no part of the model', async () => {
    const model = await built(`(x) => { const spare = ${dense(l2(0.5))}; spare.apply(x); return x; }`);
    expect(penalty(model)).toBe(0);
  });
});

describe('constraints hold after each step', () => {
  const step = async (model: tf.LayersModel) =>
    recordStep({ model, optimizer: tf.train.sgd(5) }, await batchOf(4)).dispose();

  it('of kernel and bias', async () => {
    const model = await built(
      `(x) => ${dense("kernelConstraint: 'nonNeg', biasConstraint: 'nonNeg', kernelInitializer: 'ones'")}.apply(x)`,
    );
    await step(model);
    const [kernel, bias] = weightsOf(model);
    expect(Math.min(...kernel, ...bias)).toBe(0);
    expect(Math.max(...kernel)).toBeGreaterThan(0);
  });

  it('of a layer that another one holds', async () => {
    const model = await built(
      '(x) => new Unit({}).apply(x)',
      `class Unit extends tf.layers.Layer {
        static className = 'Unit';
        inner = tf.layers.dense({ units: 16, kernelConstraint: tf.constraints.unitNorm({ axis: 0 }) });
        override build(shape: tf.Shape) { this.inner.build(shape); super.build(shape); }
        override call(x: tf.Tensor | tf.Tensor[]) { return this.inner.apply(x) as tf.Tensor; }
        override get trainableWeights() { return this.inner.trainableWeights; }
      }`,
    );
    await step(model);
    const norms = tf.tidy(() => [...model.trainableWeights[0].read().square().sum(0).dataSync()]);
    for (const norm of norms) expect(norm).toBeCloseTo(1, 4);
  });
});

describe('the loss of a step', () => {
  it.each([1e30, -1e30, 3e38, 0])('is ln 3 for three equal logits of %d', async (logit) => {
    const model = await built('(x) => x');
    model.getLayer('logits').setWeights([tf.zeros([16, 3]), tf.fill([3], logit)]);
    const batch = await batchOf(3);
    const measured = recordStep({ model, optimizer: tf.train.sgd(0) }, batch);
    const { loss } = readStep(await measured.data<'float32'>(), batch.labels);
    expect(loss).toBeCloseTo(Math.log(3), 12);
  });
});
