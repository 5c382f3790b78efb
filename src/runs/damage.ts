import { t } from '../words';

/** "3 lines of metrics.jsonl could not be read."; nothing when all could be. */
export function lostLines(count: number, file: string): string[] {
  if (count === 0) return [];
  if (count === 1) return [t('1 line of {0} could not be read.', file)];
  return [t('{0} lines of {1} could not be read.', count, file)];
}

/** "evaluations/test-best.json could not be read.", for each file. */
export function lostFiles(files: readonly string[]): string[] {
  return files.map((file) => t('{0} could not be read.', file));
}
