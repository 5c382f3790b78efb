import * as tf from '@tensorflow/tfjs';

/** How far the first step moves each weight. */
const firstStep = 5e-5;
/** Each step is a little shorter than the one before. */
const shortening = 0.98;
/** Share of the last direction that goes on. */
const momentum = 0.8;

/**
 * Moves each weight against the sign of its gradient, with momentum, whatever the gradient's size: weights learn at the same speed
 * however small or large their initializer has made them. It needs half the memory of Adam.
 */
export class SignDescent {
  private readonly directions: readonly tf.Variable[];
  private size = firstStep;

  constructor(private readonly weights: readonly tf.Variable[]) {
    // A variable does not take over the tensor that it begins with: that has to go with the tidy.
    this.directions = tf.tidy(() => weights.map((weight) => tf.variable(tf.zerosLike(weight), false)));
  }

  /** @param gradientOf a weight; none where the loss does not depend on it */
  step(gradientOf: (weight: tf.Variable) => tf.Tensor | undefined): void {
    this.weights.forEach((weight, index) => {
      const gradient = gradientOf(weight);
      if (!gradient) return;
      const direction = this.directions[index];
      direction.assign(tf.add(tf.mul(direction, momentum), tf.sign(gradient)));
      weight.assign(tf.sub(weight, tf.mul(direction, this.size)));
    });
    this.size *= shortening;
  }

  dispose(): void {
    tf.dispose([...this.directions]);
  }
}
