import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The whole network is one layer: its weights in a table, its computation one expression.

const shapes = {
  conv1: [11, 11, 1, 64],
  conv2: [5, 5, 64, 192],
  conv3: [3, 3, 192, 384],
  conv4: [3, 3, 384, 256],
  conv5: [3, 3, 256, 256],
  fc6: [9216, 4096],
  fc7: [4096, 4096],
  fc8: [4096, 3],
} as const;
type Name = keyof typeof shapes;

class AlexNet extends tf.layers.Layer {
  static className = 'AlexNet';
  private readonly parameters = new Map<string, tf.LayerVariable>();

  override build(): void {
    for (const [name, shape] of Object.entries(shapes)) {
      const kernel = tf.initializers.varianceScaling({ scale: 2, mode: 'fanIn', distribution: 'normal' });
      this.parameters.set(`${name}/w`, this.addWeight(`${name}/w`, [...shape], 'float32', kernel));
      const zeros = tf.initializers.zeros();
      this.parameters.set(`${name}/b`, this.addWeight(`${name}/b`, [shape.at(-1)!], 'float32', zeros));
    }
    super.build([]);
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch, 3];
  }

  private w<R extends tf.Rank>(name: Name): tf.Tensor<R> {
    return this.parameters.get(`${name}/w`)!.read() as tf.Tensor<R>;
  }

  private b(name: Name): tf.Tensor {
    return this.parameters.get(`${name}/b`)!.read();
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean } = {}): tf.Tensor {
    return tf.tidy(() => {
      const conv = (x: tf.Tensor4D, name: Name, stride = 1) =>
        tf.relu<tf.Tensor4D>(
          tf.conv2d(x, this.w<tf.Rank.R4>(name), stride, stride > 1 ? 'valid' : 'same').add(this.b(name)),
        );
      const fc = (x: tf.Tensor2D, name: Name) =>
        x.matMul(this.w<tf.Rank.R2>(name)).add<tf.Tensor2D>(this.b(name));
      const drop = (x: tf.Tensor2D) => (training ? tf.dropout(x, 0.5) : x) as tf.Tensor2D;
      const pool = (x: tf.Tensor4D) => tf.maxPool(x, 3, 2, 'valid');
      let x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      x = pool(conv(x, 'conv1', 4));
      x = pool(conv(x, 'conv2'));
      x = pool(conv(conv(conv(x, 'conv3'), 'conv4'), 'conv5'));
      let y = x.reshape<tf.Tensor2D>([x.shape[0], -1]);
      y = tf.relu(fc(drop(y), 'fc6'));
      y = tf.relu(fc(drop(y), 'fc7'));
      return fc(y, 'fc8');
    });
  }
}

function createModel(): tf.LayersModel {
  return tf.sequential({ layers: [new AlexNet({ inputShape: [256, 256, 1] })] });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
