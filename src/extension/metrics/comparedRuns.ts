import type { ComparedRun, ToComparison } from '../../panels/comparison';
import type { RunMarks } from '../../protocol/marks';
import type { RunRecord } from '../../protocol/run';
import { differencesOf } from '../../runs';
import { tellingName } from '../runs/runNames';

interface Compared {
  dir: string;
  name: string;
  marks: RunMarks;
  record: RunRecord;
}

/**
 * What a comparison says of its runs beside their curves.
 * @param runDirs as the student has chosen them; some may be gone
 * @param all runs of the workspace, which names tell apart
 */
export function comparedRuns(
  runDirs: readonly string[],
  all: readonly Compared[],
): Extract<ToComparison, { type: 'runs' }> {
  const runs = runDirs.flatMap((dir) => all.find((run) => run.dir === dir) ?? []);
  const differences = differencesOf(runs.map(({ record }) => record));
  const hash = runs[0]?.record.codeHash;
  return {
    type: 'runs',
    runDirs: [...runDirs],
    differences: differences.map(({ name }) => name),
    runs: runs.map((run, index): ComparedRun => ({
      runDir: run.dir,
      name: tellingName(run, all),
      recordedName: run.marks.title === undefined ? undefined : run.record.name,
      note: run.marks.note,
      starred: run.marks.starred ?? false,
      createdAt: run.record.createdAt,
      state: run.record.state,
      best: run.record.best,
      stepsPerEpoch: stepsPerEpoch(run.record),
      values: differences.map(({ values }) => values[index] ?? null),
      codeDiffers: [hash, run.record.codeHash].every(Boolean) && hash !== run.record.codeHash,
    })),
  };
}

function stepsPerEpoch({ config, progress }: RunRecord): number | undefined {
  if (!config || !progress || config.maxSteps !== undefined) return undefined;
  return Math.max(1, progress.totalSteps / config.epochs);
}
