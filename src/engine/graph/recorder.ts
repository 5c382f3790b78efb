import { t } from '../../words';
import type { RuntimeData } from '../runtime';
import { BufferPool } from './bufferPool';
import type { RecordedGraph } from './compile';
import { exactText } from './exactText';
import { explainRunError, GraphError, LostValue } from './failure';
import type { Kernel, Plan } from './kernel';
import { currentOrigin } from './origin';
import type { RecordedNode, Value } from './recordedNode';
import type { MemoryUse } from './memoryUse';
import type { Program, Runtime, StartRuntime } from './runtime';
import type { Target } from './target';
import type { Spec } from './value';

/** Graphs longer than this run even if nobody has asked for a value yet. */
const longestGraph = 20_000;
/** A training loop needs a few; a program whose graphs are always new ones would fill the memory with them. */
const mostPrograms = 48;

/**
 * Records kernel calls and, when a value is needed, runs everything recorded so far as one compiled graph.
 * Compiled graphs are kept by structure, those used last: a training step is compiled once.
 */
export class Recorder {
  private pending: RecordedNode[] = [];
  /** By key; the one used last comes last. */
  private readonly programs = new Map<string, Program>();
  private compilations = 0;
  private readonly pool = new BufferPool();
  private readonly runtime: Runtime;
  /** Values that nobody refers to any more but which the pending graph still reads. */
  private retired: Value[] = [];

  /** Nothing may be run; see `trace`. */
  private isTracing = false;
  /** The failure whose call is looked for; see `retrace`. */
  private sought: GraphError | undefined;

  constructor(start: StartRuntime) {
    this.runtime = start(this.pool);
  }

  /** What the device computes by itself. */
  get target(): Target {
    return this.runtime.target;
  }

  /** Graphs compiled so far. */
  get compiled(): number {
    return this.compilations;
  }

  /** A value with a copy of these numbers, in memory that is used again. */
  copy(values: Float32Array, shape: readonly number[], references: number): Value {
    const { data, pooled } = this.pool.take('float32', values.length);
    data.set(values);
    return { shape, dtype: 'float32', references, data, pooled };
  }

  /** Adds a call to the pending graph and returns its outputs. */
  record(kernel: Kernel, inputs: readonly Value[], plan: Plan, specs: readonly Spec[]): readonly Value[] {
    if (this.sought) this.throwIfSought(kernel, this.sought);
    const outputs = specs.map(({ shape, dtype }): Value => ({ shape, dtype, references: 1 }));
    this.pending.push({ kernel, inputs, plan, outputs, origin: currentOrigin() });
    if (this.pending.length >= longestGraph) this.flush();
    return outputs;
  }

  /**
   * Records the failed calls once more. At the call that caused the failure it throws an error with the same failure,
   * and the stack of this error shows the line of the call. Nothing is run, and nothing that is recorded gets values.
   */
  retrace(sought: GraphError, record: () => void): void {
    this.sought = sought;
    try {
      record();
    } finally {
      this.sought = undefined;
      for (const { outputs } of this.pending) for (const output of outputs) output.failure = sought;
      this.pending = [];
    }
  }

  /**
   * What `record` records, without running it. The graph's leaves are the values that were there before.
   * @throws Error when a value is read meanwhile that would have to be computed.
   */
  trace(record: () => readonly Value[]): RecordedGraph {
    this.flush();
    this.isTracing = true;
    try {
      const outputs = record();
      const nodes = reachable(this.pending, outputs);
      return { leaves: describe(nodes, outputs).leaves, nodes, outputs };
    } finally {
      this.isTracing = false;
      this.pending = [];
    }
  }

  private throwIfSought(kernel: Kernel, { failure, cause }: GraphError): void {
    if (this.pending.length === failure.position && kernel.name === failure.place?.kernel)
      throw new GraphError(failure, cause, true);
  }

  /**
   * The numbers of a value; runs the pending graph if they are not there yet.
   * @throws GraphError if it cannot be run.
   */
  read(value: Value): RuntimeData {
    if (!value.data && !value.resident) this.flush();
    mustHaveValues(value);
    return (value.data ??= this.runtime.download(value));
  }

  /** What the device's memory holds; undefined where it does not tell. */
  memory(): MemoryUse | undefined {
    return this.runtime.memory?.();
  }

  /** To be called once nobody refers to the value any more. */
  release(value: Value): void {
    if (!value.pooled && !value.resident) return;
    if (this.pending.length === 0) this.free(value);
    else this.retired.push(value);
  }

  /**
   * Runs the pending graph if it has replaced state, as after an optimizer's step. This is called when new data comes
   * from outside. Without it, a loop that never reads its loss would record without end.
   */
  runIfStateWasReplaced(): void {
    if (this.retired.length > 0) this.flush();
  }

  dispose(): void {
    for (const program of this.programs.values()) program.dispose();
    this.runtime.dispose();
    this.programs.clear();
  }

  /**
   * Runs the pending graph, whether or not anybody has asked for a value.
   * @throws GraphError if it cannot be run; the values of the graph are lost then.
   */
  flush(): void {
    if (this.isTracing) throw new Error(t('A value is read that depends on the input of the model.'));
    const recorded = this.pending;
    this.pending = [];
    const outputs = recorded.flatMap((node) => node.outputs).filter(({ references }) => references > 0);
    try {
      if (outputs.length > 0) this.compute(recorded, outputs);
    } finally {
      for (const value of this.retired) this.free(value);
      this.retired = [];
    }
  }

  private free({ pooled, data, resident }: Value): void {
    if (pooled) this.pool.give(data as Float32Array);
    resident?.dispose();
  }

  private compute(recorded: readonly RecordedNode[], outputs: readonly Value[]): void {
    const nodes = reachable(recorded, outputs);
    const { key, leaves } = describe(nodes, outputs);
    try {
      leaves.forEach(mustHaveValues);
      this.programOf(key, { leaves, nodes, outputs }).run(leaves, outputs);
    } catch (error) {
      const failure = error instanceof LostValue ? error : explainRunError(error, nodes, recorded);
      for (const output of outputs) output.failure = failure;
      throw failure;
    }
  }

  private programOf(key: string, graph: RecordedGraph): Program {
    const known = this.programs.get(key);
    if (known) {
      this.programs.delete(key);
      this.programs.set(key, known);
      return known;
    }
    for (const [oldest, unused] of this.programs) {
      if (this.programs.size < mostPrograms) break;
      unused.dispose();
      this.programs.delete(oldest);
    }
    const program = this.runtime.compile(graph);
    this.compilations++;
    this.programs.set(key, program);
    return program;
  }
}

function mustHaveValues({ failure }: Value): void {
  if (failure) throw failure instanceof LostValue ? failure : new LostValue(failure);
}

/** The nodes the outputs depend on, in recorded order. */
function reachable(recorded: readonly RecordedNode[], outputs: readonly Value[]): RecordedNode[] {
  const wanted = new Set<Value>(outputs);
  const nodes: RecordedNode[] = [];
  for (let index = recorded.length - 1; index >= 0; index--) {
    const node = recorded[index];
    if (!node.outputs.some((output) => wanted.has(output))) continue;
    for (const input of node.inputs) wanted.add(input);
    nodes.push(node);
  }
  return nodes.reverse();
}

/** The graph's structure as text (values of leaves left out), and its leaves in the order of first use. */
function describe(
  nodes: readonly RecordedNode[],
  outputs: readonly Value[],
): { key: string; leaves: Value[] } {
  const ids = new Map<Value, string>();
  const leaves: Value[] = [];
  const parts: string[] = [];
  for (const { kernel, inputs, plan, outputs: made } of nodes) {
    const references = inputs.map((input) => {
      const known = ids.get(input);
      if (known !== undefined) return known;
      const id = `${input.dtype}[${input.shape.join()}]@${leaves.length}`;
      ids.set(input, id);
      leaves.push(input);
      return id;
    });
    const specs = made.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`);
    parts.push(`${kernel.name}(${references.join()})${exactText(plan)}:${specs.join()}`);
    made.forEach((output, index) => ids.set(output, `${parts.length}.${index}`));
  }
  return { key: `${parts.join('\n')}\n=> ${outputs.map((output) => ids.get(output)).join()}`, leaves };
}
