import { channelsOf, leadingTo, type Network, type Op } from '../network/network';
import { affinityAfter, type Affinity } from './affinity';
import { randomnessBetween, type Drawn, type Randomness } from './dropout';
import {
  add,
  affine,
  channelPart,
  concatChannels,
  distance,
  globalAverage,
  isClose,
  maxPool,
  moments,
  relu,
  sizeOf,
  tolerance,
  wholePaddings,
  type FeatureMap,
  type Numbers,
  type Padding,
} from './featureMap';
import {
  isLinear,
  kernelOf,
  kernelSizeOf,
  makes,
  outputShape,
  readings,
  sourceOf,
  type Geometry,
} from './linear';

/** What the reference has computed up to here, and the operation of the model that computes the same. */
export interface Step {
  map: FeatureMap;
  /** In words, such as "the ReLU after convolution 2". */
  name: string;
  /** Of steps that were taken from the model: where they were found. */
  op: Op | undefined;
  /** Of grouped convolutions whose parts the model puts together later. */
  parts?: readonly Step[];
}

/** A batch norm of the model: what it does to each channel. */
export interface Normalization extends Affinity {
  name: string;
  part: string;
  /** Of what it got. */
  mean: Float64Array;
  variance: Float64Array;
  count: number;
}

/** Where a model first computes something else than the reference. */
export class Divergence extends Error {
  override readonly name = 'Divergence';

  constructor(
    /** The last step of the reference that the model computes too. */
    readonly last: Step,
    /** The first one that it does not. */
    readonly next: string,
    /** How far the model's closest numbers are from the reference's, in parts of the largest; where there are as many. */
    readonly amount: number | undefined,
    /** What computes something else, as far as known. */
    readonly op: Op | undefined,
    /** Of an addition: how many times the model adds each operand. */
    readonly times?: readonly [number, number],
  ) {
    // no text: for the log
    super(`${next} differs after ${last.name}.`);
  }
}

/** How many times each of two maps is in a sum of both; undefined where it is no such sum, or one that holds only one of them. */
function timesIn(sum: Numbers, one: Numbers, other: Numbers): [number, number] | undefined {
  const step = sum.length > 4000 ? 7 : 1;
  let [a, b, c, d, e] = [0, 0, 0, 0, 0];
  for (let index = 0; index < sum.length; index += step) {
    a += one[index] * one[index];
    b += one[index] * other[index];
    c += other[index] * other[index];
    d += sum[index] * one[index];
    e += sum[index] * other[index];
  }
  const determinant = a * c - b * b;
  if (!(determinant > 1e-9 * a * c)) return undefined;
  const times: [number, number] = [(d * c - e * b) / determinant, (e * a - d * b) / determinant];
  if (times.some((count) => Math.abs(count) < 10 * tolerance)) return undefined;
  let [largest, farthest] = [1e-12, 0];
  for (let index = 0; index < sum.length; index += step) {
    const expected = times[0] * one[index] + times[1] * other[index];
    largest = Math.max(largest, Math.abs(expected));
    farthest = Math.max(farthest, Math.abs(sum[index] - expected));
  }
  return farthest <= 3 * tolerance * largest ? times : undefined;
}

const preparations = new Set([
  'Slice',
  'StridedSlice',
  'ResizeBilinear',
  'ResizeNearestNeighbor',
  'CropAndResize',
]);

/** Whether an operation only crops a picture, or changes its size or its scale. */
const isPreparation = ({ kind, kernel, inputs, constants }: Op) =>
  inputs.length === 1 &&
  (preparations.has(kernel) ||
    kind === 'padding' ||
    ((kind === 'scale' || kind === 'bias') && constants.every(({ size }) => size === 1)));

interface ConvolutionSettings {
  window: number;
  filters: number;
  stride?: number;
  /** None, or as much as keeps a size divided by the stride whole, or whatever the model has. */
  padding?: 'none' | 'whole' | 'any';
  /** In so many groups of channels, or in one. */
  groups?: number;
}

/**
 * Follows a reference through a model. The reference is computed step by step, in double precision. For a layer with weights it is
 * searched in the model what does the same to the same input, whatever it is called and however it is written; from there on the
 * reference goes on with what that gives. So each step is compared on its own, with the weights that the model really uses.
 */
export class Comparison {
  /** The part of the reference that is followed, as its author calls it. */
  part = '';
  readonly normalizations: Normalization[] = [];
  readonly randomness: Randomness[] = [];
  private used = new Set<Op>();
  /** Steps since the last layer with weights, that layer included. */
  private trail: Step[] = [];

  constructor(
    readonly network: Network,
    /** In training mode units may be dropped before a layer. */
    readonly isTraining: boolean,
  ) {}

  /** What an operation of the model computes, taken as it is. */
  startAt(op: Op, name: string): Step {
    const [batch, height = 1, width = 1, channels] =
      op.shape.length === 4 ? op.shape : [op.shape[0], 1, 1, op.shape.at(-1) ?? 1];
    const values = this.network.valuesOf(op.output);
    return this.begin({ map: { shape: [batch, height, width, channels], values }, name, op });
  }

  /**
   * What the first layer gets: the picture, or what is left of it after a crop, a change of size or of scale; the padding of
   * that layer left out.
   */
  start(name: string): Step {
    const { input, ops } = this.network;
    const picture = this.startAt(input, name);
    const first = ops.find(isLinear);
    let [source] = first?.inputs ?? [input];
    while (source.kind === 'padding') [source] = source.inputs;
    const before = leadingTo(source).filter((op) => op !== input);
    if (before.every(isPreparation)) return this.startAt(source, name);
    const begun = this.startAt(source, name);
    const random =
      this.isTraining &&
      begun.map.values.length === picture.map.values.length &&
      randomnessBetween(picture.map, begun.map);
    if (!random || random === 'none') throw new Divergence(picture, name, undefined, before[0]);
    this.randomness.push({ ...random, place: 'input', part: this.part, before: name, op: source });
    return begun;
  }

  /** Channels of the first layer's output. */
  get firstFilters(): number {
    const first = this.network.ops.find(isLinear);
    return first ? channelsOf(first) : 0;
  }

  /** The first of several ways that the model goes; where it goes none, the one that it goes farthest. */
  either(...ways: readonly (() => Step)[]): Step {
    let farthest: { error: Divergence; found: number } | undefined;
    const [used, normalizations, randomness] = [
      new Set(this.used),
      this.normalizations.length,
      this.randomness.length,
    ];
    const trail = [...this.trail];
    for (const way of ways) {
      try {
        return way();
      } catch (error) {
        if (!(error instanceof Divergence)) throw error;
        if (!farthest || this.used.size > farthest.found) farthest = { error, found: this.used.size };
        this.used = new Set(used);
        this.trail = [...trail];
        this.normalizations.length = normalizations;
        this.randomness.length = randomness;
      }
    }
    throw farthest?.error ?? new Error('No way is given.');
  }

  /** The model must compute the step. */
  reach(x: Step, name: string): void {
    if (!this.find(x)) throw this.divergence(name);
  }

  /** The step must have this many rows, columns and channels. */
  mustHaveShape(x: Step, shape: readonly [number, number, number], name: string): void {
    if (x.map.shape.slice(1).join() !== shape.join()) throw this.divergence(name);
  }

  convolve(
    x: Step,
    name: string,
    { window, filters, stride = 1, padding = 'whole', groups = 1 }: ConvolutionSettings,
  ): Step {
    const [, height, width] = x.map.shape;
    for (const rows of this.paddings(padding, height, window, stride))
      for (const columns of this.paddings(padding, width, window, stride)) {
        const geometry = { window: [window, window], stride, rows, columns, filters } as const;
        const found = this.findLinear(x, name, geometry) ?? this.findGrouped(x, name, geometry, groups);
        if (found) return found;
      }
    throw this.divergence(name);
  }

  dense(x: Step, name: string, units: number): Step {
    const [, height, width] = x.map.shape;
    const none = [0, 0] as const;
    const geometry = {
      window: [height, width],
      stride: 1,
      rows: none,
      columns: none,
      filters: units,
    } as const;
    const found = this.findLinear(x, name, geometry);
    if (!found) throw this.divergence(name);
    return found;
  }

  /** A batch norm: in evaluation mode a factor and a summand for each channel. */
  normalize(x: Step, name: string): Step {
    const found = this.affinity(x, 'multiply-and-shift');
    if (!this.isTraining && found.factors.every((factor) => Math.abs(factor - 1) < tolerance))
      throw this.divergence(name);
    this.normalizations.push({ ...found, name, part: this.part, ...moments(x.map) });
    return this.follow({ map: affine(x.map, found.factors, found.summands), name, op: found.op });
  }

  /** A bias, which may be none. */
  bias(x: Step, name: string): Step {
    if (x.parts && !x.op) {
      const parts = x.parts.map((part) => this.bias(part, name).map);
      return this.follow({ map: concatChannels(parts), name, op: undefined });
    }
    const found = this.affinity(x, 'shift');
    return this.follow({ map: affine(x.map, found.factors, found.summands), name, op: found.op });
  }

  relu(x: Step, name: string): Step {
    return this.follow({ map: relu(x.map), name, op: undefined });
  }

  maxPool(
    x: Step,
    name: string,
    { window, stride, padding }: { window: number; stride: number; padding: 'none' | 'whole' },
  ): Step {
    const [, height] = x.map.shape;
    const steps = this.paddings(padding, height, window, stride).map((rows): Step => ({
      map: maxPool(x.map, { window, stride, padding: rows }),
      name,
      op: undefined,
    }));
    const found = steps.length > 1 ? steps.find((step) => this.find(step)) : undefined;
    return this.follow(found ?? steps[0]);
  }

  average(x: Step, name: string): Step {
    return this.follow({ map: globalAverage(x.map), name, op: undefined });
  }

  add(one: Step, other: Step, name: string): Step {
    const [left, right] = this.isTraining ? this.operandsOfSum(one, other, name) : [one.map, other.map];
    this.mustAddOnce({ map: left, name, op: one.op }, right);
    return this.follow({ map: add(left, right), name, op: undefined });
  }

  /** Something that the reference leaves free: what an operation of this kernel makes of the step, where there is one. */
  optional(x: Step, kernel: string): Step {
    const op = this.network.ops.find(
      (one) =>
        one.kernel === kernel && one.call && isClose(this.network.valuesOf(one.call.inputs[0]), x.map.values),
    );
    if (!op) return x;
    const values = this.network.valuesOf(op.output);
    return this.follow({ map: { shape: x.map.shape, values }, name: kernel, op });
  }

  /** The model's output must be the step. */
  end(x: Step, name: string): void {
    const values = this.network.valuesOf(this.network.output.output);
    if (this.isTraining && values.length === x.map.values.length) {
      const random = randomnessBetween(x.map, { shape: x.map.shape, values });
      if (random && random !== 'none')
        this.randomness.push({ ...random, place: 'output', part: this.part, before: name, op: undefined });
      if (random) return;
    }
    if (!isClose(values, x.map.values)) throw this.divergence(name);
  }

  /** Whether the model computes a step somewhere; the operation that does. */
  find({ map }: Step, among: readonly Op[] = this.network.ops): Op | undefined {
    return among.find((op) => this.isComputedBy(op, map));
  }

  private isComputedBy(op: Op, map: FeatureMap): boolean {
    if (op.output.size !== map.values.length) return false;
    for (const reading of readings(this.network.valuesOf(op.output), op.output.shape, map.shape))
      if (isClose(reading.values, map.values)) return true;
    return false;
  }

  private begin(step: Step): Step {
    this.trail = [step];
    return step;
  }

  private follow(step: Step): Step {
    this.trail.push(step);
    return step;
  }

  private affinity({ map, op }: Step, may: 'shift' | 'multiply-and-shift'): Affinity {
    if (!op) throw new Error('Only what is found in the model can be normalized.');
    return affinityAfter(op, map, this.network, may);
  }

  private paddings(
    padding: 'none' | 'whole' | 'any',
    length: number,
    window: number,
    stride: number,
  ): Padding[] {
    const none: Padding = [0, 0];
    if (padding === 'none') return [none];
    const whole = wholePaddings(length, window, stride);
    if (padding === 'whole') return whole;
    const half = Math.floor(window / 2);
    return [none, ...whole, ...Array.from({ length: half }, (_, index): Padding => [index + 1, index + 1])];
  }

  /** The operation of the model that does what a layer of the reference does, to the same input. */
  private findLinear(x: Step, name: string, geometry: Geometry): Step | undefined {
    const exact = this.findLinearOf(x, name, geometry, false);
    return exact ?? (this.isTraining ? this.findLinearOf(x, name, geometry, true) : undefined);
  }

  private findLinearOf(x: Step, name: string, geometry: Geometry, mayBeRandom: boolean): Step | undefined {
    const [height, width] = geometry.window;
    const size = height * width * x.map.shape[3] * geometry.filters;
    const shape = outputShape(x.map, geometry);
    for (const op of this.network.ops) {
      if (!isLinear(op) || this.used.has(op) || kernelSizeOf(op) !== size) continue;
      if (op.output.size !== sizeOf(shape)) continue;
      const input = this.inputOf(op, x.map, mayBeRandom);
      const [map] = [...readings(this.network.valuesOf(op.output), op.output.shape, shape)].slice(0, 1);
      if (!map) continue;
      const isWhole = op.kind === 'dense' && input !== undefined && shape[1] * shape[2] === 1;
      if (!isWhole) {
        const kernel = kernelOf(op, this.network);
        if (!kernel || !makes(input?.map ?? x.map, kernel, geometry, map)) continue;
      }
      this.used.add(op);
      if (input?.random)
        this.randomness.push({ ...input.random, place: 'layer', part: this.part, before: name, op });
      return this.begin({ map, name, op });
    }
    return undefined;
  }

  /** As `findLinear`, for a convolution in groups: each has its part of the channels, and a kernel of its own. */
  private findGrouped(x: Step, name: string, geometry: Geometry, groups: number): Step | undefined {
    if (groups < 2) return undefined;
    const used = new Set(this.used);
    const parts: Step[] = [];
    for (let group = 0; group < groups; group++) {
      const input: Step = { ...x, map: channelPart(x.map, group, groups) };
      const part = this.findLinear(input, name, { ...geometry, filters: geometry.filters / groups });
      if (!part) {
        this.used = used;
        return undefined;
      }
      parts.push(part);
    }
    const step: Step = { map: concatChannels(parts.map(({ map }) => map)), name, op: undefined, parts };
    return this.begin({ ...step, op: this.find(step) });
  }

  /** What goes into an operation, where that is the map, or in training mode the map after dropout. */
  private inputOf(
    op: Op,
    map: FeatureMap,
    mayBeRandom: boolean,
  ): { map: FeatureMap; random?: Drawn } | undefined {
    const source = sourceOf(op);
    if (!source) return undefined;
    for (const reading of readings(this.network.valuesOf(source), source.shape, map.shape)) {
      if (isClose(reading.values, map.values)) return { map: reading };
      if (!mayBeRandom) continue;
      const random = randomnessBetween(map, reading);
      if (random && random !== 'none') return { map: reading, random };
    }
    return undefined;
  }

  /** The operands of a sum as the model has them: units of either may be dropped. */
  private operandsOfSum(one: Step, other: Step, name: string): readonly [FeatureMap, FeatureMap] {
    const sums = this.network.ops.flatMap((op) => {
      if (op.kind !== 'addition' || op.call?.inputs.length !== 2) return [];
      if (op.output.size !== one.map.values.length) return [];
      const [first, second] = op.call.inputs.map((tensor): FeatureMap => ({
        shape: one.map.shape,
        values: this.network.valuesOf(tensor),
      }));
      return [
        { op, operands: [first, second] as const },
        { op, operands: [second, first] as const },
      ];
    });
    const isExact = ({ operands: [left, right] }: (typeof sums)[number]) =>
      isClose(left.values, one.map.values) && isClose(right.values, other.map.values);
    if (sums.some(isExact)) return [one.map, other.map];
    for (const { op, operands } of sums) {
      const [left, right] = operands;
      const found = [randomnessBetween(one.map, left), randomnessBetween(other.map, right)];
      const drawn = found.flatMap((random) => (random && random !== 'none' ? [random] : []));
      // Maps of neighbouring blocks are alike: what only resembles them is not them with noise.
      if (found.includes(undefined) || drawn.some(({ kind }) => kind === 'noise')) continue;
      for (const random of drawn)
        this.randomness.push({ ...random, place: 'sum', part: this.part, before: name, op });
      return operands;
    }
    return [one.map, other.map];
  }

  /** Where the model adds two maps, but not each of them once, it is told how many times. */
  private mustAddOnce(one: Step, other: FeatureMap): void {
    for (const op of this.network.ops) {
      if (op.output.size !== one.map.values.length || op.inputs.length !== 2) continue;
      const times = timesIn(this.network.valuesOf(op.output), one.map.values, other.values);
      if (!times) continue;
      const after = [op, ...op.consumers].map((sum) =>
        sum.output.size === op.output.size
          ? { sum, times: timesIn(this.network.valuesOf(sum.output), one.map.values, other.values) }
          : undefined,
      );
      const last = after.findLast((found) => found?.times);
      if (!last?.times || last.times.every((count) => Math.abs(count - 1) < 10 * tolerance)) continue;
      throw new Divergence({ ...one, op }, one.name, undefined, last.sum, last.times);
    }
  }

  /** Where the model leaves the way of the reference, which has found nothing that does its step `name`. */
  private divergence(name: string): Divergence {
    let index = 0;
    let op: Op | undefined = this.trail[0].op;
    for (const [at, step] of this.trail.entries()) {
      const found = step.op ?? this.find(step);
      if (found) [index, op] = [at, found];
    }
    const last = this.trail[index];
    const next = this.trail.at(index + 1);
    const after = op?.consumers ?? [];
    if (!next) return new Divergence({ ...last, op }, name, undefined, after[0] ?? op);
    const distances = this.network.ops
      .slice(op ? this.network.ops.indexOf(op) : 0)
      .filter(({ output }) => output.size === next.map.values.length)
      .map((one) => ({ op: one, amount: distance(this.network.valuesOf(one.output), next.map.values) }))
      .filter((one) => one.op !== op)
      .sort((a, b) => a.amount - b.amount);
    return new Divergence({ ...last, op }, next.name, distances.at(0)?.amount, after[0] ?? op);
  }
}
