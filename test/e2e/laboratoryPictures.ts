/** See `laboratoryPictures.mjs`. */
import { join } from 'node:path';
import { repository, vsixFile } from './server';
import { StudentFolder } from './studentFolder';
import { Workbench } from './workbench';

const figures = join(repository, 'exercises/chapter3/3.1-data-augmentation/figures');

interface View {
  /** Of the file. */
  name: string;
  transform: string;
  /** Numbers to set, by parameter. */
  parameters: Readonly<Record<string, number>>;
}

const views: readonly View[] = [
  { name: 'contrast', transform: 'ColorJitter', parameters: { contrast: 0.8 } },
  { name: 'upside-down', transform: 'RandomVerticalFlip', parameters: { p: 0.5 } },
  { name: 'covered', transform: 'RandomErasing', parameters: { p: 1 } },
];

const student = await StudentFolder.create();
await student.openChapter();
const workbench = await Workbench.open({ folder: student.path, vsix: vsixFile });
try {
  await workbench.setTheme('light');
  await workbench.runCommand('LiTS: Preview Augmentations');
  const laboratory = await workbench.frameWith('.sample canvas');
  for (const { name, transform, parameters } of views) {
    await laboratory.getByLabel('Add a transform…').selectOption(transform);
    await laboratory.getByRole('button', { name: 'Add', exact: true }).click();
    for (const [parameter, value] of Object.entries(parameters)) {
      const control = laboratory
        .locator('.parameter')
        .filter({ has: laboratory.locator('.name', { hasText: new RegExp(`^${parameter}\\s*$`) }) });
      await control.locator('input[type=number]').fill(String(value));
      await control.locator('input[type=number]').press('Tab');
    }
    await laboratory.locator('.words li').first().waitFor();
    const file = join(figures, `${name}.png`);
    await laboratory.locator('.pictures').screenshot({ path: file });
    console.log(file);
    await laboratory.getByRole('button', { name: `Remove ${transform}` }).click();
  }
} catch (error) {
  await workbench.keepPicture('failed-pictures');
  throw error;
} finally {
  await workbench.close();
  await student.remove();
}
