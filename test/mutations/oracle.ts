import * as tf from '@tensorflow/tfjs';
import {
  buildTraining,
  openProgram,
  randomStream,
  runStudentCode,
  trainingOf as loadedTraining,
  type CompiledProgram,
} from '../../src/train';
import { FailureError } from '../../src/protocol/failure';

/** In what two models may differ. */
export type Aspect = 'parameters' | 'evaluation' | 'training' | 'averages';

/** What a model computes with weights that depend on their shapes alone, so that it does not matter in which order it has them. */
interface Computed {
  evaluation: Float32Array;
  /** With the same random numbers each time. */
  training: Float32Array;
  /** One number for each moving average after the training step, sorted. */
  averages: readonly number[];
}

/**
 * How a model is tried with small pictures: made for them, or made for its own and applied to them; or with pictures of its own
 * size.
 */
const ways = ['made', 'applied', 'own'] as const;
type Way = (typeof ways)[number];

const options = { log: () => undefined, deadlines: { setupMs: 60_000, stepMs: 120_000 } };

/** Compares models with that of a right program, without anything that a check is made of. */
export class Oracle {
  private readonly right = new Map<Way, Computed>();
  private parameters: string | undefined;
  private small: Way | undefined;

  /** @param side of the small pictures */
  constructor(
    private readonly original: CompiledProgram,
    private readonly side: number,
  ) {}

  /**
   * In what a program's model first differs from the right one, and in what else where that is nothing that a batch changes.
   * @param isSmall whether small pictures will do
   * @throws FailureError when the model cannot be made, or stops
   */
  differencesOf(program: CompiledProgram, isSmall: boolean): Aspect[] {
    this.parameters ??= withModel(this.original, 'own', this.side, ({ model }) => parametersOf(model));
    if (withModel(program, 'own', this.side, ({ model }) => parametersOf(model)) !== this.parameters)
      return ['parameters'];
    const way = isSmall ? this.smallWay() : 'own';
    try {
      return this.comparedBy(way, program);
    } catch (error) {
      if (!(error instanceof FailureError) || way === 'own') throw error;
      return this.comparedBy('own', program);
    }
  }

  private comparedBy(way: Way, program: CompiledProgram): Aspect[] {
    const right = this.rightBy(way);
    return withModel(program, way, this.side, ({ model, shape, call }) => {
      const computed = { evaluation: call(() => evaluationOf(model, shape)) };
      if (!isClose(right.evaluation, computed.evaluation)) return ['evaluation'];
      const trained = call(() => trainingOf(model, shape));
      return (['training', 'averages'] as const).filter((aspect) => !isClose(right[aspect], trained[aspect]));
    });
  }

  private smallWay(): Way {
    this.small ??= ways.find((way) => {
      try {
        this.rightBy(way);
        return true;
      } catch (error) {
        if (error instanceof FailureError) return false;
        throw error;
      }
    });
    return this.small ?? 'own';
  }

  private rightBy(way: Way): Computed {
    const known = this.right.get(way);
    if (known) return known;
    const computed = withModel(this.original, way, this.side, ({ model, shape, call }) =>
      call(() => ({ evaluation: evaluationOf(model, shape), ...trainingOf(model, shape) })),
    );
    this.right.set(way, computed);
    return computed;
  }
}

interface Trial {
  model: tf.LayersModel;
  /** Height, width and channels of the pictures to try it with. */
  shape: readonly number[];
  /** Calls student code. */
  call: <T>(run: () => T) => T;
}

function withModel<T>(program: CompiledProgram, way: Way, side: number, use: (trial: Trial) => T): T {
  let result: { value: T } | undefined;
  try {
    tf.tidy(() => {
      const module = openProgram(program, options);
      const training = loadedTraining(module, options);
      const call = <V>(run: () => V): V =>
        runStudentCode(
          program,
          {
            log: options.log,
            random: randomStream(1, 'step'),
            task: 'running the model',
            deadlineMs: 120_000,
          },
          run,
        );
      const model =
        way === 'made'
          ? made(call, [training.settings.model, module.exports['createModel']], side)
          : buildTraining(training, { ...options, seed: 1 }).model;
      const [, height, width, channels] = model.inputs[0].shape;
      const small = [side, side, channels ?? 1];
      result = {
        value: use({
          model,
          shape: way === 'own' ? [height ?? 256, width ?? 256, channels ?? 1] : small,
          call,
        }),
      };
    });
    return result!.value;
  } finally {
    tf.disposeVariables();
  }
}

function evaluationOf(model: tf.LayersModel, shape: readonly number[]): Float32Array {
  fill(model);
  return (model.apply(picturesOf([1, ...shape]), { training: false }) as tf.Tensor).dataSync<'float32'>();
}

function trainingOf(model: tf.LayersModel, shape: readonly number[]): Omit<Computed, 'evaluation'> {
  const training = (
    model.apply(picturesOf([2, ...shape]), { training: true }) as tf.Tensor
  ).dataSync<'float32'>();
  return { training, averages: digests(model.nonTrainableWeights.map((weight) => weight.read())) };
}

/** A model that is made for small pictures. */
function made(call: Trial['call'], makers: readonly unknown[], side: number): tf.LayersModel {
  for (const maker of makers) {
    if (typeof maker !== 'function') continue;
    const model = call(() => (maker as (shape: number[]) => unknown)([side, side, 1]));
    if (model instanceof tf.LayersModel && model.inputs[0].shape[1] === side) return model;
  }
  throw new FailureError({ what: 'No model can be made for small pictures.' });
}

function parametersOf(model: tf.LayersModel): string {
  const shapes = (weights: readonly tf.LayerVariable[]) =>
    weights
      .map(({ shape }) => shape.join('x'))
      .sort()
      .join(' ');
  return `${shapes(model.trainableWeights)} | ${shapes(model.nonTrainableWeights)}`;
}

/** Gives all weights of a shape the same values: which of them stands for which place in the network does not matter then. */
function fill(model: tf.LayersModel): void {
  const trained = new Set(model.trainableWeights);
  for (const weight of new Set(model.weights)) {
    const shape = weight.shape as number[];
    const size = tf.util.sizeFromShape(shape);
    const fanIn = shape.length > 1 ? size / shape[shape.length - 1] : 1;
    // So large that values pass 6, where some activations bend.
    const scale = shape.length > 1 ? 2.5 * Math.sqrt(2 / fanIn) : 1;
    const isAverage = shape.length === 1 && !trained.has(weight);
    const block = Float32Array.from({ length: Math.min(size, period) }, (_, index) => {
      const wave = noise(index + 31 * size);
      return isAverage ? 1 + 0.5 * wave : scale * wave * (shape.length > 1 ? 1.7 : 1);
    });
    const values = new Float32Array(size);
    for (let start = 0; start < size; start += period)
      values.set(block.subarray(0, Math.min(period, size - start)), start);
    weight.write(tf.tensor(values, shape));
  }
}

/** A prime, so that the same numbers stand in other columns of the next row. */
const period = 65_521;

/** From -1 to 1, without any order to be seen. */
function noise(index: number): number {
  let mixed = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 31 - 1;
}

function picturesOf(shape: number[]): tf.Tensor {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) => {
    const smooth = 0.5 + 0.3 * Math.sin(index / 37) * Math.cos(index / 5003);
    return smooth + 0.2 * noise(index);
  });
  return tf.tensor(values, shape);
}

/** One number for each tensor, in the order of these numbers. */
function digests(tensors: readonly tf.Tensor[]): number[] {
  return tensors
    .map((tensor) => {
      const values = tensor.dataSync<'float32'>();
      let sum = 0;
      for (let index = 0; index < values.length; index++) sum += values[index] * noise(index + 3);
      return sum;
    })
    .sort((a, b) => a - b);
}

function isClose(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  let [size, farthest] = [1e-12, 0];
  for (let index = 0; index < one.length; index++) {
    size = Math.max(size, Math.abs(one[index]));
    const distance = Math.abs(one[index] - other[index]);
    farthest = Math.max(farthest, Number.isFinite(distance) ? distance : Infinity);
  }
  return farthest <= 1e-3 * size;
}
