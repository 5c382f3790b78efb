import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

class Scale extends tf.layers.Layer {
  static className = 'Scale';
  private gain!: tf.LayerVariable;

  override build(): void {
    this.gain = this.addWeight('gain', [1], 'float32', tf.initializers.ones());
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [input] = Array.isArray(inputs) ? inputs : [inputs];
    return tf.tidy(() => input.mul(this.gain.read()));
  }
}

function block(input: tf.SymbolicTensor, filters: number): tf.SymbolicTensor {
  const branch = tf.layers
    .conv2d({ filters, kernelSize: [3, 3], padding: 'same', useBias: false })
    .apply(input) as tf.SymbolicTensor;
  return tf.layers.add().apply([branch, input]) as tf.SymbolicTensor;
}

export const model = (): tf.LayersModel => {
  const input = tf.input({ shape: [256, 256, 1] });
  let x = tf.layers.averagePooling2d({ poolSize: 16, strides: 16 }).apply(input) as tf.SymbolicTensor;
  for (let index = 0; index < 2; index++) x = block(x, 1);
  x = new Scale().apply(x) as tf.SymbolicTensor;
  const pooled = tf.layers.globalAveragePooling2d({}).apply(x) as tf.SymbolicTensor;
  const logits = tf.layers.dense({ units: 3 }).apply(pooled) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: logits });
};

console.log('parameters', model().countParams());

export default defineTraining({
  model,
  epochs: 1,
  batchSize: 2,
  optimizer: () => tf.train.momentum(0.01, 0.9),
});
