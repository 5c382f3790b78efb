import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Every layer is told that the channels come first; for a batch norm they are brought to the end and back.

type Node = tf.SymbolicTensor;

const dataFormat = 'channelsFirst' as const;

class ResNet {
  constructor(
    private x: Node,
    private readonly depths: readonly number[],
  ) {}

  private conv(x: Node, filters: number, kernelSize: number, strides = 1): Node {
    const options = { filters, kernelSize, strides, padding: 'same', useBias: false, dataFormat } as const;
    return tf.layers.conv2d(options).apply(x) as Node;
  }

  private norm(x: Node): Node {
    const last = tf.layers.permute({ dims: [2, 3, 1] }).apply(x) as Node;
    const normalized = tf.layers.batchNormalization({}).apply(last) as Node;
    return tf.layers.permute({ dims: [3, 1, 2] }).apply(normalized) as Node;
  }

  private relu(x: Node): Node {
    return tf.layers.activation({ activation: 'relu' }).apply(x) as Node;
  }

  private block(x: Node, filters: number, strides: number, isFirst: boolean): Node {
    const shortcut = isFirst ? this.norm(this.conv(x, 4 * filters, 1, strides)) : x;
    const first = this.relu(this.norm(this.conv(x, filters, 1)));
    const second = this.relu(this.norm(this.conv(first, filters, 3, strides)));
    const third = this.norm(this.conv(second, 4 * filters, 1));
    return this.relu(tf.layers.add().apply([third, shortcut]) as Node);
  }

  logits(): Node {
    this.x = this.relu(this.norm(this.conv(this.x, 64, 7, 2)));
    const pool = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same', dataFormat });
    this.x = pool.apply(this.x) as Node;
    for (const [stage, depth] of this.depths.entries())
      for (let index = 0; index < depth; index++)
        this.x = this.block(this.x, 64 * 2 ** stage, index === 0 && stage > 0 ? 2 : 1, index === 0);
    const mean = tf.layers.globalAveragePooling2d({ dataFormat }).apply(this.x) as Node;
    const dropped = tf.layers.dropout({ rate: 0.3 }).apply(mean) as Node;
    return tf.layers.dense({ units: 3 }).apply(dropped) as Node;
  }
}

function createModel(): tf.LayersModel {
  const slice = tf.input({ shape: [256, 256, 1] });
  const first = tf.layers.permute({ dims: [3, 1, 2] }).apply(slice) as Node;
  return tf.model({ inputs: slice, outputs: new ResNet(first, [3, 4, 6, 3]).logits() });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
