import { tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';
import { patienceMillis } from '../patience.mjs';

/** Tests of the packaged extension and of the real VS Code: one after the other, as each takes the whole machine. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/{package,extension,e2e}/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: patienceMillis,
    hookTimeout: patienceMillis,
    // A real window has faults of its own. A test that passed in its second window only is marked so in what is printed.
    retry: 1,
    // The list of known data sets is the user's, not the tests'.
    env: { XDG_DATA_HOME: `${tmpdir()}/lits-tests-${process.pid}` },
  },
});
