import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leave } from './leave';
import { vsixFile } from './server';
import { baselineFile, baselineSolution, StudentFolder } from './studentFolder';
import { until } from './until';
import { Workbench } from './workbench';
import { MetricsPage } from './metricsPage';

let student: StudentFolder;
let workbench: Workbench;

async function openWorkbench(trust: 'off' | 'ask' = 'off'): Promise<void> {
  workbench = await Workbench.open({ folder: student.path, vsix: vsixFile, trust });
}

beforeEach(async () => {
  student = await StudentFolder.create();
});
afterEach((context) => leave(context, student, workbench));

describe('a student', () => {
  test('opens the chapter, writes the model, trains it, reloads the window in mid-training, and stops', async () => {
    await openWorkbench();
    await workbench.runCommand('LiTS: Open Chapter', student.name);
    await workbench.openViewContainer('LiTS Lab');
    await workbench.treeItem(/3\.2 Regularization/).waitFor();
    await workbench.treeItem(/Baseline.*0\.5 points/).waitFor();
    await workbench.editorTab('answers.ts').waitFor();
    await workbench.frameWith('text=What is special about CT');
    await workbench.screenshot('chapter-dark');

    await workbench.openFile(baselineFile);
    await workbench.replaceEditorText(await baselineSolution(500));
    await workbench.runCommand('LiTS: Train Model');
    const metrics = await MetricsPage.in(workbench);
    await metrics.reachesStep(2);
    const drawn = await metrics.inkOf('loss');
    const reached = await metrics.step();
    await metrics.reachesStep(reached + 4);
    expect(await metrics.inkOf('loss')).not.toBe(drawn);
    await metrics.reachesEpoch(2);
    await workbench.frameWith('.chart[title] canvas');
    await workbench.treeItem(/baseline.*running/).waitFor();
    await workbench.statusBarItem(/baseline: epoch/).waitFor();
    await workbench.screenshot('training-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('training-light');
    await workbench.setTheme('high-contrast');
    await workbench.screenshot('training-high-contrast');

    const before = await metrics.step();
    await workbench.reload();
    const again = await MetricsPage.in(workbench);
    await again.reachesStep(before + 4);
    await workbench.statusBarItem(/baseline: epoch/).waitFor();
    await workbench.treeItem(/baseline.*running/).waitFor();
    expect(await student.runs()).toHaveLength(1);
    await workbench.screenshot('training-after-reload');

    await workbench.runCommand('LiTS: Stop Training');
    await workbench.treeItem(/baseline.*stopped/).waitFor();
    const record = await student.runWith('that is stopped', ({ state }) => state === 'stopped');
    expect(record.progress?.step).toBeGreaterThan(before);
  });

  test('finds a type error among the problems, once, at its line', async () => {
    await student.openChapter();
    await student.write(baselineFile, (await baselineSolution()).replace('filters,', "filters: 'many',"));
    await openWorkbench();
    await workbench.openFile(baselineFile);
    await workbench.runCommand('LiTS: Train Model');
    await workbench.notification(/baseline\.ts/);
    await workbench.runCommand('Problems: Focus on Problems View');
    // Once: where the editor's own TypeScript has told it, it is not told again.
    const problems = workbench.page
      .locator('.markers-panel')
      .getByRole('treeitem')
      .filter({ hasText: /Ln 10,/ });
    await until('the error to be told once, by the editor', async () => {
      const [all, own] = [await problems.count(), await problems.filter({ hasText: /LiTS/ }).count()];
      return all === 1 && own === 0 ? true : undefined;
    });
    await workbench.screenshot('type-error');
  });

  test('is told why nothing happens in a workspace that is not trusted', async () => {
    await student.openChapter();
    await student.write(baselineFile, await baselineSolution());
    await openWorkbench('ask');
    await workbench.openViewContainer('LiTS Lab');
    await workbench.frameWith('text=until you trust the workspace');
    await workbench.openFile(baselineFile);
    expect(await workbench.paletteOffers('LiTS: Train Model')).toBe(false);
    expect(await workbench.page.getByText('no data provider').filter({ visible: true }).count()).toBe(0);
    await workbench.screenshot('untrusted');
    expect(await student.runs()).toHaveLength(0);
  });

  test('sees that a training whose process was killed has been interrupted, with what it had saved, and resumes it', async () => {
    await student.openChapter();
    await student.write(baselineFile, await baselineSolution(500));
    await openWorkbench();
    await workbench.openFile(baselineFile);
    await workbench.runCommand('LiTS: Train Model');
    const record = await student.runWith('with an epoch done', ({ best }) => best !== undefined);
    await until('the run to keep where it stands', () => student.keepsWhereItStands(record));
    if (!record.worker) throw new Error('A running run names its worker.');
    process.kill(record.worker.pid, 'SIGKILL');
    await workbench.notification(/killed|died|ended/);
    await workbench.openViewContainer('LiTS Lab');
    await until('the run to end', async () =>
      (await student.runs()).find(({ state }) => state === 'interrupted'),
    );
    await workbench.treeItem(/baseline.*best.*interrupted/).waitFor();
    await workbench.screenshot('killed-worker');

    await workbench.runCommand('LiTS: Resume Training');
    await workbench.treeItem(/baseline.*running/).waitFor();
    const step = record.progress?.step ?? 0;
    const resumed = await student.runWith('that goes on', ({ state, resumed = [], progress }) =>
      Boolean(state === 'running' && resumed.length === 1 && progress && progress.step > step),
    );
    expect(resumed.id).toBe(record.id);
    expect(await student.runs()).toHaveLength(1);
    await workbench.screenshot('resumed');
    await workbench.runCommand('LiTS: Stop Training');
    await workbench.treeItem(/baseline.*stopped/).waitFor();
    await workbench.screenshot('stopped-resumable');
  });
});
