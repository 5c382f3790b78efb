import * as tf from '@tensorflow/tfjs';
import { elementwiseForEach } from '../engine';
import { KeptWeights } from './notFinite/keptWeights';

export interface AveragesState {
  updates: number;
  tensors: readonly tf.Tensor[];
}

/**
 * Moving averages of all weights of a model, those that are not trained included, as
 * `torch.optim.swa_utils.AveragedModel(model, avg_fn=…, use_buffers=True)`: the first update copies the weights, each later one takes
 * `decay` of the average and the rest of the weights.
 */
export class WeightAverages {
  /** How many there have been. */
  private updates = 0;
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

  /** All that is remembered; the tensors are in the order of the model's weights, each once. */
  get state(): AveragesState {
    return { updates: this.updates, tensors: this.averages };
  }

  /** Goes on from what was remembered. */
  set state({ updates, tensors }: AveragesState) {
    this.updates = updates;
    this.averages.forEach((average, index) => average.assign(tensors[index]));
  }

  dispose(): void {
    tf.dispose([...this.averages]);
  }
}
