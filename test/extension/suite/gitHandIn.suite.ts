import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { handIn } from '../../../src/extension/submission/gitHandIn';
import { gitRepositoryOf } from '../../../src/extension/submission/gitRepository';

suite('a hand-in with the Git of VS Code', () => {
  let root: string;
  let clone: string;
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: clone, encoding: 'utf8', stdio: 'pipe' });

  /** Other tests of VS Code are without it. */
  async function turnGitOn(): Promise<void> {
    const extension = vscode.extensions.getExtension<{
      enabled: boolean;
      onDidChangeEnablement: vscode.Event<boolean>;
    }>('vscode.git');
    assert.ok(extension);
    const git = await extension.activate();
    const enabled = new Promise((resolve) => git.onDidChangeEnablement(resolve));
    await vscode.workspace.getConfiguration('git').update('enabled', true, vscode.ConfigurationTarget.Global);
    if (!git.enabled) await enabled;
  }

  suiteSetup(() => {
    root = mkdtempSync(join(tmpdir(), 'lits-git-'));
    clone = join(root, 'work');
    execFileSync('git', ['init', '--quiet', '--bare', join(root, 'server.git')]);
    execFileSync('git', ['clone', '--quiet', join(root, 'server.git'), clone], { stdio: 'pipe' });
    for (const [name, value] of [
      ['user.name', 'Ada'],
      ['user.email', 'ada@example.org'],
    ] as const)
      git('config', name, value);
    git('checkout', '--quiet', '-b', 'main');
    for (const name of ['model.ts', 'private.txt']) writeFileSync(join(clone, name), name);
  });
  suiteTeardown(async () => {
    await vscode.workspace
      .getConfiguration('git')
      .update('enabled', false, vscode.ConfigurationTarget.Global);
    rmSync(root, { recursive: true, force: true });
  });

  test('arrives at the server with the files that were named, and no others', async () => {
    await turnGitOn();
    const repository = await gitRepositoryOf(clone);
    const given = { work: [join(clone, 'model.ts')], records: [], message: 'Hand in' };
    const first = await handIn(repository, given);
    const again = await handIn(repository, given);
    assert.deepEqual([first.isNew, again.isNew], [true, false]);
    assert.equal(git('ls-tree', '--name-only', 'origin/main').trim(), 'model.ts');
  });
});
