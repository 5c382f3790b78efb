import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility';
import { leave } from './leave';
import { vsixFile } from './server';
import { baselineFile, baselineSolution, StudentFolder } from './studentFolder';
import { until } from './until';
import { themeNames, Workbench } from './workbench';

let student: StudentFolder;
let workbench: Workbench;

const runFolder = (name: string) => join(student.path, '.lits/runs', name);

/** A run of two steps. */
async function trainedRun(file: string, name: string): Promise<void> {
  const text = await baselineSolution();
  await student.write(file, text.replace("name: 'baseline'", `name: '${name}'`));
  await student.lits('train', file, '--epochs', '1', '--run-dir', runFolder(name));
}

const evaluateInTerminal = (name: string, split: string) =>
  student.lits('evaluate', runFolder(name), '--split', split);

beforeEach(async () => {
  student = await StudentFolder.create();
  await student.openChapter();
  await trainedRun(baselineFile, 'baseline');
  workbench = await Workbench.open({ folder: student.path, vsix: vsixFile });
});
afterEach((context) => leave(context, student, workbench));

/** What is said of a slice once it is known where the model looked. */
const explained = /Grad-CAM: warm where|Nothing on this slice/;

const countsOf = (view: Frame) => view.locator('[role=gridcell] b').allTextContents();

test('a student evaluates a model, walks from the matrix to its slices, moves the threshold, and exports', async () => {
  await workbench.openViewContainer('LiTS Lab');
  await workbench.treeItem(/baseline/).waitFor();
  await workbench.runCommand('LiTS: Evaluate Model', 'Test split, best epoch');
  const view = await workbench.frameWith('.confusion[role="grid"]');
  await workbench.notification(/"baseline", Test split, best epoch: accuracy/);

  await view.locator('[role=gridcell][tabindex="0"]').focus();
  await workbench.page.keyboard.press('ArrowDown');
  await workbench.page.keyboard.press('End');
  expect(await view.locator(':focus').textContent()).toMatch(/^\s*Truth liver, predicted lesion/);
  await workbench.page.keyboard.press('Enter');
  await view.locator('.gallery h3:focus').waitFor();
  expect(await view.locator('.gallery h3').textContent()).toMatch(/Truth liver, predicted lesion/);
  await workbench.page.keyboard.press('Escape');
  await view.locator('[data-row="1"][data-column="2"]:focus').waitFor();

  await view.locator('[role=gridcell]:not([data-shade="0"])').first().click();
  await view
    .getByRole('button', { name: /^Grad-CAM: / })
    .first()
    .click();
  await view.locator('.picture .cam').waitFor();

  const before = await countsOf(view);
  await view.locator('.slider input').focus();
  await workbench.page.keyboard.press('Home');
  await view.locator('[data-figure=precision-recall] .point.set').waitFor();
  const slices = before.reduce((sum, count) => sum + Number(count), 0);
  const asLesion = (await countsOf(view)).filter((_, index) => index % 3 === 2).map(Number);
  expect(asLesion.reduce((sum, count) => sum + count, 0)).toBe(slices);

  // None of these was explained before, so that there is something left to explain all of.
  await view.locator('[data-row="1"][data-column="2"]').click();
  await view.locator('.picture img').first().waitFor();
  await view
    .getByRole('button', { name: /^Grad-CAM: / })
    .first()
    .click();
  await view.locator('.slices').getByText(explained).first().waitFor();
  await view.getByRole('button', { name: 'Grad-CAM of All Shown' }).click();
  await view
    .getByRole('button', { name: /^Grad-CAM/ })
    .first()
    .waitFor({ state: 'detached' });
  await view.locator('.gallery').scrollIntoViewIfNeeded();
  await workbench.screenshot('evaluation-gallery');
  for (const theme of themeNames) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`evaluation-${theme}`);
    expect(await accessibilityFaults(view)).toEqual([]);
  }

  const page = await exported(view.getByRole('button', { name: 'Export as HTML Page' }), 'evaluation.html');
  const markup = await readFile(page, 'utf8');
  expect(markup).toContain('Confusion matrix');
  expect(markup).not.toMatch(/(src|href)="(?!data:)|url\(/);
  const read = await workbench.openInBrowser(page);
  await read.getByRole('heading', { name: 'Confusion matrix' }).waitFor();
  expect(await accessibilityFaults(read.mainFrame())).toEqual([]);

  const exportButton = (name: string) => view.getByRole('button', { name: `Export ${name}`, exact: true });
  const curves = await exported(exportButton('"Precision and recall": SVG'), 'curves.svg');
  const picture = await workbench.openInBrowser(curves);
  expect(await picture.locator('text').allTextContents()).toContain('Recall');
  const matrix = await exported(exportButton('"Confusion matrix": PNG'), 'matrix.png');
  await workbench.openInBrowser(matrix);
  const table = await exported(exportButton('"Confusion matrix": CSV'), 'matrix.csv');
  expect(await readFile(table, 'utf8')).toContain('truth,predicted,count');
});

/** Presses an export button and saves the file under a name. @returns its path */
async function exported(button: Locator, name: string): Promise<string> {
  const file = join(student.path, name);
  await workbench.quickInput.saveAs(button, file, extname(name));
  await until(`${name} to be written`, () =>
    readFile(file, 'utf8').then(
      (text) => text || undefined,
      () => undefined,
    ),
  );
  return file;
}

test('a student compares two runs, and sees what is evaluated elsewhere meanwhile', async () => {
  await workbench.openViewContainer('LiTS Lab');
  await workbench.treeItem(/baseline/).waitFor();
  await evaluateInTerminal('baseline', 'test');
  await workbench.runCommand('LiTS: Show Evaluation');
  const alone = await workbench.frameWith('.confusion[role="grid"]');
  expect(await alone.locator('select option').allTextContents()).toHaveLength(1);
  await evaluateInTerminal('baseline', 'val');
  await alone.locator('select option:nth-child(2)').waitFor({ state: 'attached' });

  await trainedRun(join(dirname(baselineFile), 'again.ts'), 'again');
  await evaluateInTerminal('again', 'test');
  await workbench.treeItem(/again/).waitFor();
  await workbench.runCommand('LiTS: Compare Evaluations', 'baseline');
  const pair = await workbench.frameWith('.confusion >> nth=1');
  expect(await pair.locator('h1').allTextContents()).toEqual(['baseline', 'again']);
  await pair.locator('figure[data-figure=difference] table').waitFor();
  for (const theme of themeNames) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`comparison-${theme}`);
    expect(await accessibilityFaults(pair)).toEqual([]);
  }
});
