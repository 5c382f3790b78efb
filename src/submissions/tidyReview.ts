import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../protocol/errorCode';
import { reviewPlaces } from './layout';

/** A report that nothing refers to may be another tutor's, of another language or version; so long it is kept. */
const unusedMillis = 30 * 24 * 3600 * 1000;

/** What a review has used, by names. */
export interface UsedByReview {
  /** Folders of unpacked archives. */
  unpacked: ReadonlySet<string>;
  /** Ids of submissions. */
  submissions: ReadonlySet<string>;
  /** Keys of reports. */
  reports: ReadonlySet<string>;
}

/**
 * Removes what can be made again and nothing refers to any more: unpacked archives and checked work that are gone from the reviewed folder,
 * and reports that are a month old.
 */
export async function tidyReview(root: string, used: UsedByReview, now: Date): Promise<void> {
  const { unpacked, checked, results } = reviewPlaces(root);
  for (const [folder, kept] of [
    [unpacked, used.unpacked],
    [checked, used.submissions],
  ] as const)
    for (const name of await namesIn(folder))
      if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  for (const name of await namesIn(results)) {
    if (!name.endsWith('.json') || used.reports.has(name.slice(0, -'.json'.length))) continue;
    const file = join(results, name);
    const found = await stat(file).catch(absent);
    if (found && now.getTime() - found.mtimeMs > unusedMillis) await rm(file, { force: true });
  }
}

const namesIn = async (folder: string): Promise<string[]> => (await readdir(folder).catch(absent)) ?? [];

function absent(error: unknown): undefined {
  if (hasCode(error, 'ENOENT')) return undefined;
  throw error;
}
