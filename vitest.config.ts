import { defineConfig } from 'vitest/config';
import { patienceMillis } from './test/patience.mjs';

/** Unit tests that take more than a few seconds: whole processes, long computations. All others are quick. */
const thorough = ['test/golden/**/*.test.ts', 'test/unit/check/contained.test.ts'];

/**
 * `npm run test:quick` runs `quick`, for everyday work; `npm test` runs all. Tests of the packaged extension and of VS Code have
 * a configuration of their own, `test/e2e/vitest.config.ts`.
 */
export default defineConfig({
  resolve: {
    alias: {
      'lits/check': new URL('./src/check/authoring.ts', import.meta.url).pathname,
      lits: new URL('./src/student/index.ts', import.meta.url).pathname,
    },
  },
  test: {
    testTimeout: patienceMillis,
    hookTimeout: patienceMillis,
    projects: [
      {
        extends: true,
        test: { name: 'quick', include: ['test/{unit,golden}/**/*.test.ts'], exclude: thorough },
      },
      { extends: true, test: { name: 'thorough', include: thorough } },
      { extends: true, test: { name: 'mutants', include: ['test/mutants/**/*.test.ts'] } },
    ],
  },
});
