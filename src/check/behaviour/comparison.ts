import { inLayers } from '../network/inLayers';
import { channelsOf, leadingTo, type Network, type Op } from '../network/network';
import { affinityAfter, type Affinity } from './affinity';
import { Divergence } from './divergence';
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
import { t } from '../../words';
import { isApart, mapsOf, ordersOf, waysThrough } from './parts';
import type { Step, StepKind } from './step';
import { joinedOtherwise } from './sums';

/** A batch norm of the model: what it does to each channel. */
export interface Normalization extends Affinity {
  name: string;
  part: string;
  /** Of what it got. */
  mean: Float64Array;
  variance: Float64Array;
  count: number;
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

/** What dropout has drawn, what it leaves, and the operation that does it. */
interface Dropped {
  drawn: Drawn;
  map: FeatureMap;
  op: Op;
}

interface PoolSettings {
  window: number;
  stride: number;
  padding: 'none' | 'whole';
}

interface ConvolutionSettings {
  window: number;
  filters: number;
  stride?: number;
  /** None, or as much as keeps a size divided by the stride whole, or whatever the model has. */
  padding?: 'none' | 'whole' | 'any';
  /** In so many groups of channels, or in one. */
  groups?: number;
  /** Whether it may be several with a part of the filters each, side by side. */
  mayBeInTowers?: boolean;
}

/**
 * Follows a reference through a model. The reference is computed step by step, from the numbers of the model. For a layer with weights it is
 * searched in the model what does the same to the same input, whatever it is called and however it is written; from there on the
 * reference goes on with what that gives. So each step is compared on its own, with the weights that the model really uses.
 */
export class Comparison {
  /** The part of the reference that is followed, as its author calls it. */
  part = '';
  readonly normalizations: Normalization[] = [];
  readonly randomness: Randomness[] = [];
  /** Where the model computes something else, and it is so clear what that the reference has gone on with it. */
  readonly passed: Divergence[] = [];
  private used = new Set<Op>();
  /** Steps since the last layer with weights, that layer included. */
  private trail: Step[] = [];

  constructor(
    readonly network: Network,
    /** In training mode units may be dropped before a layer. */
    readonly isTraining: boolean,
  ) {}

  /** What operations of the model compute, taken as it is: of several, each has some of the channels. */
  startAt(ops: readonly Op[], name: string): Step {
    const parts: Step[] = [];
    for (const op of ops) {
      const part = this.startAtOne(op, name);
      if (parts.every(({ map }) => !isClose(map.values, part.map.values))) parts.push(part);
    }
    return parts.length > 1 ? this.begin(this.joined(parts, name, 'input')) : parts[0];
  }

  private startAtOne(op: Op, name: string): Step {
    const [batch, height = 1, width = 1, channels] =
      op.shape.length === 4 ? op.shape : [op.shape[0], 1, 1, op.shape.at(-1) ?? 1];
    const values = this.network.valuesOf(op.output);
    return this.begin({ map: { shape: [batch, height, width, channels], values }, name, kind: 'input', op });
  }

  /**
   * What the first layer gets: the picture, or what is left of it after a crop, a change of size or of scale; the padding of
   * that layer left out.
   */
  start(name: string): Step {
    const { input, ops } = this.network;
    const picture = this.startAtOne(input, name);
    const first = ops.find(isLinear);
    let [source] = first?.inputs ?? [input];
    while (source.kind === 'padding') [source] = source.inputs;
    const before = leadingTo(source).filter((op) => op !== input);
    if (before.every(isPreparation)) return this.startAtOne(source, name);
    const begun = this.startAtOne(source, name);
    const random =
      this.isTraining &&
      begun.map.values.length === picture.map.values.length &&
      randomnessBetween(picture.map, begun.map);
    if (!random || random === 'none')
      throw new Divergence({ last: picture, next: name, kind: 'input', op: before[0] }, this.part);
    this.note({ drawn: random, op: source }, 'input', name);
    return begun;
  }

  /** Channels of the first layer's output; of towers those of all. */
  get firstFilters(): number {
    const [first = []] = inLayers(this.network.ops, isLinear);
    return first.reduce((sum, op) => sum + channelsOf(op), 0);
  }

  /** The first of several ways that the model goes; where it goes none, the one that it goes farthest. */
  either(...ways: readonly (() => Step)[]): Step {
    let farthest: { error: Divergence; found: number } | undefined;
    const used = new Set(this.used);
    const all = [this.normalizations, this.randomness, this.passed];
    const lengths = all.map(({ length }) => length);
    const trail = [...this.trail];
    for (const way of ways) {
      try {
        return way();
      } catch (error) {
        if (!(error instanceof Divergence)) throw error;
        if (!farthest || this.used.size > farthest.found) farthest = { error, found: this.used.size };
        this.used = new Set(used);
        this.trail = [...trail];
        all.forEach((list, index) => (list.length = lengths[index]));
      }
    }
    throw farthest?.error ?? new Error('No way is given.');
  }

  /** The model must compute the step. */
  reach(x: Step, name: string): void {
    if (!this.find(x)) throw this.divergence(name, 'next');
  }

  /** The step must be what goes into a layer of the model; of one in groups, each may take its part. */
  lead(x: Step, layer: readonly Op[], name: string): void {
    const groups = layer.length > 1 ? layer.map((_, group) => channelPart(x.map, group, layer.length)) : [];
    const steps = [x, ...groups.map((map) => ({ map, op: undefined }))];
    const isLed = layer.every((op) => steps.some((step) => this.inputOf(op, step, this.isTraining)));
    if (!isLed) throw this.divergence(name, 'next');
  }

  /** The step must have this many rows, columns and channels. */
  mustHaveShape(x: Step, shape: readonly [number, number, number], name: string): void {
    if (x.map.shape.slice(1).join() !== shape.join()) throw this.divergence(name, 'shape');
  }

  convolve(
    x: Step,
    name: string,
    {
      window,
      filters,
      stride = 1,
      padding = 'whole',
      groups = 1,
      mayBeInTowers = false,
    }: ConvolutionSettings,
  ): Step {
    const [, height, width] = x.map.shape;
    for (const rows of this.paddings(padding, height, window, stride))
      for (const columns of this.paddings(padding, width, window, stride)) {
        const geometry = { window: [window, window], stride, rows, columns, filters } as const;
        const found =
          this.findLinear(x, name, 'convolution', geometry) ??
          this.findGrouped(x, name, geometry, groups) ??
          (mayBeInTowers ? this.findTowers(x, name, 'convolution', geometry) : undefined);
        if (found) return found;
      }
    throw this.divergence(name, 'convolution');
  }

  /** @param settings.mayBeInTowers whether it may be several with a part of the units each, side by side */
  dense(x: Step, name: string, units: number, { mayBeInTowers = false } = {}): Step {
    const [, height, width] = x.map.shape;
    const none = [0, 0] as const;
    const geometry = {
      window: [height, width],
      stride: 1,
      rows: none,
      columns: none,
      filters: units,
    } as const;
    const found =
      this.findLinear(x, name, 'dense', geometry) ??
      (mayBeInTowers ? this.findTowers(x, name, 'dense', geometry) : undefined);
    if (!found) throw this.divergence(name, 'dense');
    return found;
  }

  /** A batch norm: in evaluation mode a factor and a summand for each channel. */
  normalize(x: Step, name: string): Step {
    const dropped = this.isTraining ? this.dropoutAfter(x) : undefined;
    if (dropped) this.note(dropped, 'layer', name);
    const input = dropped ? { ...x, map: dropped.map, op: dropped.op } : x;
    const found = this.affinity(input, 'multiply-and-shift');
    if (!this.isTraining && found.factors.every((factor) => Math.abs(factor - 1) < tolerance))
      throw this.divergence(name, 'normalization');
    this.normalizations.push({ ...found, name, part: this.part, ...moments(input.map) });
    const map = affine(input.map, found.factors, found.summands);
    return this.follow({ map, name, kind: 'normalization', op: found.op });
  }

  /** A bias, which may be none. */
  bias(x: Step, name: string): Step {
    if (isApart(x))
      return this.followParts(x, name, (part, own) => {
        const { factors, summands, op } = this.affinity(part, 'shift');
        return { map: affine(part.map, factors, summands), name: own, kind: 'bias', op };
      });
    const found = this.affinity(x, 'shift');
    const map = affine(x.map, found.factors, found.summands);
    return this.follow({ map, name, kind: 'bias', op: found.op });
  }

  relu(x: Step, name: string): Step {
    if (isApart(x))
      return this.followParts(x, name, (part, own) => {
        const step: Step = { map: relu(part.map), name: own, kind: 'relu', op: undefined };
        return { ...step, op: this.find(step) };
      });
    return this.follow({ map: relu(x.map), name, kind: 'relu', op: undefined });
  }

  maxPool(x: Step, name: string, settings: PoolSettings): Step {
    return isApart(x)
      ? this.followParts(x, name, (part, own) => this.pooled(part, own, settings))
      : this.follow(this.pooled(x, name, settings));
  }

  private pooled({ map }: Step, name: string, { window, stride, padding }: PoolSettings): Step {
    const [, height] = map.shape;
    const steps = this.paddings(padding, height, window, stride).map((rows): Step => ({
      map: maxPool(map, { window, stride, padding: rows }),
      name,
      kind: 'pool',
      op: undefined,
    }));
    const found = steps.length > 1 ? steps.find((step) => this.find(step)) : undefined;
    return found ?? steps[0];
  }

  average(x: Step, name: string): Step {
    const mean = globalAverage(x.map);
    const found = this.isTraining ? this.dropoutAfter({ ...x, op: x.op ?? this.find(x) }) : undefined;
    const left = globalAverage(found?.map ?? x.map);
    const drawn = randomnessBetween(mean, left);
    // Where whole channels are dropped, their means are: as if it happened after the average.
    const isOfPlaces = typeof drawn === 'object' && drawn.kind === 'noise';
    if (found && isOfPlaces) this.note(found, 'average', name);
    return this.follow({ map: isOfPlaces ? left : mean, name, kind: 'average', op: undefined });
  }

  add(one: Step, other: Step, name: string): Step {
    const [left, right] = this.isTraining ? this.operandsOfSum(one, other, name) : [one.map, other.map];
    const found = joinedOtherwise(left, right, this.network);
    if (!found) return this.follow({ map: add(left, right), name, kind: 'sum', op: undefined });
    const { op, joining } = found;
    this.passed.push(new Divergence({ last: one, next: name, kind: 'sum', op, joining }, this.part));
    const values = this.network.valuesOf(op.output);
    return this.follow({ map: { shape: left.shape, values }, name, kind: 'sum', op });
  }

  /** Something that the reference leaves free: what an operation of this kernel makes of the step, where there is one. */
  optional(x: Step, kernel: string): Step {
    if (isApart(x)) return this.followParts(x, kernel, (part) => this.madeBy(kernel, part) ?? part);
    const made = this.madeBy(kernel, x);
    return made ? this.follow(made) : x;
  }

  private madeBy(kernel: string, { map }: Step): Step | undefined {
    const op = this.network.ops.find(
      (one) =>
        one.kernel === kernel && one.call && isClose(this.network.valuesOf(one.call.inputs[0]), map.values),
    );
    if (!op) return undefined;
    const values = this.network.valuesOf(op.output);
    return { map: { shape: map.shape, values }, name: kernel, kind: 'normalization', op };
  }

  /** The model's output must be the step. */
  end(x: Step, name: string): void {
    const values = this.network.valuesOf(this.network.output.output);
    if (this.isTraining && values.length === x.map.values.length) {
      const random = randomnessBetween(x.map, { shape: x.map.shape, values });
      if (random && random !== 'none') this.note({ drawn: random, op: this.network.output }, 'output', name);
      if (random) return;
    }
    if (!isClose(values, x.map.values)) throw this.divergence(name, 'output');
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
    const parts = isApart(step) ? step.parts.map((part, tower): Step => ({ ...part, tower })) : [];
    this.trail = [...parts, step];
    return step;
  }

  private follow(step: Step): Step {
    this.trail.push(step);
    return step;
  }

  /** A step that is taken by each part on its own, and what all of them give, which the model may have nowhere. */
  private followParts(
    { parts }: { parts: readonly Step[] },
    name: string,
    take: (part: Step, name: string) => Step,
  ): Step {
    const taken = parts.map((part, index) => this.follow(take(part, t('{0} in group {1}', name, index + 1))));
    return this.follow(this.joined(taken, t('{0} with all groups in their order', name), taken[0].kind));
  }

  /** Parts of the channels as one step, in the order in which the model joins them; where it joins them nowhere, in either. */
  private joined(parts: readonly Step[], name: string, kind: StepKind): Step {
    const steps = ordersOf(parts).map((ordered): Step => {
      const map = concatChannels(ordered.map((part) => part.map));
      return { map, name, kind, op: undefined, parts: ordered };
    });
    for (const step of steps) {
      const op = this.find(step);
      if (op) return { ...step, op };
    }
    return steps[0];
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
  private findLinear(x: Step, name: string, kind: StepKind, geometry: Geometry): Step | undefined {
    for (const mayBeRandom of this.isTraining ? [false, true] : [false])
      for (const op of this.network.ops) {
        const found = this.linearAt(op, x, name, geometry, mayBeRandom);
        if (found) return this.begin({ ...found, name, kind });
      }
    return undefined;
  }

  /** What an operation computes, where it does what a layer of the reference does, to the same input, and for no other layer. */
  private linearAt(
    op: Op,
    x: Step,
    name: string,
    geometry: Geometry,
    mayBeRandom: boolean,
  ): Pick<Step, 'map' | 'op'> | undefined {
    const [height, width] = geometry.window;
    const size = height * width * x.map.shape[3] * geometry.filters;
    if (!isLinear(op) || this.used.has(op) || kernelSizeOf(op) !== size) return undefined;
    const shape = outputShape(x.map, geometry);
    if (op.output.size !== sizeOf(shape)) return undefined;
    const input = this.inputOf(op, x, mayBeRandom);
    const [map] = [...readings(this.network.valuesOf(op.output), op.output.shape, shape)].slice(0, 1);
    if (!map) return undefined;
    const isWhole = op.kind === 'dense' && input !== undefined && shape[1] * shape[2] === 1;
    if (!isWhole) {
      const kernel = kernelOf(op, this.network, geometry.filters);
      if (!kernel || !makes(input?.map ?? x.map, kernel, geometry, map)) return undefined;
    }
    this.used.add(op);
    if (input?.random) this.note({ drawn: input.random, op }, 'layer', name);
    return { map, op };
  }

  /** As `findLinear`, for a convolution in groups: each has its part of the channels, and a kernel of its own. */
  private findGrouped(x: Step, name: string, geometry: Geometry, groups: number): Step | undefined {
    if (groups < 2) return undefined;
    const used = new Set(this.used);
    const parts: Step[] = [];
    for (let group = 0; group < groups; group++) {
      const { name: given, kind } = x;
      const input: Step = { map: channelPart(x.map, group, groups), name: given, kind, op: undefined };
      const own = { ...geometry, filters: geometry.filters / groups };
      const part = this.findLinear(input, t('{0} in group {1}', name, group + 1), 'convolution', own);
      if (!part) {
        this.used = used;
        return undefined;
      }
      parts.push(part);
    }
    return this.begin(this.joined(parts, name, 'convolution'));
  }

  /** As `findLinear`, for a layer in towers: all have the same input, and each has a part of the filters. */
  private findTowers(x: Step, name: string, kind: StepKind, geometry: Geometry): Step | undefined {
    const used = new Set(this.used);
    const weights = geometry.window[0] * geometry.window[1] * x.map.shape[3];
    const parts: Step[] = [];
    for (const op of this.network.ops.filter(isLinear)) {
      const filters = kernelSizeOf(op) / weights;
      if (!Number.isInteger(filters) || filters >= geometry.filters) continue;
      const own = t('{0} in group {1}', name, parts.length + 1);
      const found =
        this.linearAt(op, x, own, { ...geometry, filters }, false) ??
        (this.isTraining ? this.linearAt(op, x, own, { ...geometry, filters }, true) : undefined);
      if (found) parts.push(this.begin({ ...found, name: own, kind }));
    }
    if (parts.reduce((sum, { map }) => sum + map.shape[3], 0) === geometry.filters)
      return this.begin(this.joined(parts, name, kind));
    this.used = used;
    return undefined;
  }

  /** What goes into an operation, where that is the step, or in training mode the step after dropout. */
  private inputOf(
    op: Op,
    x: Pick<Step, 'map' | 'op' | 'parts'>,
    mayBeRandom: boolean,
  ): { map: FeatureMap; random?: Drawn } | undefined {
    const source = sourceOf(op);
    if (source?.size !== x.map.values.length) return undefined;
    for (const map of mapsOf(x))
      for (const reading of readings(this.network.valuesOf(source), source.shape, map.shape)) {
        if (isClose(reading.values, map.values)) return { map: reading };
        if (!mayBeRandom) continue;
        const random = randomnessBetween(map, reading);
        if (random && random !== 'none') return { map: reading, random };
      }
    return undefined;
  }

  private note(
    { drawn, op }: Pick<Dropped, 'drawn'> & Pick<Randomness, 'op'>,
    place: Randomness['place'],
    before: string,
  ): void {
    this.randomness.push({ ...drawn, place, part: this.part, before, op });
  }

  /** What dropout leaves of a step at once after it, where there is any. */
  private dropoutAfter({ map: before, op: from }: Step): Dropped | undefined {
    const after = (op: Op | undefined) => {
      for (const consumer of op?.consumers ?? []) {
        if (consumer.output.size !== before.values.length) continue;
        for (const map of readings(
          this.network.valuesOf(consumer.output),
          consumer.output.shape,
          before.shape,
        )) {
          const drawn = randomnessBetween(before, map);
          if (drawn && drawn !== 'none' && drawn.kind === 'dropout') return { drawn, map, op: consumer };
        }
      }
      return undefined;
    };
    let found: ReturnType<typeof after>;
    // A mask and what scales up the rest may be two operations.
    for (let next = after(from); next; next = after(next.op)) found = next;
    return found;
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
      for (const random of drawn) this.note({ drawn: random, op }, 'sum', name);
      return operands;
    }
    return [one.map, other.map];
  }

  /** Where the model leaves the way of the reference, which has found nothing that does its step `name`. */
  private divergence(name: string, kind: StepKind): Divergence {
    const left = waysThrough(this.trail).map((way) => this.leaves(way));
    const [{ last, op, next }] = left.sort((one, other) => this.placeOf(one.next) - this.placeOf(other.next));
    const after = op?.consumers ?? [];
    const known = { last: { ...last, op }, op: after[0] ?? op, isOnly: after.length === 1 };
    if (!next) return new Divergence({ ...known, next: name, kind }, this.part);
    const distances = this.network.ops
      .slice(op ? this.network.ops.indexOf(op) : 0)
      .filter((one) => one !== op && one.output.size === next.map.values.length)
      .map(({ output }) => distance(this.network.valuesOf(output), next.map.values));
    const amount = distances.length > 0 ? Math.min(...distances) : undefined;
    return new Divergence({ ...known, next: next.name, kind: next.kind, amount }, this.part);
  }

  /** The last of some steps that the model computes too, with the operation that does, and the next of them. */
  private leaves(way: readonly Step[]): { last: Step; op: Op | undefined; next: Step | undefined } {
    let [index, op] = [0, way[0].op];
    for (const [at, step] of way.entries()) {
      const found = step.op ?? this.find(step);
      if (found) [index, op] = [at, found];
    }
    return { last: way[index], op, next: way.at(index + 1) };
  }

  private placeOf(step: Step | undefined): number {
    return step ? this.trail.indexOf(step) : this.trail.length;
  }
}
