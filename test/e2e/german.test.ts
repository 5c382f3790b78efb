import { afterEach, expect, test } from 'vitest';
import { leave } from './leave';
import { MetricsPage } from './metricsPage';
import { vsixFile } from './server';
import { baselineFile, baselineSolution, StudentFolder } from './studentFolder';
import { Workbench } from './workbench';

let student: StudentFolder;
let workbench: Workbench;

afterEach((context) => leave(context, student, workbench));

test('a student in a German window reads German: tree, findings, failures, curves, evaluation', async () => {
  student = await StudentFolder.create();
  await student.openChapter();
  await student.write(baselineFile, (await baselineSolution(1)).replace('filters,', "filters: 'many',"));
  workbench = await Workbench.open({ folder: student.path, vsix: vsixFile, language: 'de' });
  await workbench.openViewContainer('LiTS Lab');
  await workbench.treeItem(/3\.2 Regularisierung/).waitFor();
  await workbench.openFile(baselineFile);

  await workbench.runCommand('LiTS: Train Model');
  await workbench.notification(/passt nicht|Typ|prüf/i);
  await workbench.screenshot('german-type-error');

  await student.write(baselineFile, await baselineSolution(1));
  await workbench.runCommand('LiTS: Train Model');
  const metrics = await MetricsPage.in(workbench);
  await metrics.reachesStep(2);
  await workbench.notification(/ist trainiert/);
  await workbench.frameWith('text=Genauigkeit');
  await workbench.screenshot('german-training-dark');
  await workbench.setTheme('light');
  await workbench.screenshot('german-training-light');

  await workbench.runCommand('LiTS: Check Exercise');
  await workbench.notification(/Prüfungen sind bestanden/);
  await workbench.runCommand('Problems: Focus on Problems View');
  await workbench.screenshot('german-findings');

  await student.lits('evaluate', (await student.runs())[0]?.id ?? '');
  await workbench.runCommand('LiTS: Show Evaluation');
  const evaluation = await workbench.frameWith('h2:has-text("Konfusionsmatrix")');
  await workbench.screenshot('german-evaluation');
  expect(await evaluation.locator('body').innerText()).not.toMatch(
    /\b(the|of|and|with|Truth|Predicted|liver|lesion)\b/,
  );
});
