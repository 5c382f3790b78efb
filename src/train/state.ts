import * as z from 'zod';
import { freshEarlyStopping, type EarlyStoppingState } from './earlyStopping';
import { freshPlateau, type PlateauState } from './schedules/plateau';
import type { Rates } from './schedules/rates';

/**
 * Where a training stands: all that its loop remembers from one step to the next, as plain JSON. It changes only between steps.
 *
 * Together with what follows, it is everything that decides how the training goes on, so that one that goes on from it has the
 * numbers of one that was never stopped:
 * - the model's weights, those that are not trained too, as the last step has left them. While `WeightAverages.lend` runs, the model
 *   holds the averages in their place: take the weights between steps, not from a checkpoint that was saved there;
 * - the optimizer's state (`optimizerState`);
 * - `WeightAverages.tensors()` and `.updates`, where weights are averaged;
 * - the weights of the best validation (`BestWeights`), where early stopping restores them;
 * - settings, seed, data and code, which the run's record names. Everything random is drawn from the seed and from the numbers here:
 *   the order of an epoch from `epoch`, what a batch draws (dropout, the student's own) from `batches`, what a picture draws from
 *   `epoch`.
 */
export interface TrainingState {
  /** Steps done: updates of the weights. */
  step: number;
  /** Batches done: as many as steps, unless several batches make a step. */
  batches: number;
  /** The epoch that is under way, 1-based. */
  epoch: number;
  /** Batches of this epoch that are done. */
  batchesOfEpoch: number;
  /** Learning rate and momentum of the next step; null where the optimizer is the student's own, and has its own. */
  rates: Rates | null;
  plateau: PlateauState;
  earlyStopping: EarlyStoppingState;
  /** The lowest validation loss so far; null before the first validation. */
  lowest: number | null;
  /** Sums over the training slices since the last validation: what the next epoch's line averages. */
  since: { slices: number; loss: number; correct: number; seconds: number };
  /** Seconds that the run has taken. */
  seconds: number;
}

const count = z.int().nonnegative();

/** A training's state as it is read from a file. */
export const trainingStateSchema: z.ZodType<TrainingState> = z.object({
  step: count,
  batches: count,
  epoch: z.int().positive(),
  batchesOfEpoch: count,
  rates: z.object({ learningRate: z.number(), momentum: z.number() }).nullable(),
  plateau: z.object({ best: z.number().nullable(), bad: count, cooldown: count }),
  earlyStopping: z.object({
    best: z.object({ measured: z.number(), step: count, epoch: count }).nullable(),
    wait: count,
    stop: z.boolean(),
  }),
  lowest: z.number().nullable(),
  since: z.object({ slices: count, loss: z.number(), correct: count, seconds: z.number() }),
  seconds: z.number().nonnegative(),
});

export const nothingSince = { slices: 0, loss: 0, correct: 0, seconds: 0 } as const;

/** A training before its first step. */
export const freshState = (rates: Rates | null): TrainingState => ({
  step: 0,
  batches: 0,
  epoch: 1,
  batchesOfEpoch: 0,
  rates,
  plateau: freshPlateau,
  earlyStopping: freshEarlyStopping,
  lowest: null,
  since: nothingSince,
  seconds: 0,
});
