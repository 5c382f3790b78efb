import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

suite('the extension host', () => {
  test('finds the extension', () => {
    assert.ok(vscode.extensions.getExtension('lits-lab.lits-lab'));
  });
});
