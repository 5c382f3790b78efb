import type { Spec, ValueType } from './value';

/**
 * How a rank-4 tensor lies in memory. TensorFlow.js thinks in `channelsLast` (NHWC); ONNX Runtime computes in
 * `channelsFirst` (NCHW), and convolves fastest in `blocked`: channels first, but so many of them side by side in each
 * pixel (`Target.channelBlock`). Tensors of any other rank are always `channelsLast`.
 */
export type Layout = AxisOrder | 'blocked';
/** The layouts that are an order of the axes. */
export type AxisOrder = 'channelsLast' | 'channelsFirst';

/** A name in the graph, and how what it names lies in memory. */
export interface Placed {
  name: string;
  layout: Layout;
}

/** One number a channel, or one for all of them: a name in the graph, of shape [channels] or []. */
export interface Channelwise {
  name: string;
  isScalar: boolean;
}

/** A sum of pictures, each times one number a channel, plus one number a channel. */
export interface Affine {
  /** Without a factor the picture is taken as it is. */
  terms: readonly { picture: Operand; factor?: Channelwise | undefined }[];
  shift?: Channelwise | undefined;
}

/** What an operand knows of a recorded call; its kernel's own type is known where calls are written. */
interface RecordedCall {
  kernel: { readonly name: string };
  inputs: readonly Operand[];
  outputs: readonly Operand[];
  plan: Readonly<Record<string, unknown>>;
}

/**
 * A value of the graph that is being lowered, with the names that it has so far in either layout. Perhaps it is not
 * written yet: a call that reads it may find a cheaper way to its own result (`affine`, `factors`, `writeWithRelu`).
 */
export class Operand implements Spec {
  readonly shape: readonly number[];
  readonly dtype: ValueType;
  readonly names: Partial<Record<Layout, string>> = {};
  /** Writes it, channels first; for a value without a name. */
  write?: (() => string) | undefined;
  /** Writes it and ReLU after it as one node. */
  writeWithRelu?: (() => Placed) | undefined;
  /** Writes it without so many rows and columns (top, left, bottom, right). */
  writeCropped?: ((edges: readonly [number, number, number, number]) => Placed) | undefined;
  /** What it is, as long as it is not written. */
  affine?: Affine | undefined;
  /** Not written: the element-wise product of these, of which only sums are read. */
  factors?: readonly [Operand, Operand] | undefined;
  /** Dimensions of an output of the graph, where it lies in the same order under others than `shape`. */
  dims?: readonly number[];
  /** The recorded call that made it; none for a leaf. */
  producer?: Omit<RecordedCall, 'outputs'>;
  /** Recorded calls that read it. */
  readonly consumers: Pick<RecordedCall, 'kernel' | 'outputs'>[] = [];
  /** Has the same sum over height and width for each sample and channel, and is smaller. */
  spatialSumTwin?: Operand;

  constructor(spec: Spec) {
    this.shape = spec.shape;
    this.dtype = spec.dtype;
  }

  /** Lies with channels first, blocked or not, and in no other way; so does what is not written yet. */
  get isChannelsFirst(): boolean {
    const { channelsLast, channelsFirst, blocked } = this.names;
    return channelsLast === undefined && (channelsFirst ?? blocked ?? this.write) !== undefined;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Made by this kernel? */
  isFrom(kernelName: string): boolean {
    return this.producer?.kernel.name === kernelName;
  }
}
