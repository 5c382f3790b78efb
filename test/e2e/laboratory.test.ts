import { afterEach, beforeEach, expect, test } from 'vitest';
import { savedViewsSchema } from '../../src/protocol/augmentation';
import { accessibilityFaults } from './accessibility';
import { leave } from './leave';
import { vsixFile } from './server';
import { StudentFolder } from './studentFolder';
import { until } from './until';
import { themeNames, Workbench } from './workbench';

const pipelineFile = '3.1-data-augmentation/pipeline.ts';
const evidenceFile = '3.1-data-augmentation/evidence.json';

let student: StudentFolder;
let workbench: Workbench;

beforeEach(async () => {
  student = await StudentFolder.create();
  await student.openChapter();
  workbench = await Workbench.open({ folder: student.path, vsix: vsixFile });
});
afterEach((context) => leave(context, student, workbench));

test('a student builds a pipeline by looking, puts it into the file, and saves the view as evidence', async () => {
  await workbench.openFile(pipelineFile);
  await workbench.runCommand('LiTS: Preview Augmentations');
  const laboratory = await workbench.frameWith('.sample canvas');
  for (const transform of ['RandomRotation', 'ColorJitter']) {
    await laboratory.getByLabel('Add a transform…').selectOption(transform);
    await laboratory.getByRole('button', { name: 'Add', exact: true }).click();
  }
  await laboratory.locator('[data-transform=ColorJitter] input[type=number]').first().fill('0.3');
  await workbench.page.keyboard.press('Tab');
  await laboratory.getByText(/ColorJitter multiplies by up to/).waitFor();
  for (const theme of themeNames) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`laboratory-${theme}`);
    expect(await accessibilityFaults(laboratory)).toEqual([]);
  }

  await laboratory.getByRole('button', { name: 'Save View as Evidence' }).click();
  await laboratory.getByText(/Saved as ".*" in evidence\.json/).waitFor();
  const views = savedViewsSchema.parse(JSON.parse(await student.read(evidenceFile)));
  expect(Object.values(views).map(({ pipeline }) => pipeline.map(({ name }) => name))).toEqual([
    ['RandomRotation', 'ColorJitter'],
  ]);

  await laboratory.getByRole('button', { name: 'Insert into File' }).click();
  await workbench.page.locator('.view-lines', { hasText: 'new RandomRotation' }).waitFor();
  await workbench.page.keyboard.press('Control+S');
  const saved = await until('the file to be saved', async () => {
    const text = await student.read(pipelineFile);
    return text.includes('RandomRotation') ? text : undefined;
  });
  expect(saved).toMatch(/import \{[^}]*ColorJitter[^}]*\} from 'lits'/);
  await laboratory.getByRole('button', { name: 'Read it again' }).click();
  expect(await laboratory.locator('.transform').count()).toBe(2);
});
