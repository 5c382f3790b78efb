import { resolve } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import type { MetricLine } from '../../protocol/run';
import { lostLines, readMetrics, runFiles } from '../../runs';
import { t } from '../../words';
import type { Io } from '../io';
import { existingRunFolder } from '../places';
import type { View } from '../view/view';

const columns = [
  'kind',
  'step',
  'epoch',
  'seconds',
  'loss',
  'accuracy',
  'valLoss',
  'valAccuracy',
  'valBalancedAccuracy',
  'valF1',
  'learningRate',
  'objective',
  'gradientNorm',
  'imagesPerSecond',
  'memoryBytes',
  'deviceMemoryBytes',
  'devicePeakBytes',
] as const;

/** `lits runs export`: all that a run has measured while it trained, as CSV (RFC 4180), a row for each step and each validation. */
export async function exportMetrics(
  given: string,
  { out }: { out?: string },
  io: Io,
  view: View,
): Promise<void> {
  const runDir = await existingRunFolder(given, io.cwd);
  const { lines, damaged } = await readMetrics(runDir);
  for (const text of lostLines(damaged, runFiles.metrics))
    view.event({ type: 'log', level: 'warning', text });
  const csv = [columns.join(','), ...lines.map(rowOf)].map((line) => `${line}\r\n`).join('');
  if (out === undefined) {
    view.result({ kind: 'runsExport', lines }, csv.trimEnd());
    return;
  }
  const file = resolve(io.cwd, out);
  await writeFileAtomic(file, csv);
  view.result(
    { kind: 'runsExport', file, rows: lines.length },
    t('{0} rows are in {1}.', lines.length, file),
  );
}

/** Words and numbers only: nothing to be quoted. */
function rowOf(line: MetricLine): string {
  const values: Partial<Record<string, string | number>> = line;
  return columns.map((column) => values[column] ?? '').join(',');
}
