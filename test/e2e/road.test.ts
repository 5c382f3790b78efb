import { afterEach, describe, expect, test } from 'vitest';
import { datasetFolder } from '../../src/protocol/dataSet';
import { t } from '../../src/words';
import { speakCarried } from '../../src/words/bundles';
import { patienceMillis } from '../patience.mjs';
import { variants } from '../sample/variants';
import { leave } from './leave';
import { MetricsPage } from './metricsPage';
import { vsixFile } from './server';
import { baselineSolution, StudentFolder } from './studentFolder';
import { Workbench } from './workbench';

let student: StudentFolder;
let workbench: Workbench;

afterEach(async (context) => {
  speakCarried('en');
  await leave(context, student, workbench);
});

const englishWords = /\b(the|of|and|with|Truth|Predicted|liver|lesion)\b/;

/** Three trainings, and a dozen waits of other kinds. */
const wholeRoadMillis = 4 * patienceMillis;

/** As few slices as the small CNN learns more from, in one epoch, than the most frequent answer. */
const learnable = ['--patients', '24', '--slices', '20'];

/** Has data made by the command, where it is wanted, and then chooses a smaller data set that lies elsewhere, as a course's may. */
async function bringData(language: string): Promise<void> {
  const hasOther = language === 'en';
  if (hasOther) {
    await workbench.runCommand('LiTS: Prepare Sample Data');
    await workbench.answer(t('The sample data is ready in {0}.', datasetFolder), t('Look at the Data'));
    await workbench.frameWith('.thumbnail img');
  }
  await student.lits('prepare', '--sample', '--out', 'elsewhere', ...learnable);
  const folder = `${student.path}/elsewhere/${datasetFolder}`;
  const choose = 'LiTS: Choose Data Set Folder';
  await workbench.quickInput.chooseFolder(hasOther ? [choose, t('Another folder…')] : choose, folder);
  await workbench.answer(
    t('Trainings now use the data set "{0}" in {1}.', datasetFolder, `${student.path}/elsewhere`),
    t('Look at the Data'),
  );
}

async function write(file: string, text: string): Promise<void> {
  await workbench.runCommand('View: Focus First Editor Group');
  await workbench.openFile(file);
  await workbench.replaceEditorText(text);
  await workbench.page.keyboard.press('Control+S');
}

const trained = (name: string) =>
  t('"{0}" is trained: best validation accuracy {1}, in epoch {2}.', name, '', '').split(':')[0] ?? '';

describe.each(['en', 'de'])('the road in a window of language %s', (language) => {
  test(
    'leads from an empty window to all points of 3.2 that checks can give',
    async () => {
      speakCarried(language);
      student = await StudentFolder.empty();
      workbench = await Workbench.open({ vsix: vsixFile, language });
      const picture = (name: string) => workbench.screenshot(`road-${language}-${name}`);

      await workbench.openViewContainer('LiTS Lab');
      await picture('empty');
      await workbench.quickInput.chooseFolder('LiTS: Open Chapter', student.path);
      await workbench.answer(student.path, t('Open Folder'));
      await workbench.editorTab('answers.ts').waitFor();
      await workbench.treeItem(/3\.2/).waitFor();
      await picture('opened');

      await bringData(language);
      await workbench.frameWith('.thumbnail img');
      await picture('data');
      await workbench.treeItem(/Baseline/).click();
      await workbench.editorTab('baseline.ts').waitFor();
      await picture('task');

      const right = await baselineSolution(1);
      await write('3.2-regularization/baseline.ts', right.replace('64, 128]', '64, 100]'));
      await workbench.runCommand('LiTS: Check Exercise');
      await workbench.answer(t('The network is not the one of the table'), t('Show Hint'));
      await workbench.page.locator('.review-widget').first().waitFor();
      await picture('fault');

      await write('3.2-regularization/baseline.ts', right);
      await workbench.runCommand('LiTS: Show Model');
      await workbench.frameWith(`text=${t('Shapes that the task states')}`);
      await picture('model');
      await workbench.openFile('3.2-regularization/baseline.ts');
      await workbench.runCommand('LiTS: Quiz Me');
      const quiz = await workbench.frameWith('button.choice');
      await quiz.locator('button.choice').first().click();
      await quiz.locator('.explanation').waitFor();
      await picture('quiz');
      await workbench.openFile('3.2-regularization/baseline.ts');
      await workbench.runCommand('LiTS: Train Model');
      const metrics = await MetricsPage.in(workbench);
      await metrics.reachesStep(1);
      await picture('training');
      await workbench.notification(trained('baseline'));
      await workbench.runCommand('LiTS: Evaluate Model', `${t('Test split')}, ${t('best epoch')}`);
      const evaluation = await workbench.frameWith('.confusion[role="grid"]');
      if (language === 'de') expect(await evaluation.locator('body').innerText()).not.toMatch(englishWords);
      await picture('evaluation');

      await workbench.openFile('3.2-regularization/baseline.ts');
      await workbench.runCommand('LiTS: Check Exercise');
      await workbench.answer(t('{0}: all {1} checks pass.', 'Baseline', 4), t('Next Task'));
      for (const task of ['l2', 'dropout'] as const) {
        const file = `${task}.ts`;
        await workbench.answer(file, t('Create {0} from {1}', file, 'baseline.ts'));
        await workbench.editorTab(file).waitFor();
        await write(`3.2-regularization/${file}`, variants[task](right));
        await workbench.runCommand('LiTS: Train Model');
        await workbench.notification(trained(task));
        await workbench.openFile(`3.2-regularization/${file}`);
        await workbench.runCommand('LiTS: Check Exercise');
        await picture(`${task}-checking`);
        if (task === 'l2') await workbench.answer(t('{0} points', 0.25), t('Next Task'));
      }
      await workbench.notification(t('{0}, {1} more from your tutor.', t('{0} points', 0.75), 0.75));
      await picture('all-points');
      expect((await student.runs()).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    },
    wholeRoadMillis,
  );
});
