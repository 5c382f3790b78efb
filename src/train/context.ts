import type { EngineInfo } from '../engine';
import type { JobEvent } from '../protocol/events';
import type { Deadlines } from './program';
import type { Place } from './ranks';

/** What a job gets from the process that runs it. */
export interface JobContext {
  /** Aborted when the job must end. Its reason is a FailureError when the job cannot go on. */
  signal: AbortSignal;
  /** Tells every listener. */
  emit: (event: JobEvent) => void;
  engine: EngineInfo;
  /** Folder of the type declarations for students. */
  typings: string;
  /** Program of the threads that augment pictures. Without it, pictures are augmented between the steps. */
  augmentThread?: string;
  deadlines: Deadlines;
  /** How other processes find this one. */
  worker: { pid: number; socket: string };
  /** Which of several processes this is, where they train together. */
  place?: Place | undefined;
}
