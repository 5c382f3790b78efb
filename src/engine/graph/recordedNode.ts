import type { RuntimeData } from '../runtime';
import type { Kernel, Plan } from './kernel';
import type { Spec } from './value';

/** A node of the recorded graph: one call of a kernel, not yet computed. */
export interface RecordedNode {
  readonly kernel: Kernel;
  readonly inputs: readonly Value[];
  readonly plan: Plan;
  readonly outputs: readonly Value[];
  /** What recorded it; see `within`. */
  readonly origin?: string | undefined;
}

/** Numbers that lie on a device; the runtime knows what it is. */
export interface Resident {
  dispose(): void;
}

/** What a TensorFlow.js data id stands for: numbers at hand (`data`) or on the device, or the promise of a recorded node. */
export interface Value extends Spec {
  references: number;
  data?: RuntimeData;
  /** `data` was allocated by the engine and may be used again once the value is gone. */
  pooled?: boolean;
  /** The numbers as they lie on the device. */
  resident?: Resident;
  /** Why it never got its numbers. */
  failure?: Error;
  /** A graph has read it before. */
  wasRead?: boolean;
}
