import { afterAll, vi } from 'vitest';
import { speak } from '../../src/words';

/** Quick tests share their modules: each file leaves them as it has found them. */
afterAll(() => {
  speak('en');
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});
