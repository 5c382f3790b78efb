import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: {
      'lits/check': new URL('./src/check/authoring.ts', import.meta.url).pathname,
      lits: new URL('./src/student/index.ts', import.meta.url).pathname,
    },
  },
  test: { include: ['test/unit/**/*.test.ts', 'test/golden/**/*.test.ts'], testTimeout: 20_000 },
});
