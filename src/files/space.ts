import { statfs } from 'node:fs/promises';
import { FailureError } from '../protocol/failure';

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

/** @throws FailureError, which says `what` it prevents, when the disk of `folder` has less than `bytes` left */
export async function requireSpace(folder: string, bytes: number, what: string): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(folder);
  // Some network file systems report no size at all.
  if (blocks > 0 && bavail * bsize < bytes)
    throw new FailureError({
      what,
      why: `It needs ${gigabytes(bytes)}, and the disk of ${folder} has ${gigabytes(bavail * bsize)} left.`,
      next: 'Free some space, or choose a folder on another disk, then try again.',
    });
}
