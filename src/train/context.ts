import type { EngineInfo } from '../engine';
import type { JobEvent } from '../protocol/events';
import type { Deadlines } from './program';

/** What a job gets from the process that runs it. */
export interface JobContext {
  /** Aborted when the job shall end; with a FailureError as its reason when the job cannot go on. */
  signal: AbortSignal;
  /** Tells every listener. */
  emit: (event: JobEvent) => void;
  engine: EngineInfo;
  /** Folder of the type declarations for students. */
  typings: string;
  /** Program of a thread that augments pictures; without it, they are augmented between the steps. */
  augmentThread?: string;
  deadlines: Deadlines;
  /** This process, as others find it. */
  worker: { pid: number; socket: string };
}
