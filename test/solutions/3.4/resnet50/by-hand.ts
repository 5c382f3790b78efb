import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Batch norm, ReLU, the sum and the average over all places are written by hand.

type Node = tf.SymbolicTensor;

const only = (inputs: tf.Tensor | tf.Tensor[]) => (Array.isArray(inputs) ? inputs[0] : inputs);

class Norm extends tf.layers.Layer {
  static className = 'Norm';
  private gamma!: tf.LayerVariable;
  private beta!: tf.LayerVariable;
  private mean!: tf.LayerVariable;
  private variance!: tf.LayerVariable;

  override build(shape: tf.Shape): void {
    const channels = [shape[shape.length - 1]];
    const weight = (name: string, start: 'ones' | 'zeros', isTrained: boolean) =>
      this.addWeight(name, channels, 'float32', tf.initializers[start](), undefined, isTrained);
    this.gamma = weight('gamma', 'ones', true);
    this.beta = weight('beta', 'zeros', true);
    this.mean = weight('moving_mean', 'zeros', false);
    this.variance = weight('moving_variance', 'ones', false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      let mean: tf.Tensor = this.mean.read();
      let variance: tf.Tensor = this.variance.read();
      if (options['training'] === true) {
        const moments = tf.moments(x, [0, 1, 2]);
        this.mean.write(this.mean.read().mul(0.99).add(moments.mean.mul(0.01)));
        this.variance.write(this.variance.read().mul(0.99).add(moments.variance.mul(0.01)));
        mean = moments.mean;
        variance = moments.variance;
      }
      const normalized = x.sub(mean).div(variance.add(1e-3).sqrt());
      return normalized.mul(this.gamma.read()).add(this.beta.read());
    });
  }
}

class Relu extends tf.layers.Layer {
  static className = 'Relu';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.maximum(only(inputs), tf.scalar(0)));
  }
}

class Sum extends tf.layers.Layer {
  static className = 'Sum';

  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
    return (shapes as tf.Shape[])[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [one, other] = inputs as tf.Tensor[];
    return tf.tidy(() => one.add(other));
  }
}

class MeanOfPlaces extends tf.layers.Layer {
  static className = 'MeanOfPlaces';

  override computeOutputShape([batch, , , channels]: tf.Shape): tf.Shape {
    return [batch, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => only(inputs).mean(1).mean(1));
  }
}

const norm = (x: Node) => new Norm({}).apply(x) as Node;
const relu = (x: Node) => new Relu({}).apply(x) as Node;
const conv = (x: Node, filters: number, kernelSize: number, strides = 1) =>
  tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false }).apply(x) as Node;

function block(x: Node, filters: number, strides: number, isFirst: boolean): Node {
  const shortcut = isFirst ? norm(conv(x, 4 * filters, 1, strides)) : x;
  const reduced = relu(norm(conv(x, filters, 1)));
  const filtered = relu(norm(conv(reduced, filters, 3, strides)));
  const expanded = norm(conv(filtered, 4 * filters, 1));
  return relu(new Sum({}).apply([expanded, shortcut]) as Node);
}

function createModel(): tf.LayersModel {
  const input = tf.input({ shape: [256, 256, 1] });
  let x = relu(norm(conv(input, 64, 7, 2)));
  x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }).apply(x) as Node;
  for (const [stage, depth] of [3, 4, 6, 3].entries())
    for (let index = 0; index < depth; index++)
      x = block(x, 64 * 2 ** stage, index === 0 && stage > 0 ? 2 : 1, index === 0);
  x = tf.layers.dropout({ rate: 0.5 }).apply(new MeanOfPlaces({}).apply(x)) as Node;
  return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3 }).apply(x) as Node });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
