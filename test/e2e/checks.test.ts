import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leave } from './leave';
import { repository, vsixFile } from './server';
import { baselineFile, baselineSolution, StudentFolder } from './studentFolder';
import { Workbench } from './workbench';

let student: StudentFolder;
let workbench: Workbench;

beforeEach(async () => {
  student = await StudentFolder.create();
  await student.openChapter();
});
afterEach((context) => leave(context, student, workbench));

const hintsShown = async () => {
  const { shown } = JSON.parse(await student.read('.lits/checks/hints.json')) as { shown: unknown[] };
  return shown.length;
};

test('a student finds a fault by the checks, takes hints, mends it while checks run on save, and goes on', async () => {
  const right = await baselineSolution();
  await student.write(baselineFile, right.replace('[16, 32, 64, 128]', '[16, 32, 64, 100]'));
  workbench = await Workbench.open({ folder: student.path, vsix: vsixFile });
  await workbench.openFile(baselineFile);
  await workbench.runCommand('LiTS: Check Exercise');
  const told =
    /3\.2 Regularization: 0 of \d+ checks pass\. Baseline: The network is not the one of the table\./;
  await workbench.notification(told);
  await workbench.runCommand('Problems: Focus on Problems View');
  await workbench.problem(/LiTS \(check\)/).waitFor();
  await workbench.openViewContainer('LiTS Lab');
  await workbench.treeItem(/Baseline.*0 of 4 checks/).waitFor();
  await workbench.screenshot('checked-dark');

  await workbench.answer(told, 'Show Hint');
  const hints = workbench.page.locator('.review-widget');
  await hints.getByText('Hint 1 of 2').waitFor();
  await workbench.screenshot('hint-dark');
  await hints.getByRole('link', { name: 'Next Hint' }).click();
  await hints.getByText('Hint 2 of 2').waitFor();
  await hints.getByText('Hint 1 of 2').waitFor();
  expect(await hintsShown()).toBe(2);

  await workbench.openFile(baselineFile);
  await workbench.runCommand('Test: Peek Output');
  await workbench.page.locator('.test-output-peek .monaco-diff-editor').waitFor();
  await workbench.screenshot('expected-and-found');
  await workbench.page.keyboard.press('Escape');

  await workbench.openViewContainer('Testing');
  await workbench.treeItem(/Baseline.*Failed/).waitFor();
  await workbench.runCommand('Test: Start Continuous Run');
  await workbench.openFile(baselineFile);
  await workbench.replaceEditorText(right);
  await workbench.page.keyboard.press('Control+S');
  await workbench.treeItem(/The network is the one of the table.*Passed/).waitFor();
  await workbench.runCommand('Test: Stop Continuous Run');

  await student.lits('train', baselineFile, '--epochs', '1', '--run-dir', '.lits/runs/mine');
  await workbench.runCommand('Test: Rerun Failed Tests');
  await workbench.treeItem(/A run of this code has come to its end.*Passed/).waitFor();
  await workbench.setTheme('light');
  await workbench.screenshot('mended-light');
  await workbench.runCommand('LiTS: Next Exercise');
  await workbench.editorTab('Preview README.md').waitFor();
  await workbench.answer(/"L2 penalty" has no file yet/, 'Create l2.ts from baseline.ts');
  await workbench.editorTab('l2.ts').waitFor();
  await workbench.screenshot('next-task-light');
  expect(await student.read('3.2-regularization/l2.ts')).toBe(right);

  await workbench.openFile(baselineFile);
  await workbench.runCommand('LiTS: Reset Exercise…');
  await workbench.dialogButton('Reset').click();
  await workbench.notification(/as it was in the beginning/);
  const starter = join(repository, 'exercises/chapter3/3.2-regularization/starter/baseline.ts');
  expect(await student.read(baselineFile)).toBe(await readFile(starter, 'utf8'));
  const [backup] = await readdir(join(student.path, '.lits/replaced'), { recursive: true }).then((files) =>
    files.filter((file) => file.endsWith('baseline.ts')),
  );
  expect(await student.read(join('.lits/replaced', backup))).toBe(right);
  await workbench.openViewContainer('LiTS Lab');
  await workbench.treeItem(/Baseline.*trained/).waitFor();
  await workbench.treeItem(/baseline.* best .*done/).waitFor();
});
