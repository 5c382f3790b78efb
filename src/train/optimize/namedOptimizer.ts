import * as tf from '@tensorflow/tfjs';
import { elementwiseForEach } from '../../engine';
import { momentumOf, ruleOf, withMomentum, type Rule } from './rules';
import type { OptimizerOptions } from './settings';

type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];
type Gradients = tf.NamedTensorMap | NamedTensor[];

/**
 * An optimizer that settings name. Its whole state is `iterations` and `getWeights()`; `learningRate` and `momentum` may be set
 * between two steps.
 */
export class NamedOptimizer extends tf.Optimizer {
  static className = 'NamedOptimizer';

  /** That of `tf.Optimizer` takes every optimizer for one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  learningRate: number;
  /** Momentum, or the first beta; no matter where the optimizer has neither. */
  momentum: number;
  private readonly options: OptimizerOptions;
  private readonly rule: Rule;
  /** By the weight's name, in the order of the first step; then by the slot's. */
  private readonly slots = new Map<string, Record<string, tf.Variable>>();

  /** @param momentum in the place of that of the options, for a schedule that moves it */
  constructor(options: OptimizerOptions, momentum?: number) {
    super();
    this.options = momentum === undefined ? options : withMomentum(options, momentum);
    this.learningRate = options.learningRate;
    this.momentum = momentumOf(this.options) ?? 0;
    this.rule = ruleOf(this.options);
  }

  /** One step. A weight without a gradient stays as it is. */
  override applyGradients(gradients: Gradients): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    this.incrementIterations();
    const { iterations: step, learningRate, momentum } = this;
    tf.tidy(() => {
      const numbers = mapValues(this.rule.numbers({ step, learningRate, momentum }), (each) =>
        tf.scalar(each),
      );
      const weights = named
        .filter(({ tensor }) => Boolean(tensor))
        .map(({ name, tensor }) => ({
          variable: tf.engine().registeredVariables[name],
          gradient: tensor,
          name,
        }))
        .map((weight) => ({ ...weight, slots: this.slotsOf(weight.name, weight.variable) }));
      const read = weights.map(({ variable, gradient, slots }) => ({ value: variable, gradient, ...slots }));
      const made = elementwiseForEach(read, (weight) => this.rule.update(weight, numbers));
      weights.forEach(({ variable, slots }, index) => {
        const { value, ...kept } = made[index];
        variable.assign(value);
        for (const [slot, tensor] of Object.entries(kept)) slots[slot].assign(tensor);
      });
    });
  }

  private slotsOf(name: string, value: tf.Tensor): Record<string, tf.Variable> {
    const known = this.slots.get(name);
    if (known) return known;
    const made = Object.fromEntries(
      this.rule.slots.map((slot) => [slot, tf.tidy(() => tf.zerosLike(value).variable(false))]),
    );
    this.slots.set(name, made);
    return made;
  }

  /** The slots of all weights, named `<weight>/<slot>`. */
  override getWeights(): Promise<NamedTensor[]> {
    return Promise.resolve(
      [...this.slots].flatMap(([name, slots]) =>
        Object.entries(slots).map(([slot, tensor]) => ({ name: `${name}/${slot}`, tensor })),
      ),
    );
  }

  /** Puts slots in the place of those there are. `setIterations` sets the steps. */
  override setWeights(weights: NamedTensor[]): Promise<void> {
    this.disposeSlots();
    for (const { name, tensor } of weights) {
      const cut = name.lastIndexOf('/');
      const slots = this.slots.get(name.slice(0, cut)) ?? {};
      slots[name.slice(cut + 1)] = tf.tidy(() => tf.clone(tensor).variable(false));
      this.slots.set(name.slice(0, cut), slots);
    }
    return Promise.resolve();
  }

  /** @param steps that have been done */
  setIterations(steps: number): void {
    this.iterations_ = steps;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.options, learningRate: this.learningRate };
  }

  override dispose(): void {
    this.disposeSlots();
    super.dispose();
  }

  private disposeSlots(): void {
    for (const slots of this.slots.values()) tf.dispose(slots);
    this.slots.clear();
  }
}

const mapValues = <From, To>(record: Record<string, From>, change: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
