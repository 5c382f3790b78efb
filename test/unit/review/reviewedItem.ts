import type { ReviewedItem } from '../../../src/protocol/review';

/** A task of which the checks give one half and a tutor may give the other. */
export const reviewedItem = (change: Partial<ReviewedItem> = {}): ReviewedItem => ({
  id: 'baseline',
  title: 'Baseline',
  file: 'baseline.ts',
  tutorPoints: 0.25,
  status: 'needs-tutor',
  points: 0.25,
  exact: 0.25,
  max: 0.5,
  ...change,
});
