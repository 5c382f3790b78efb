import type { Kernel, Plan } from './kernel';
import type { Spec, ValueType } from './value';

/**
 * How a rank-4 tensor lies in memory. TensorFlow.js thinks in `channelsLast` (NHWC); ONNX Runtime convolves in
 * `channelsFirst` (NCHW). Tensors of any other rank are always `channelsLast`.
 */
export type Layout = 'channelsLast' | 'channelsFirst';

/** A value of the graph that is being lowered, under the names it has so far in either layout. */
export class Operand implements Spec {
  readonly shape: readonly number[];
  readonly dtype: ValueType;
  readonly names: Partial<Record<Layout, string>> = {};
  /** Dimensions of an output of the graph, where it lies in the same order under others than `shape`. */
  dims?: readonly number[];
  /** The recorded call that made it; none for a leaf. */
  producer?: { kernel: Kernel; inputs: readonly Operand[]; plan: Plan };
  /** Recorded calls that read it. */
  readonly consumers: { kernel: Kernel; outputs: readonly Operand[] }[] = [];
  /** Has the same sum over height and width for each sample and channel, and is smaller. */
  spatialSumTwin?: Operand;

  constructor(spec: Spec) {
    this.shape = spec.shape;
    this.dtype = spec.dtype;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Made by this kernel? */
  isFrom(kernelName: string): boolean {
    return this.producer?.kernel.name === kernelName;
  }
}
