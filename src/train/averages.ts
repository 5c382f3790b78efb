import * as tf from '@tensorflow/tfjs';
import { elementwiseForEach } from '../engine';
import { KeptWeights } from './notFinite/keptWeights';

/**
 * Moving averages of all weights of a model, those that are not trained included, as
 * `torch.optim.swa_utils.AveragedModel(model, avg_fn=…, use_buffers=True)`: the first update copies the weights, each later one takes
 * `decay` of the average and the rest of the weights.
 */
export class WeightAverages {
  /** How many there have been. */
  updates = 0;
  private readonly variables: readonly tf.Variable[];
  private readonly averages: readonly tf.Variable[];

  constructor(
    private readonly model: tf.LayersModel,
    private readonly decay: number,
  ) {
    this.variables = [...new Set(model.weights.map((weight) => weight.read() as tf.Variable))];
    this.averages = this.variables.map((variable) => tf.tidy(() => tf.zerosLike(variable).variable(false)));
  }

  /** To be called after each step, as a part of it. */
  update(): void {
    const decay = this.updates === 0 ? 0 : this.decay;
    this.updates++;
    tf.tidy(() => {
      const [old, rest] = [tf.scalar(decay), tf.scalar(1 - decay)];
      const read = this.variables.map((weight, index) => ({ weight, average: this.averages[index] }));
      elementwiseForEach(read, ({ weight, average }) => ({
        average: tf.add(tf.mul(average, old), tf.mul(weight, rest)),
      })).forEach(({ average }, index) => this.averages[index].assign(average));
    });
  }

  /** Gives the model the averages for good. */
  give(): void {
    this.variables.forEach((variable, index) => variable.assign(this.averages[index]));
  }

  /** Gives the model the averages for a while. @returns what gives it its own weights back */
  lend(): () => void {
    const own = new KeptWeights(this.model);
    this.give();
    return () => {
      own.restore();
      own.dispose();
    };
  }

  /** In the order of the model's weights, each once. */
  tensors(): readonly tf.Variable[] {
    return this.averages;
  }

  dispose(): void {
    tf.dispose([...this.averages]);
  }
}
