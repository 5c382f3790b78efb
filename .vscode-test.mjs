import { defineConfig } from '@vscode/test-cli';
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSuite, suiteFolder } from './test/extension/build.mjs';
import { awaitedMillis } from './test/patience.mjs';

/**
 * `npm run build && npx vscode-test` runs the extension-host suite in a desktop VS Code; `npm test` runs the same one in
 * code-server.
 */
const workspaceFolder = 'artifacts/.build/desktop-workspace';
rmSync(workspaceFolder, { recursive: true, force: true });
const sample = ['--sample', '--out', workspaceFolder, '--patients', '6', '--slices', '8'];
execFileSync(process.execPath, ['dist/cli.cjs', 'prepare', ...sample], { stdio: 'inherit' });
await buildSuite();

export default defineConfig({
  // In order: what activation costs can only be measured before anything else has activated the extension.
  files: readdirSync(suiteFolder)
    .filter((name) => name.endsWith('.suite.cjs'))
    .sort()
    .map((name) => join(suiteFolder, name)),
  workspaceFolder,
  mocha: { ui: 'tdd', timeout: awaitedMillis },
});
