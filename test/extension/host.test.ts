import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { repository } from '../e2e/server';
import { StudentFolder } from '../e2e/studentFolder';
import { until } from '../e2e/until';
import { Workbench } from '../e2e/workbench';
import { patienceMillis } from '../patience.mjs';
import { buildSuite, suiteFolder } from './build.mjs';
import type { HostTestResult } from './suite/index';

/** Runs `suite/` inside the extension host of a real VS Code; each of its tests is then reported as one here. */
async function runInExtensionHost(): Promise<HostTestResult[]> {
  await buildSuite();
  const student = await StudentFolder.create();
  const resultsFile = join(student.path, 'results.json');
  const workbench = await Workbench.open({
    folder: student.path,
    env: { LITS_EXTENSION_TEST_RESULTS: resultsFile },
    development: {
      extensionFolders: [repository, join(import.meta.dirname, 'pythonExtension')],
      suite: join(suiteFolder, 'index.cjs'),
    },
  });
  try {
    return await until('the results of the suite', () => readResults(resultsFile), patienceMillis);
  } catch (error) {
    await workbench.keepPicture('failed-extension-host');
    throw error;
  } finally {
    await workbench.close();
    await student.remove();
  }
}

async function readResults(file: string): Promise<HostTestResult[] | undefined> {
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as HostTestResult[]) : undefined;
}

describe('in the extension host', async () => {
  for (const { title, error } of await runInExtensionHost())
    test(title, () => {
      if (error) throw new Error(error);
    });
});
