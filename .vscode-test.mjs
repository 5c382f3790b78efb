import { defineConfig } from '@vscode/test-cli';
import { buildSuite } from './test/extension/build.mjs';

/** `npx vscode-test` runs the extension-host suite in a desktop VS Code; `npm test` runs the same one in code-server. */
await buildSuite();
export default defineConfig({
  files: 'artifacts/.build/extension-suite/*.suite.cjs',
  mocha: { ui: 'tdd', timeout: 60_000 },
});
