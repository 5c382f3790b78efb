import type { RuntimeData } from '../runtime';
import type { BufferPool } from './bufferPool';
import type { RecordedGraph } from './compile';
import type { Value } from './recordedNode';
import type { Target } from './target';

/** What the memory of a device holds, in bytes, as far as it tells. */
export interface DeviceMemory {
  /** In use now. */
  used?: number | undefined;
  /** The most that ever was in use. */
  peak?: number | undefined;
}

/** What was known of a device's memory when it was not enough, in bytes. */
export interface Shortage {
  /** In use without what the failed graph had made. */
  before: number;
  /** In use when it failed. */
  used: number;
  /** What was asked for then, in vain. */
  tried: number;
  /** The most that could be in use. */
  limit: number;
}

/** Thrown where the memory was not enough, by a device that knows its figures. */
export class ShortageError extends Error {
  constructor(
    message: string,
    readonly shortage: Shortage,
  ) {
    super(message);
  }
}

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
  memory?(): DeviceMemory;
  dispose(): void;
}

/** Makes a runtime whose outputs on the host are taken from this memory. */
export type StartRuntime = (pool: BufferPool) => Runtime;
