import { describe, expect, it } from 'vitest';
import { figuresText, mostThatFit, remedyText } from '../../../src/train/program/shortage';

const GB = 1e9;
const shortage = (before: number, used: number, tried: number, limit: number) => ({
  before: before * GB,
  used: used * GB,
  tried: tried * GB,
  limit: limit * GB,
});

describe('the batch that a memory has room for', () => {
  it('is smaller by the share of what was needed that could be had', () => {
    // 32 slices need more than 16 GB beside 2 GB; 8 GB could be had.
    expect(mostThatFit(shortage(2, 12, 6, 10), 32)).toBe(16);
  });

  it('is always smaller than the one that failed', () => {
    expect(mostThatFit(shortage(1, 7.9, 0.1, 8), 4)).toBe(3);
    // Where memory lies in pieces, less was needed than could be had.
    expect(mostThatFit(shortage(1, 3, 1, 8), 4)).toBe(3);
  });

  it('is none where the rest fills the memory', () => {
    expect(mostThatFit(shortage(8, 8, 1, 8), 16)).toBe(0);
    expect(mostThatFit(shortage(9, 9, 1, 8), 16)).toBe(0);
  });

  it('is told with the figures that it was worked out from', () => {
    expect(figuresText(shortage(2, 12, 6, 10), 16)).toBe(
      'The batch needs more than 16.0 GB, beside 2.0 GB for weights and other data; the device has 10.0 GB. More than 16 slices cannot fit.',
    );
    expect(figuresText(shortage(8, 8, 1, 8), 0)).toMatch(
      /the device has 8.0 GB. Not even one slice can fit.$/,
    );
  });
});

describe('what to do about a lack of memory', () => {
  it.each([
    ['half the batch, where nothing is known', 16, undefined, 'Set batchSize to 8 or less'],
    [
      'half the batch, where more might fit: how much is needed in the end is not known',
      16,
      15,
      'to 8 or less',
    ],
    ['less, where half is known not to fit', 16, 3, 'Set batchSize to 3 or less'],
    ['a smaller layer, where no slice fits', 16, 0, 'Make that layer smaller'],
    ['a smaller layer, where the batch is one slice', 1, undefined, 'Make that layer smaller'],
    ['a smaller layer, where there is no batch', undefined, undefined, 'Make that layer smaller'],
  ])('is %s', (_what, batchSize, most, said) => {
    expect(remedyText(batchSize, most)).toContain(said);
  });
});
