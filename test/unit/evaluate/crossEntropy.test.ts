import { describe, expect, it } from 'vitest';
import { crossEntropyOfLogits, softmax } from '../../../src/evaluate/crossEntropy';
import { measure } from '../../../src/evaluate/measure';
import { tableOf } from '../../../src/evaluate/predictions';

describe('the cross-entropy of logits', () => {
  it.each([0, 1, -50, 1e30, -1e30, 3e38])('is ln 3 for three equal logits of %d', (logit) => {
    expect(crossEntropyOfLogits([logit, logit, logit], 1)).toBe(Math.log(3));
    expect(softmax([logit, logit, logit])).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  it('is the distance to the largest logit where that one is far above', () => {
    expect(crossEntropyOfLogits([1000, 0, 0], 1)).toBe(1000);
    expect(crossEntropyOfLogits([1e30, 0, 0], 0)).toBe(0);
  });

  it.each([NaN, Infinity])('is no number where a logit is %d', (logit) => {
    expect(crossEntropyOfLogits([logit, 0, 0], 1)).toBeNaN();
  });
});

describe('the log loss of an evaluation', () => {
  const prediction = { label: 1, probabilities: [1, 0, 0], patient: 'a' };

  it('is the mean of the cross-entropies of the logits', () => {
    const table = tableOf([{ ...prediction, crossEntropy: 1000 }], 3);
    expect(measure(table).figures.logLoss).toBe(1000);
  });

  it('is that of the probabilities, as in scikit-learn, where an earlier version has kept no more', () => {
    expect(measure(tableOf([prediction], 3)).figures.logLoss).toBeCloseTo(-Math.log(Number.EPSILON), 6);
  });
});
