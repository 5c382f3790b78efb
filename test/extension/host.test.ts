import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, vi } from 'vitest';
import { repository } from '../e2e/server';
import { Workbench } from '../e2e/workbench';
import { buildSuite, suiteFolder } from './build.mjs';
import type { HostTestResult } from './suite/index';

/** Runs `suite/` inside the extension host of a real VS Code; each of its tests is then reported as one here. */
async function runInExtensionHost(): Promise<HostTestResult[]> {
  await buildSuite();
  const folder = await mkdtemp(join(tmpdir(), 'lits-extension-tests-'));
  const resultsFile = join(folder, 'results.json');
  const workbench = await Workbench.open({
    folder,
    env: { LITS_EXTENSION_TEST_RESULTS: resultsFile },
    development: { extensionFolder: repository, suite: join(suiteFolder, 'index.cjs') },
  });
  try {
    const read = async () => JSON.parse(await readFile(resultsFile, 'utf8')) as HostTestResult[];
    return await vi.waitFor(read, { timeout: 30_000, interval: 250 });
  } finally {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  }
}

describe('in the extension host', async () => {
  for (const { title, error } of await runInExtensionHost())
    test(title, () => {
      if (error) throw new Error(error);
    });
});
