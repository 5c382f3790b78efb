import * as tf from '@tensorflow/tfjs';
import { keepingWeights } from '../keepingWeights';

/** A prime, so that the same numbers stand in other columns of the next row. */
const period = 65_521;
/**
 * So much larger than He's initialization: values pass 6, where some activations bend. With moving averages less: in evaluation
 * mode they do not hold the values in check, and next to large ones a mean would be lost in rounding.
 */
const gainOf = (model: tf.LayersModel) => (model.nonTrainableWeights.length > 0 ? 1.5 : 3);

let table: Float32Array | undefined;

/** Numbers of a normal distribution, always the same ones. */
function normal(): Float32Array {
  if (table) return table;
  let state = 1;
  const uniform = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return (table = Float32Array.from(
    { length: period },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  ));
}

/**
 * Gives all weights of a model random values, while `run` runs: with zeros, ones and means of nothing a layer may do nothing. What
 * training does not change gets positive values: a moving variance has no others.
 */
export function withRandomWeights<T>(model: tf.LayersModel, run: () => T): T {
  const weights = [...new Set(model.weights)];
  const gain = gainOf(model);
  const trainable = new Set(model.trainableWeights);
  return keepingWeights(weights, () => {
    weights.forEach((weight, index) => {
      const value = randomValue(weight.shape as number[], trainable.has(weight), index, gain);
      weight.write(value);
      value.dispose();
    });
    return run();
  });
}

function randomValue(shape: number[], isTrained: boolean, index: number, gain: number): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const fanIn = shape.length > 1 ? size / shape[shape.length - 1] : 1;
  const scale = shape.length > 1 ? gain * Math.sqrt(2 / fanIn) : 1;
  const numbers = normal();
  const valueOf = (at: number) => {
    const value = numbers[at % period];
    if (shape.length > 1) return scale * value;
    return isTrained
      ? Math.sign(value) * (0.5 + Math.min(1.5, Math.abs(value)))
      : 1.5 + Math.min(2.5, Math.abs(value));
  };
  const block = new Float32Array(Math.min(size, period));
  for (let at = 0; at < block.length; at++) block[at] = valueOf(at + 7919 * (index + 1));
  if (size <= period) return tf.tensor(block, shape);
  const values = new Float32Array(size);
  for (let at = 0; at < size; at += period) values.set(block.subarray(0, Math.min(period, size - at)), at);
  return tf.tensor(values, shape);
}
