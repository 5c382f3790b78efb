import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/extension/kit/commandIds';
import { theExtension, tinyTraining, writeInWorkspace } from './fixtures';

async function lensesOf(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  await theExtension().activate();
  await vscode.workspace.openTextDocument(uri);
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    100,
  );
  const ours: string[] = Object.values(commandIds);
  return lenses.filter(({ command }) => command && ours.includes(command.command));
}

suite('CodeLens', () => {
  test('offers to train above defineTraining', async () => {
    const uri = await writeInWorkspace('lens.ts', tinyTraining);
    const lenses = await lensesOf(uri);
    const line = tinyTraining.split('\n').findIndex((text) => text.includes('defineTraining({'));
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.command]),
      [[line, commandIds.trainModel]],
    );
  });

  test('is silent in a file that trains nothing', async () => {
    const uri = await writeInWorkspace('noLens.ts', 'export const defineTrainings = 1;\n');
    assert.deepEqual(await lensesOf(uri), []);
  });
});
