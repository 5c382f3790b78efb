import { expect, it } from 'vitest';
import { measure } from '../../../src/evaluate/measure';
import { manyPredictions } from '../../bench/metrics';

// `npm run bench -- --only metrics` measures it; the bound is a generous one of processor time, for machines that are busy.
it('measures 100,000 slices with 1,000 resamples in seconds', { timeout: 120_000 }, () => {
  const table = manyPredictions(100_000, 225);
  const before = process.cpuUsage();
  const { intervals } = measure(table, { resamples: 1000 });
  const { user } = process.cpuUsage(before);
  expect(intervals?.classes[2].averagePrecision).not.toBeNull();
  expect(user / 1e6).toBeLessThan(8);
});
