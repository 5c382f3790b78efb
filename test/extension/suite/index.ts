/**
 * What the extension host calls to run the suite: Mocha over the bundled tests beside this file. The outcome is written
 * to the file that `LITS_EXTENSION_TEST_RESULTS` names, because a host inside code-server has no console to read.
 */
import Mocha from 'mocha';
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awaitedMillis } from '../../patience.mjs';

export interface HostTestResult {
  title: string;
  /** Absent when the test passed. */
  error?: string;
}

export function run(): Promise<void> {
  const resultsFile = process.env.LITS_EXTENSION_TEST_RESULTS;
  if (!resultsFile) throw new Error('LITS_EXTENSION_TEST_RESULTS must name the file for the results.');
  const mocha = new Mocha({ ui: 'tdd', timeout: awaitedMillis });
  for (const name of readdirSync(__dirname))
    if (name.endsWith('.suite.cjs')) mocha.addFile(join(__dirname, name));
  const results: HostTestResult[] = [];
  return new Promise((resolve) => {
    mocha
      .run(() => {
        writeFileSync(`${resultsFile}.partial`, JSON.stringify(results));
        renameSync(`${resultsFile}.partial`, resultsFile);
        resolve();
      })
      .on('pass', (test) => results.push({ title: test.fullTitle() }))
      .on('fail', (test, error: Error) =>
        results.push({ title: test.fullTitle(), error: error.stack ?? error.message }),
      );
  });
}
