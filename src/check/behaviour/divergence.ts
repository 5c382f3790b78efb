import type { Op } from '../network/network';
import type { Step, StepKind } from './step';

/** How a model joins two ways where the reference adds each of them once. */
export type Joining = { times: readonly [number, number] } | { by: 'product' | 'larger' };

interface Circumstances {
  /** The last step of the reference that the model computes too. */
  last: Step;
  /** The first one that it does not, in words. */
  next: string;
  kind: StepKind;
  /** How far the model's closest numbers are from the reference's, in parts of the largest; where there are as many. */
  amount?: number | undefined;
  /** What computes something else, as far as known. */
  op?: Op | undefined;
  /** Whether nothing but that follows the last common step. */
  isOnly?: boolean;
  joining?: Joining;
}

/** Where a model first computes something else than the reference. */
export class Divergence extends Error {
  override readonly name = 'Divergence';

  constructor(
    readonly at: Circumstances,
    /** Part of the reference, as its author calls it. */
    readonly part: string,
  ) {
    // no text: for the log
    super(`${at.next} differs after ${at.last.name}.`);
  }
}
