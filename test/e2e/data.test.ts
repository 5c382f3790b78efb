import { afterEach, beforeEach, expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility';
import { leave } from './leave';
import { vsixFile } from './server';
import { StudentFolder } from './studentFolder';
import { Workbench } from './workbench';

let student: StudentFolder;
let workbench: Workbench;

beforeEach(async () => {
  student = await StudentFolder.create();
  await student.openChapter();
  workbench = await Workbench.open({ folder: student.path, vsix: vsixFile });
});
afterEach((context) => leave(context, student, workbench));

test('a student looks through a volume; the laboratory, which hides the browser, leads back to its slice', async () => {
  await workbench.runCommand('LiTS: Browse Data');
  const browser = await workbench.frameWith('.thumbnail img');
  expect(await accessibilityFaults(browser)).toEqual([]);
  await browser.locator('canvas').focus();
  await workbench.page.keyboard.press('End');
  await browser.locator('.which', { hasText: 'Slice 7, 8 of 8' }).waitFor();
  await browser.locator('canvas[aria-busy=false]').waitFor();

  await workbench.runCommand('LiTS: Preview Augmentations');
  const laboratory = await workbench.frameWith('.sample canvas');
  await laboratory.getByRole('button', { name: 'Show in Volume' }).click();
  const shown = await workbench.frameWith('.thumbnail img');
  await shown.locator('.which', { hasText: /^\s*Slice \d+, \d+ of \d+: lesion\s*$/ }).waitFor();
  await shown.locator('canvas[aria-busy=false]').waitFor();
});
