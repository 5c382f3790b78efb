import type * as tf from '@tensorflow/tfjs';
import type { Batch, Split } from '../data';
import type { EpochLine, RunConfig, StepLine, StudentProblem } from '../protocol/run';
import type { BatchFunction } from './augmentation';
import type { AveragesState } from './averages';
import type { Augmenter } from './augmentation/augmenter';
import type { Log, Program } from './program';
import type { Ranks } from './ranks';
import type { TrainingState } from './state';
import type { Steering } from './steering';

export interface LoopOptions {
  program: Program;
  model: tf.LayersModel;
  optimizer: tf.Optimizer;
  /** The student's function: changes a whole batch, as a part of the step. */
  augment?: BatchFunction | undefined;
  /** Changes each picture, before the step. */
  augmenter?: Augmenter | undefined;
  config: RunConfig;
  /** How the training goes; default: plainly. */
  steering?: Steering;
  train: Split;
  validation: Split;
  signal: AbortSignal;
  log: Log;
  /** How long the student's part of one step may take, in milliseconds. */
  stepDeadlineMs: number;
  /** Is called after the first step, with its batch; the loop waits for it. */
  afterFirstStep?: (batch: Batch) => Promise<void>;
  observer: LoopObserver;
  /** Where an earlier training stood that goes on. The model and the optimizer are as it left them. */
  from?: LoopPoint | undefined;
  keeper?: LoopKeeper;
  /** Where several processes train together; `signal` is theirs then. */
  ranks?: Ranks | undefined;
}

/** Where a loop stands, with the tensors that only it knows. */
export interface LoopPoint {
  state: TrainingState;
  /** Where weights are averaged. */
  averages?: AveragesState | undefined;
  /** Weights of the best validation, where early stopping restores them. */
  best?: readonly tf.Tensor[] | undefined;
}

/** Keeps where the loop stands, between two steps, so that another one can go on from there. The loop waits for it. */
export interface LoopKeeper {
  isDue(): boolean;
  keep(point: LoopPoint): Promise<void>;
}

/** Is told everything in order. The loop waits for it. */
export interface LoopObserver {
  /** Something about the model that its author should know, before the first step is told. */
  remark?(problem: StudentProblem): void;
  step(line: StepLine): void;
  validation(done: number, total: number): void;
  /** @param improved whether this epoch has the lowest validation loss so far */
  epoch(line: EpochLine, improved: boolean): Promise<void>;
}
