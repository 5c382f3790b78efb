import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../protocol/errorCode';
import { metricLineSchema, type MetricLine } from '../protocol/run';
import { readJsonLines, type JsonLines } from './jsonLines';
import { runFiles } from './layout';

/** What a run has measured while it trained, so far; nothing when it has not written any. */
export function readMetrics(runDir: string): Promise<JsonLines<MetricLine>> {
  return readJsonLines(join(runDir, runFiles.metrics), metricLineSchema);
}

/** Has the disk keep the metrics so far. @returns their length in bytes */
export async function syncMetrics(runDir: string): Promise<number> {
  try {
    await using handle = await open(join(runDir, runFiles.metrics), 'r+');
    await handle.sync();
    return (await handle.stat()).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

/** Takes away what was measured after the first `bytes`: it will be measured again. */
export async function cutMetrics(runDir: string, bytes: number): Promise<void> {
  await using handle = await open(join(runDir, runFiles.metrics), 'a+');
  const { size } = await handle.stat();
  if (size > bytes) await handle.truncate(bytes);
}
