/** See `reactions.mjs`. */
import { parseArgs } from 'node:util';
import { median } from '../bench/statistics';
import { MetricsPage } from './metricsPage';
import { vsixFile } from './server';
import { baselineFile, baselineSolution, StudentFolder } from './studentFolder';
import { Workbench } from './workbench';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(values.rounds);

const student = await StudentFolder.empty();
let workbench: Workbench | undefined;
const measured = new Map<string, number[]>();

/** Keeps the seconds from the end of an action, such as the click on a command in the palette, to what it is to show. */
async function time(
  what: string,
  action: () => Promise<unknown>,
  shown: () => Promise<unknown>,
): Promise<void> {
  await action();
  const start = performance.now();
  await shown();
  const seconds = (performance.now() - start) / 1000;
  measured.set(what, [...(measured.get(what) ?? []), seconds]);
  console.error(`${what}: ${seconds.toFixed(2)} s`);
}

async function round(window: Workbench): Promise<void> {
  const { page } = window;
  const command =
    (title: string, ...choices: string[]) =>
    () =>
      window.runCommand(title, ...choices);
  await window.runCommand('View: Close All Editors');

  const task = window.treeItem(/Baseline/);
  await time(
    'task in the tree: its file',
    () => task.click(),
    () => window.editorTab('baseline.ts').waitFor(),
  );
  await window.frameWith('text=What overfitting is');
  await window.runCommand('View: Focus First Editor Group');
  await time('Show Model: the table', command('LiTS: Show Model'), () =>
    window.frameWith('text=Receptive field'),
  );
  await window.openFile(baselineFile);
  await time('Train Model: the first step', command('LiTS: Train Model'), async () => {
    const frame = await window.frameWith('.chart[role="application"] canvas');
    await frame.locator('.chart[data-metric="loss"] .overlay').waitFor({ state: 'detached' });
  });
  const before = await (await MetricsPage.in(window)).step();
  await time('Reload Window: the window is there again', command('Developer: Reload Window'), async () => {
    await page.waitForEvent('load');
    await window.ready();
  });
  await time(
    'the window is there again: the live curve goes on',
    () => Promise.resolve(),
    async () => (await MetricsPage.in(window)).reachesStep(before + 1),
  );
  await window.notification(/"baseline" is trained/);
  await window.runCommand('Notifications: Clear All Notifications');
  const run = window.treeItem(/baseline.* best /);
  await run.waitFor();
  await window.runCommand('View: Close All Editors');
  await time(
    'run in the tree: its Metrics panel',
    () => run.click(),
    () =>
      window.page
        .getByRole('tab', { name: /Metrics/ })
        .first()
        .waitFor(),
  );
  await window.openFile(baselineFile);
  await time('Check Exercise: the result', command('LiTS: Check Exercise'), () =>
    window.page
      .locator('.notification-list-item')
      .filter({ hasText: /checks? pass/ })
      .first()
      .waitFor(),
  );
  await window.runCommand('Notifications: Clear All Notifications');
  await time(
    'Evaluate Model: the matrix of 216 slices',
    command('LiTS: Evaluate Model', 'baseline', 'Test split, best epoch'),
    () => window.frameWith('.confusion[role="grid"]'),
  );
  await window.runCommand('Notifications: Clear All Notifications');
}

try {
  await student.lits('prepare', '--sample', '--out', '.');
  await student.openChapter();
  await student.write(baselineFile, await baselineSolution(1));
  // Packs the data, which the first training does.
  await student.lits('train', baselineFile, '--epochs', '1', '--run-dir', '.lits/runs/first');
  workbench = await Workbench.open({ folder: student.path, vsix: vsixFile });
  await workbench.openViewContainer('LiTS Lab');
  await workbench.treeItem(/Baseline/).waitFor();
  for (let index = 0; index < rounds; index++) await round(workbench);
  console.log(`| from a click to | median of ${rounds} | all |\n| --- | --- | --- |`);
  for (const [what, seconds] of measured)
    console.log(
      `| ${what} | ${median(seconds).toFixed(2)} s | ${seconds.map((one) => one.toFixed(2)).join(', ')} |`,
    );
} catch (error) {
  await workbench?.keepPicture('reactions-failed');
  throw error;
} finally {
  await workbench?.close();
  await student.remove();
}
