import type { RuntimeData } from '../runtime';
import type { BufferPool } from './bufferPool';
import type { RecordedGraph } from './compile';
import type { Value } from './recordedNode';
import type { Target } from './target';
import type { MemoryUse } from './memoryUse';

/** A compiled graph that can be run again and again. */
export interface Program {
  /**
   * Gives the outputs their numbers, at hand (`data`) or on the device (`resident`). Blocks until done.
   * @param leaves have numbers
   * @throws Error; a node's name in its message leads back to the recorded call (`callMark`).
   */
  run(leaves: readonly Value[], outputs: readonly Value[]): void;
  dispose(): void;
}

/** What computes recorded graphs. The recorder knows no other side of it. */
export interface Runtime {
  /** What the device computes by itself. */
  readonly target: Target;
  /** @throws UnwritableCall, or an Error as `Program.run` does */
  compile(graph: RecordedGraph): Program;
  /** The numbers of a value that lies on the device. */
  download(value: Value): RuntimeData;
  /** What the device's memory holds; missing for devices that do not tell. */
  memory?(): MemoryUse;
  dispose(): void;
}

/** Makes a runtime whose outputs on the host are taken from this memory. */
export type StartRuntime = (pool: BufferPool) => Runtime;
