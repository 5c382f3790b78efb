import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/extension/kit/commandIds';
import { once, theExtension, tinyTraining, writeInWorkspace } from './fixtures';

async function problemFoundIn(uri: vscode.Uri): Promise<vscode.Diagnostic> {
  await theExtension().activate();
  await vscode.commands.executeCommand(commandIds.trainModel, uri);
  return once(vscode.languages.onDidChangeDiagnostics, () =>
    vscode.languages.getDiagnostics(uri).find(({ source }) => source?.startsWith('LiTS')),
  );
}

function lineWith(text: string, part: string): number {
  return text.split('\n').findIndex((line) => line.includes(part));
}

suite('problems of a failed run', () => {
  test('show a type error at its line', async () => {
    const text = tinyTraining.replace('units: 3', "units: 'three'");
    const problem = await problemFoundIn(await writeInWorkspace('wrongType.ts', text));
    assert.equal(problem.range.start.line, lineWith(text, "'three'"));
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
  });

  test('show an exception of the running model at its line', async () => {
    const text = tinyTraining.replace('return model;', "throw new Error('not yet written');");
    const problem = await problemFoundIn(await writeInWorkspace('throws.ts', text));
    assert.equal(problem.range.start.line, lineWith(text, 'not yet written'));
    assert.match(problem.message, /not yet written/);
  });

  test('show an import that is not allowed', async () => {
    const text = `import { readFileSync } from 'node:fs';\nvoid readFileSync;\n${tinyTraining}`;
    const problem = await problemFoundIn(await writeInWorkspace('imports.ts', text));
    assert.equal(problem.range.start.line, 0);
  });
});
