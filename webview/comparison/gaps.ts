import { isBest, type BestValidation, type EpochLine } from '../../src/panels/comparison';

/** How far training and validation lie apart in a run; shares 0..1. */
export interface Gaps {
  bestEpoch: number;
  /** Accuracies in the best epoch. */
  accuracy: number;
  valAccuracy: number;
  /** Training accuracy less validation accuracy in the best epoch. */
  gap: number;
  /** Validation accuracy after the first epoch. */
  firstValAccuracy: number;
  /** Losses of the last validation. */
  loss: number;
  valLoss: number;
}

/**
 * @param validations of the run, in order
 * @param best its best validation, as the run says it
 * @returns undefined while there is no validation
 */
export function gapsOf(
  validations: readonly EpochLine[],
  best: BestValidation | undefined,
): Gaps | undefined {
  const [first] = validations;
  const last = validations.at(-1);
  const chosen = validations.find((line) => isBest(line, best));
  if (!first || !last || !chosen) return undefined;
  return {
    bestEpoch: chosen.epoch,
    accuracy: chosen.accuracy,
    valAccuracy: chosen.valAccuracy,
    gap: chosen.accuracy - chosen.valAccuracy,
    firstValAccuracy: first.valAccuracy,
    loss: last.loss,
    valLoss: last.valLoss,
  };
}
