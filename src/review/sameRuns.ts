import type { MetricLine } from '../protocol/run';

/** What a run has measured, in two texts that are compared as they are, or by their hashes. */
export interface Curve {
  steps: number;
  /** Step, loss and accuracy of each step. */
  numbers: string;
  /** Seconds of each step. */
  times: string;
}

export interface SubmittedRun {
  /** Tells the submission from the others. */
  submission: string;
  /** Name of the run's folder. */
  run: string;
  curve: Curve;
}

export interface SameRuns {
  one: { submission: string; run: string };
  other: { submission: string; run: string };
  /** Steps with the same numbers. */
  steps: number;
  /** They also took the same times, which no two trainings do: one is a copy. */
  sameTimes: boolean;
}

/** A test run of a few steps says nothing. */
const leastSteps = 20;

export function curveOf(metrics: readonly MetricLine[]): Curve {
  const steps = metrics.filter((line) => line.kind === 'step');
  return {
    steps: steps.length,
    numbers: steps.map(({ step, loss, accuracy }) => `${step} ${loss} ${accuracy}`).join('\n'),
    times: steps.map(({ seconds }) => seconds).join('\n'),
  };
}

/**
 * Runs of two submissions with the same losses and accuracies, to the last digit. The same network, seed and data give them
 * honestly on machines alike, so times are compared, too.
 */
export function sameRuns(runs: readonly SubmittedRun[]): SameRuns[] {
  const groups = new Map<string, SubmittedRun[]>();
  for (const run of runs) {
    const { steps, numbers } = run.curve;
    if (steps >= leastSteps) groups.set(numbers, [...(groups.get(numbers) ?? []), run]);
  }
  return [...groups.values()].flatMap((same) =>
    same.flatMap((one, index) =>
      same
        .slice(index + 1)
        .filter(({ submission }) => submission !== one.submission)
        .map((other) => ({
          one: nameOf(one),
          other: nameOf(other),
          steps: one.curve.steps,
          sameTimes: one.curve.times === other.curve.times,
        })),
    ),
  );
}

const nameOf = ({ submission, run }: SubmittedRun) => ({ submission, run });
