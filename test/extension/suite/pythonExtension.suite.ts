import assert from 'node:assert/strict';
import { suite, suiteSetup, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { chosenEnvironment, wakePythonExtension } from '../../../src/extension/kit/pythonExtension';

const choose = (environment?: unknown) =>
  vscode.commands.executeCommand('pythonExtension.choose', environment);

suite('the Python extension', () => {
  suiteSetup(async () => {
    assert.equal(chosenEnvironment(), undefined, 'It was asked before it ran.');
    await wakePythonExtension();
  });
  teardown(() => choose());

  test('says which Python is chosen', async () => {
    await choose({ id: '/home/student/venv/bin/python', path: '/home/student/venv/bin/python' });
    assert.equal(chosenEnvironment(), '/home/student/venv/bin/python');
  });

  test('that says nothing, or something of another kind, names no Python', async () => {
    for (const environment of [undefined, null, {}, { path: '' }, { path: 3 }, '/usr/bin/python3']) {
      await choose(environment);
      assert.equal(chosenEnvironment(), undefined);
    }
  });
});
