import { dirname } from 'node:path';
import { madeFrom } from '../../runs';
import type { StoredRun } from './workspaceRuns';

/** Whether a file that the run was made from is another one now, or gone. */
export const hasChangedSince = async ({ dir, record }: Pick<StoredRun, 'dir' | 'record'>): Promise<boolean> =>
  (await madeFrom(dir, dirname(record.file))) === false;
