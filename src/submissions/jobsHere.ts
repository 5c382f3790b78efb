import { availableParallelism } from 'node:os';
import { jobInWorker, type WorkerOptions } from './jobInWorker';
import type { Measuring } from './measureRuns';
import type { ReviewOptions } from './reviewClass';

type Jobs = Pick<ReviewOptions, 'check'> & Pick<Measuring, 'measure'>;

/** Longer than any check of an exercise takes that comes to an end; each single one has a deadline of its own. */
const mostMillisOfCheck = 30 * 60_000;
/** Each batch of slices has a deadline of its own; this ends what goes on for ever. */
const mostMillisOfMeasuring = 4 * 3600_000;

/** Does the jobs of `reviewClass` in processes of this machine, whose cores they share. @param jobs that run at the same time */
export function jobsHere(jobs: number, options: Pick<WorkerOptions, 'workerPath' | 'node' | 'cwd'>): Jobs {
  const threads = Math.max(1, Math.floor(availableParallelism() / jobs));
  return {
    check: (job, logFile, signal) =>
      jobInWorker(
        'check',
        { ...job, threads },
        { ...options, logFile, mostMillis: mostMillisOfCheck, signal },
      ),
    measure: (job, logFile, signal) =>
      jobInWorker(
        'measure',
        { ...job, threads },
        { ...options, logFile, mostMillis: mostMillisOfMeasuring, signal },
      ),
  };
}
