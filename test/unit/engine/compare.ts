import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { randomStream } from '../../../src/train/random';

type Result = tf.Tensor | number | readonly number[];

/** What a program found out, to be compared between backends. */
export type Program = () => readonly Result[] | Promise<readonly Result[]>;

/** Numbers drawn from a seed. */
export function values(shape: number[], seed: number, low = -2, high = 2): tf.Tensor {
  return tf.randomUniform(shape, low, high, 'float32', seed);
}

/** Runs a program on a backend with `Math.random`, from which TensorFlow.js seeds what has no seed, drawn from one. */
export async function runOn(backend: 'cpu' | 'onnx', program: Program): Promise<number[][]> {
  await tf.setBackend(backend);
  const { random } = Math;
  Math.random = randomStream(7, 'step');
  tf.engine().startScope();
  try {
    const results = await program();
    return results.map((result) =>
      result instanceof tf.Tensor ? [...result.shape, ...result.dataSync()] : [result].flat(),
    );
  } finally {
    tf.engine().endScope();
    Math.random = random;
  }
}

/** Requires each number to be within `tolerance` of the wanted one, relatively; absolutely below 1. NaN and infinities must be the same. */
export function expectClose(actual: number[][], expected: number[][], tolerance = 1e-4): void {
  expect(actual.map((list) => list.length)).toEqual(expected.map((list) => list.length));
  const wanted = expected.flat();
  actual.flat().forEach((value, index) => {
    const want = wanted[index];
    if (Number.isFinite(want))
      expect(Math.abs(value - want), `${value} for ${want} at ${index}`).toBeLessThan(
        tolerance * (1 + Math.abs(want)),
      );
    else expect(value).toBe(want);
  });
}

/** One test a program: it finds on the engine what it finds on TensorFlow.js' own `cpu` backend. */
export function testPrograms(programs: Readonly<Record<string, Program>>, tolerance?: number): void {
  beforeAll(() => startEngine());
  for (const [name, program] of Object.entries(programs)) {
    it(name, async () => {
      const expected = await runOn('cpu', program);
      const actual = await runOn('onnx', program);
      expectClose(actual, expected, tolerance);
    });
  }
}

/** The result of a function of tensors and, for a weighted sum of it, the gradient for each input. */
export function withGradients(
  inputs: readonly tf.Tensor[],
  run: (...inputs: tf.Tensor[]) => tf.Tensor,
): tf.Tensor[] {
  const output = run(...inputs);
  const weights = values(output.shape, 5);
  const gradients = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(run(...xs), weights)))([...inputs]);
  return [output, ...gradients];
}

/** The weighted sum whose gradients `withGradients` gives, differentiated by central differences. */
function differences(inputs: readonly tf.Tensor[], run: (...inputs: tf.Tensor[]) => tf.Tensor): number[][] {
  const step = 1e-2;
  const weights = values(run(...inputs).shape, 5);
  const sumAt = (which: number, values: number[]): number =>
    tf.tidy(() => {
      const moved = inputs.map((input, index) => (index === which ? tf.tensor(values, input.shape) : input));
      return tf.sum(tf.mul(run(...moved), weights)).dataSync()[0];
    });
  return inputs.map((input, which) => {
    const at = [...input.dataSync()];
    const slopes = at.map((_, place) => {
      const [above, below] = [step, -step].map((move) =>
        sumAt(
          which,
          at.map((value, other) => (other === place ? value + move : value)),
        ),
      );
      return (above - below) / (2 * step);
    });
    return [...input.shape, ...slopes];
  });
}

/** One test for each function: its gradients on the engine are its slopes. For gradients that the `cpu` backend lacks or has wrong. */
export function testSlopes(
  functions: Readonly<Record<string, { shapes: number[][]; run: (...inputs: tf.Tensor[]) => tf.Tensor }>>,
): void {
  beforeAll(() => startEngine());
  for (const [name, { shapes, run }] of Object.entries(functions)) {
    it(name, async () => {
      const inputs = () => shapes.map((shape, index) => values(shape, 11 + index));
      const [, ...gradients] = await runOn('onnx', () => withGradients(inputs(), run));
      const slopes = await runOn('onnx', () => differences(inputs(), run));
      expectClose(gradients, slopes, 5e-3);
    });
  }
}
