import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { niftiBytes } from '../unit/data/volumes/niftiBytes';
import { leave } from './leave';
import { vsixFile } from './server';
import { StudentFolder } from './studentFolder';
import { Workbench } from './workbench';

let student: StudentFolder;
let workbench: Workbench;

afterEach((context) => leave(context, student, workbench));

/** Enough to be at work for some seconds. */
const count = 8;
const shape = [200, 200, 60];

async function writeVolumes(folder: string): Promise<void> {
  await mkdir(folder);
  const image = niftiBytes({ shape, value: (i, j, k) => -100 + ((i + 2 * j + 3 * k) % 200) });
  const labels = niftiBytes({ shape, value: (i, j, k) => (i < 90 && j < 90 && k > 20 ? 1 : 0) });
  for (let number = 0; number < count; number++) {
    await writeFile(join(folder, `volume-${number}.nii`), image);
    await writeFile(join(folder, `segmentation-${number}.nii`), labels);
  }
}

test('a student prepares volumes, reloads the window meanwhile, and has the data set in the end', async () => {
  student = await StudentFolder.empty();
  await student.openChapter();
  const volumes = join(student.path, 'volumes');
  await writeVolumes(volumes);
  workbench = await Workbench.open({ folder: student.path, vsix: vsixFile });
  await workbench.quickInput.chooseFolder('LiTS: Prepare from Volumes', volumes, 'The open folder');
  const notices = workbench.page.locator('.notification-list-item');
  await notices
    .filter({ hasText: /Preparing volumes.*of 8/ })
    .first()
    .waitFor();
  await workbench.screenshot('volumes-preparing');
  await workbench.reload();

  const ended = notices.filter({ hasText: 'Trainings now use the data set' });
  // The worker may be done by then, or still at work: then there is nothing to ask.
  const question = notices.filter({ hasText: 'Those that were done are kept' });
  await ended.or(question).first().waitFor();
  await workbench.screenshot('volumes-after-reload');
  if (await question.isVisible()) await workbench.answer('Those that were done are kept', 'Go On');
  await workbench.answer('Trainings now use the data set', 'Check the Data');
  await workbench.editorTab('Preview data-check.md').waitFor();
  await workbench.frameWith('h1');
  await workbench.screenshot('volumes-checked');
  expect(await student.read('Clean_LiTS/train_classes.csv')).toContain('volume-0_59.png');
});
