import { availableParallelism } from 'node:os';

/** Pictures decoded or encoded at the same time: enough to keep every core and the disk busy. */
export const pictureWorkers = Math.max(4, 2 * availableParallelism());

/**
 * Runs `work(0)` .. `work(count - 1)`, at most `limit` at a time, started in order. The first error stops it:
 * nothing new is started, what runs is awaited, then the error is thrown. An aborted `signal` throws its reason.
 */
export async function forEachConcurrently(
  count: number,
  limit: number,
  work: (index: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < count && !failed) {
      try {
        signal?.throwIfAborted();
        await work(next++);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(limit, count) }, worker));
  const failure = workers.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}
