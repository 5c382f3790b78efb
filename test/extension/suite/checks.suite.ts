import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/extension/kit/commandIds';
import { applyCopyPlan, planCopy } from '../../../src/extension/course/copyPlan';
import { typingsOf } from '../../../src/extension/course/course';
import { loadCatalog } from '../../../src/protocol/catalog';
import { checkReportSchema } from '../../../src/protocol/checkReport';
import { once, theExtension, tinyTraining, workspaceFolder, writeInWorkspace } from './fixtures';

suite('checking an exercise', () => {
  let file: vscode.Uri;
  const chapterFolder = () => join(workspaceFolder(), 'chapter');

  suiteSetup(async () => {
    const { extensionPath } = theExtension();
    const [chapter] = await loadCatalog(join(extensionPath, 'exercises'));
    assert.ok(chapter);
    await applyCopyPlan(await planCopy(chapter, typingsOf(extensionPath), chapterFolder()), {
      replace: false,
    });
    file = await writeInWorkspace('chapter/3.2-regularization/baseline.ts', tinyTraining);
    await theExtension().activate();
  });

  suiteTeardown(() => rm(chapterFolder(), { recursive: true }));

  test('shows findings at their lines and keeps the report', async () => {
    // The command ends once its message has been answered, which nobody does here.
    void vscode.commands.executeCommand(commandIds.checkExercise, file);
    const problem = await once(vscode.languages.onDidChangeDiagnostics, () =>
      vscode.languages.getDiagnostics(file).find(({ source }) => source === 'LiTS (check)'),
    );
    assert.match(problem.message, /8,486,787 parameters/);
    assert.equal(problem.range.start.line, 3);

    const text = await readFile(join(chapterFolder(), '.lits/checks/3.2.json'), 'utf8');
    const report = checkReportSchema.parse(JSON.parse(text));
    assert.equal(report.items.find(({ id }) => id === 'baseline')?.status, 'fail');
  });
});
