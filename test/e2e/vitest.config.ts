import { defineConfig } from 'vitest/config';

/** Tests of the packaged extension and of the real VS Code: one after the other, as each takes the whole machine. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/{package,extension,e2e}/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
