import * as tf from '@tensorflow/tfjs';
import { normalizeInEvaluation, normalizeInTraining } from './batchNorm';

/** Ihre Batch-Normalisierung als Layer: Er bewahrt die Gewichte auf und ruft auf, was Sie geschrieben haben. */
class OwnBatchNorm extends tf.layers.Layer {
  static className = 'OwnBatchNorm';
  private gamma!: tf.LayerVariable;
  private beta!: tf.LayerVariable;
  private movingMean!: tf.LayerVariable;
  private movingVariance!: tf.LayerVariable;

  override build(shape: tf.Shape): void {
    const channels = [shape[shape.length - 1]];
    const weight = (name: string, start: 'ones' | 'zeros', isTrained: boolean) =>
      this.addWeight(name, channels, 'float32', tf.initializers[start](), undefined, isTrained);
    this.gamma = weight('gamma', 'ones', true);
    this.beta = weight('beta', 'zeros', true);
    this.movingMean = weight('moving_mean', 'zeros', false);
    this.movingVariance = weight('moving_variance', 'ones', false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const layer = {
        gamma: this.gamma.read() as tf.Tensor1D,
        beta: this.beta.read() as tf.Tensor1D,
        movingMean: this.movingMean.read() as tf.Tensor1D,
        movingVariance: this.movingVariance.read() as tf.Tensor1D,
        momentum: 0.9,
        epsilon: 1e-3,
      };
      if (options['training'] !== true) return normalizeInEvaluation(x, layer);
      const { output, movingMean, movingVariance } = normalizeInTraining(x, layer);
      this.movingMean.write(movingMean);
      this.movingVariance.write(movingVariance);
      return output;
    });
  }
}

/** Sechs Faltungen, jede mit ihrem ReLU, die das Bild halbieren; dann der Mittelwert jedes Kanals und drei Logits. */
export function createNetwork(hasBatchNorm: boolean): tf.LayersModel {
  const model = tf.sequential();
  for (const [index, filters] of [8, 16, 32, 32, 64, 64].entries()) {
    model.add(
      tf.layers.conv2d({
        ...(index === 0 ? { inputShape: [256, 256, 1] } : {}),
        filters,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        useBias: !hasBatchNorm,
      }),
    );
    if (hasBatchNorm) model.add(new OwnBatchNorm({}));
    model.add(tf.layers.reLU());
  }
  model.add(tf.layers.globalAveragePooling2d({}));
  model.add(tf.layers.dense({ units: 3 }));
  return model;
}
