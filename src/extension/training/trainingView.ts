import type { Training } from './trainings';

/** Where a student watches trainings: the Metrics panels. */
export interface TrainingView {
  /** Shows a training that has just begun. */
  showTraining(training: Training): void;
  /** Whether the student sees this run now. */
  isVisible(dir: string): boolean;
}
