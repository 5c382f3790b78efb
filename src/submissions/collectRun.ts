import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../protocol/errorCode';
import { runFiles } from '../runs';
import type { WorkFile } from './collectWork';
import { sha256OfFile } from './hashes';

const mostBytes = 100e6;

/** What of a run a check reads: its record, metrics and evaluations. Paths are relative to the run's folder. */
export async function collectRun(runDir: string): Promise<WorkFile[]> {
  const evaluations = (await readdir(join(runDir, runFiles.evaluations)).catch(absent)) ?? [];
  const wanted = [
    runFiles.record,
    runFiles.metrics,
    ...evaluations
      .filter((name) => /^[\w-]+\.jsonl?$/.test(name))
      .sort()
      .map((name) => `${runFiles.evaluations}/${name}`),
  ];
  const files: WorkFile[] = [];
  for (const path of wanted) {
    const source = join(runDir, path);
    const found = await lstat(source).catch(absent);
    if (!found?.isFile() || found.size > mostBytes) continue;
    files.push({ path, source, bytes: found.size, sha256: await sha256OfFile(source) });
  }
  return files;
}

function absent(error: unknown): undefined {
  if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
  throw error;
}
