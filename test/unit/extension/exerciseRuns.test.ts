import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Exercise } from '../../../src/course/manifest';
import { exerciseComparison, runsOfExercise } from '../../../src/extension/metrics/exerciseRuns';
import type { StoredRun } from '../../../src/extension/runs/workspaceRuns';
import { saveProgram } from '../../../src/runs';
import { run } from '../cli/fixtures';
import { temporaryFolder } from '../temporaryFolder';

const manifest = {
  id: '3.2',
  title: 'Regularization',
  tasks: [{ file: 'baseline.ts', title: 'Baseline' }],
  compare: ['baseline.ts', 'l2.ts'],
  answers: 'answers.md',
} as unknown as Exercise;

/** The student's folder with both files, and runs of them, each later than those before. */
async function prepared() {
  const work = await temporaryFolder();
  for (const file of manifest.compare ?? []) await writeFile(join(work, file), 'as it is now');
  let minute = 0;
  const runOf = async (file: string, text: string, over: Partial<typeof run> = {}): Promise<StoredRun> => {
    const dir = join(work, `run-${++minute}`);
    await mkdir(dir);
    await saveProgram(dir, { code: '', map: JSON.stringify({ sources: [file], sourcesContent: [text] }) });
    const createdAt = new Date(60_000 * minute).toISOString();
    const record = { ...run, id: dir, file: join(work, file), createdAt, ...over };
    return { dir, folder: work, record, evaluations: [], name: record.name, marks: {}, lost: [] };
  };
  return {
    opened: { exercise: { manifest }, work },
    now: await runOf('baseline.ts', 'as it is now'),
    changed: await runOf('baseline.ts', 'as it was'),
    stopped: await runOf('baseline.ts', 'as it is now', { state: 'stopped' }),
    penalty: await runOf('l2.ts', 'as it was'),
  };
}

it('compares the latest finished run of each file as it is now, else the latest of the file as it was', async () => {
  const { opened, now, changed, stopped, penalty } = await prepared();
  expect(await runsOfExercise(opened, [penalty, stopped, changed, now])).toEqual([now.dir, penalty.dir]);
});

it('says that no file has a finished run yet', async () => {
  const { opened, stopped } = await prepared();
  await expect(runsOfExercise(opened, [stopped])).rejects.toThrow(
    'No file of this exercise has a run that has come to its end: baseline.ts, l2.ts.',
  );
});

it('tells of each file its run, and whether the file has changed since', async () => {
  const { opened, now, penalty } = await prepared();
  expect(await exerciseComparison(opened, [now, penalty])).toMatchObject({
    title: '3.2 Regularization',
    hasAnswers: false,
    files: [
      { file: 'baseline.ts', title: 'Baseline', runDir: now.dir, hasChanged: false },
      { file: 'l2.ts', title: 'l2.ts', runDir: penalty.dir, hasChanged: true },
    ],
  });
});

it('is no comparison of the exercise while two runs are of one file', async () => {
  const { opened, now, changed } = await prepared();
  expect(await exerciseComparison(opened, [now, changed])).toBeUndefined();
});
