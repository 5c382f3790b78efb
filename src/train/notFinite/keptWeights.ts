import * as tf from '@tensorflow/tfjs';
import { trainedWeights } from '../trainedWeights';

interface Kept {
  name: string;
  variable: tf.Variable;
  value: tf.Tensor;
}

/**
 * The weights of a model as they are now. Their values stay where they are: this takes no memory beyond what a step needs, where
 * it is disposed of after the step.
 */
export class KeptWeights {
  private readonly kept: readonly Kept[];

  /** @param values in the place of those of now, in the order of `values` */
  constructor(model: tf.LayersModel, values?: readonly tf.Tensor[]) {
    const byVariable = new Map(
      [...model.weights, ...trainedWeights(model)].map((weight) => [
        weight.read() as tf.Variable,
        weight.name,
      ]),
    );
    this.kept = [...byVariable].map(([variable, name], index) => ({
      name,
      variable,
      value: tf.clone(values?.[index] ?? variable),
    }));
  }

  get variables(): readonly tf.Variable[] {
    return this.kept.map(({ variable }) => variable);
  }

  /** Of the model's weights in their order, each once. */
  get values(): readonly tf.Tensor[] {
    return this.kept.map(({ value }) => value);
  }

  /** Gives the model these weights back. */
  restore(): void {
    for (const { variable, value } of this.kept) variable.assign(value);
  }

  /** Names of the weights with values that are not finite, and the largest of the finite values. */
  async inspect(): Promise<{ notFinite: string[]; largest: number }> {
    const notFinite: string[] = [];
    let largest = 0;
    for (const { name, value } of this.kept) {
      const values = await value.data();
      if (!allFinite(values)) notFinite.push(name);
      for (const each of values) if (Number.isFinite(each)) largest = Math.max(largest, Math.abs(each));
    }
    return { notFinite, largest };
  }

  dispose(): void {
    tf.dispose(this.kept.map(({ value }) => value));
  }
}

export function allFinite(values: ArrayLike<number>): boolean {
  return Array.prototype.every.call(values, Number.isFinite);
}
