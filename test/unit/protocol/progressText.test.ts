import { expect, it } from 'vitest';
import { deviceMemoryText } from '../../../src/protocol/progressText';
import type { EpochLine } from '../../../src/protocol/run';

const line = (memory: Partial<EpochLine>): EpochLine => ({
  kind: 'epoch',
  step: 1,
  epoch: 1,
  loss: 1,
  accuracy: 0.5,
  valLoss: 1,
  valAccuracy: 0.5,
  seconds: 1,
  ...memory,
});

it.each([
  ['in use and peak', { deviceMemoryBytes: 1.24e9, devicePeakBytes: 3.4e9 }, '1.2 GB, peak 3.4 GB'],
  ['in use alone', { deviceMemoryBytes: 268e6 }, '268 MB'],
  ['the peak alone', { devicePeakBytes: 268e6 }, 'peak 268 MB'],
  ['nothing', {}, undefined],
])('the memory of a device that tells %s', (_what, memory, text) => {
  expect(deviceMemoryText(line(memory))).toBe(text);
});

it('the memory of a device before the first validation is not known', () => {
  expect(deviceMemoryText(undefined)).toBeUndefined();
});
