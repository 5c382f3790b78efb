import * as tf from '@tensorflow/tfjs';

/** Tensors below this size cost little. */
const usuallyLarge = 2 ** 20;
/** A prime, so that the same numbers stand in other columns of the next row. */
const period = 65_521;

type Apply = (this: object, shape: number[], dtype?: tf.DataType) => tf.Tensor;

interface Scaled {
  scale: number;
  mode: 'fanIn' | 'fanOut' | 'fanAvg';
  distribution: 'normal' | 'uniform' | 'truncatedNormal';
}

/** By the class that draws: the spread of an initializer of that class, and whether it draws from a normal distribution. */
const classes: readonly {
  example: object;
  /** Tensors below this size are drawn as ever; default: those that cost little. */
  large?: number;
  drawOf: (
    initializer: never,
    shape: readonly number[],
  ) => { mean: number; spread: number; isNormal: boolean };
}[] = [
  {
    example: tf.initializers.varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'normal' }),
    drawOf: ({ scale, mode, distribution }: Scaled, shape) => {
      const spread = Math.sqrt(scale / Math.max(1, fan(shape, mode)));
      return { mean: 0, spread, isNormal: distribution !== 'uniform' };
    },
  },
  {
    example: tf.initializers.randomNormal({ mean: 0, stddev: 1 }),
    drawOf: ({ mean, stddev }: { mean: number; stddev: number }) => ({
      mean,
      spread: stddev,
      isNormal: true,
    }),
  },
  {
    // A matrix whose columns are at right angles takes minutes at the size of AlexNet's; random ones of its size nearly are.
    example: tf.initializers.orthogonal({}),
    large: 2 ** 11,
    drawOf: ({ gain }: { gain: number }, shape) => {
      const columns = shape.at(-1) ?? 1;
      const rows = shape.slice(0, -1).reduce((size, length) => size * length, 1);
      return { mean: 0, spread: gain / Math.sqrt(Math.max(rows, columns)), isNormal: true };
    },
  },
  {
    example: tf.initializers.truncatedNormal({ mean: 0, stddev: 1 }),
    drawOf: ({ mean, stddev }: { mean: number; stddev: number }) => ({
      mean,
      spread: stddev,
      isNormal: true,
    }),
  },
];

function fan(shape: readonly number[], mode: Scaled['mode']): number {
  const window = shape.slice(0, -2).reduce((size, length) => size * length, 1);
  const [fanIn, fanOut] = shape.slice(-2).map((channels) => channels * window);
  return mode === 'fanIn' ? fanIn : mode === 'fanOut' ? fanOut : (fanIn + fanOut) / 2;
}

let tables: { normal: Float32Array; uniform: Float32Array } | undefined;
let isPatched = false;

/**
 * From now on, large weights are filled with random numbers that repeat: TensorFlow.js takes seconds to draw the millions of
 * AlexNet's one by one, and a check asks what a network is, not how well it will do.
 */
export function useQuickInitializers(): void {
  if (isPatched) return;
  isPatched = true;
  for (const { example, drawOf, large = usuallyLarge } of classes) {
    const prototype = ownerOfApply(example);
    const { apply } = prototype;
    prototype.apply = function (shape, dtype) {
      if (tf.util.sizeFromShape(shape) < large) return apply.call(this, shape, dtype);
      const { mean, spread, isNormal } = drawOf(this as never, shape);
      return tf.tensor(repeated(tf.util.sizeFromShape(shape), mean, spread, isNormal), shape, dtype);
    };
  }
}

function ownerOfApply(instance: object): { apply: Apply } {
  let prototype = Object.getPrototypeOf(instance) as object;
  while (!Object.hasOwn(prototype, 'apply')) prototype = Object.getPrototypeOf(prototype) as object;
  return prototype as { apply: Apply };
}

function repeated(size: number, mean: number, spread: number, isNormal: boolean): Float32Array {
  tables ??= tf.tidy(() => ({
    normal: tf.truncatedNormal([period], 0, 1, 'float32', 1).dataSync<'float32'>(),
    uniform: tf.randomUniform([period], -Math.sqrt(3), Math.sqrt(3), 'float32', 1).dataSync<'float32'>(),
  }));
  const block = (isNormal ? tables.normal : tables.uniform).map((value) => mean + spread * value);
  const values = new Float32Array(size);
  for (let at = 0; at < size; at += period) values.set(block.subarray(0, Math.min(period, size - at)), at);
  return values;
}
