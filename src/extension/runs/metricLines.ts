import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metricLineSchema, type MetricLine } from '../../protocol/run';

/**
 * The lines of a run's `metrics.jsonl`, in order. The last line may be half written; it and lines that are not understood are
 * left out. No file: no lines.
 */
export async function readMetricLines(dir: string): Promise<MetricLine[]> {
  let text: string;
  try {
    text = await readFile(join(dir, 'metrics.jsonl'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap(parseLine);
}

function parseLine(line: string): MetricLine[] {
  try {
    const parsed = metricLineSchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
