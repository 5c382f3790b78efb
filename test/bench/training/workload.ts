import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { models } from '../../models/models';
import type { Setup } from './contestant';
import type { Mode } from './modes';

export type Workload = Record<Mode, () => Promise<number>> & { model: LayersModel };

/** One step of each mode, on the TensorFlow.js backend in use; each answers with a number that all contestants should agree on. */
export function workloadFor({ model: name, batch, side }: Pick<Setup, 'model' | 'batch' | 'side'>): Workload {
  const model = models[name](side);
  const optimizer = tf.train.adam(1e-4);
  const crossEntropy = (truth: tf.Tensor, logits: tf.Tensor) =>
    tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(truth, logits);
  model.compile({ optimizer: 'sgd', loss: crossEntropy, metrics: ['accuracy'] });
  const shape: [number, number, number, number] = [batch, side, side, 1];
  const pictures = Float32Array.from({ length: batch * side * side }, (_, i) => Math.sin(i * i));
  const labels = Int32Array.from({ length: batch }, (_, i) => i % 3);
  const batchOf = () => tf.tensor4d(pictures, shape);
  const truthOf = () => tf.tidy(() => tf.oneHot(tf.tensor1d(labels, 'int32'), 3));

  return {
    model,
    async train() {
      const { value, grads } = tf.tidy(() => {
        const [x, y] = [batchOf(), truthOf()];
        return tf.variableGrads(() => crossEntropy(y, model.apply(x, { training: true }) as tf.Tensor));
      });
      optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      const [loss] = await value.data();
      tf.dispose([value, grads]);
      return loss;
    },
    async evaluate() {
      const [x, y] = [batchOf(), truthOf()];
      const answers = model.evaluate(x, y, { batchSize: batch }) as tf.Scalar[];
      const [[loss]] = await Promise.all(answers.map((answer) => answer.data()));
      tf.dispose([x, y, answers]);
      return loss;
    },
    async predict() {
      const x = batchOf();
      const logits = model.predict(x, { batchSize: batch }) as tf.Tensor;
      const [first] = await logits.data();
      tf.dispose([x, logits]);
      return first;
    },
  };
}

export const parametersOf = ({ trainableWeights }: LayersModel): number =>
  trainableWeights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
