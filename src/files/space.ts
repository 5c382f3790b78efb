import { statfs } from 'node:fs/promises';
import { FailureError } from '../protocol/failure';
import { decimals, t } from '../words';

const gigabytes = (bytes: number) => `${decimals(bytes / 1e9, 2)} GB`;

/** A disk with less space left is as good as full. */
const nearlyNothing = 64 * 2 ** 10;

/** Whether the disk of a folder is full; false where it does not tell. */
export async function isDiskFull(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize, blocks } = await statfs(folder);
    return blocks > 0 && bavail * bsize < nearlyNothing;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** @throws FailureError, which says `what` it prevents, when the disk of `folder` has less than `bytes` left */
export async function requireSpace(folder: string, bytes: number, what: string): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(folder);
  // Some network file systems report no size at all.
  if (blocks > 0 && bavail * bsize < bytes)
    throw new FailureError({
      what,
      why: t(
        'It needs {0}. The disk of {1} has {2} left.',
        gigabytes(bytes),
        folder,
        gigabytes(bavail * bsize),
      ),
      next: t('Free some space, or choose a folder on another disk, then try again.'),
    });
}
