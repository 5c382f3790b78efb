import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import * as z from 'zod';
import { commandIds } from '../../../src/extension/kit/commandIds';
import { theExtension } from './fixtures';

const manifestSchema = z.object({
  contributes: z.object({ commands: z.array(z.object({ command: z.string() })) }),
});

function contributedCommands(): string[] {
  const manifest = manifestSchema.parse(theExtension().packageJSON);
  return manifest.contributes.commands.map(({ command }) => command).sort();
}

suite('commands', () => {
  test('of package.json are those of the command table', () => {
    assert.deepEqual(contributedCommands(), Object.values(commandIds).sort());
  });

  test('of package.json are all registered', async () => {
    await theExtension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributedCommands().filter((command) => !registered.has(command)),
      [],
    );
  });
});
