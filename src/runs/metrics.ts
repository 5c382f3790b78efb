import { join } from 'node:path';
import { metricLineSchema, type MetricLine } from '../protocol/run';
import { readJsonLines, type JsonLines } from './jsonLines';
import { runFiles } from './layout';

/** What a run has measured while it trained, so far; nothing when it has not written any. */
export function readMetrics(runDir: string): Promise<JsonLines<MetricLine>> {
  return readJsonLines(join(runDir, runFiles.metrics), metricLineSchema);
}
