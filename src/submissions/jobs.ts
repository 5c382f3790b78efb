import { availableParallelism, totalmem } from 'node:os';

/** A check of AlexNet, with its worker: measured. Most others take a third. */
const bytesOfCheck = 3 * 2 ** 30;

/** How many checks a machine can do at the same time, with something left for whatever else is open on it. */
export function usualJobs(cores = availableParallelism(), memory = totalmem()): number {
  return Math.max(1, Math.min(cores, Math.floor((0.75 * memory) / bytesOfCheck)));
}
