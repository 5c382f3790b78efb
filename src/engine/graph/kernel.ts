import type { GraphBuilder } from './builder';
import type { Operand } from './operand';
import type { Spec } from './value';

/** Everything the lowering of one call depends on beside its inputs and outputs; part of the compiled graph's key. */
export type Plan = Readonly<Record<string, unknown>>;

/**
 * One TensorFlow.js kernel: what a call produces (`plan`) and how it is written in ONNX (`lower`).
 * `A` are the attributes TensorFlow.js passes, `P` the plan made of them.
 */
export interface KernelDefinition<A, P extends object> {
  name: string;
  /** Names of the inputs in order; a trailing `?` marks an optional one; `'list'` for kernels that take an array. */
  inputs: readonly string[] | 'list';
  /** TensorFlow.js wants an array even if there is only one output. */
  returnsList?: boolean;
  /** Whether such a call can be part of a graph; default: always. Calls that cannot run on the host (`../host`). */
  isRecordable?(attributes: A, inputs: readonly Spec[]): boolean;
  /**
   * `given` are the names of the inputs that are there, without the `?`.
   * @throws Error in the caller's terms if the call is not supported.
   */
  plan(
    inputs: readonly Spec[],
    attributes: A,
    given: readonly string[],
  ): { outputs: readonly Spec[]; plan: P };
  /** Writes the call as ONNX nodes and returns its outputs, in the order of `plan`. */
  lower(graph: GraphBuilder, call: Call<P>): readonly Operand[];
}

export interface Call<P> {
  inputs: readonly Operand[];
  plan: P;
  outputs: readonly Operand[];
}

export type Kernel = KernelDefinition<Record<string, unknown>, Plan>;

/**
 * Checks the types of one entry of the table against each other. The result no longer has these types, so that all
 * entries fit into one table.
 */
export function kernel<A, P extends object>(definition: KernelDefinition<A, P>): Kernel {
  return definition as unknown as Kernel;
}
