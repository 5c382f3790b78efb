import { describe, expect, it } from 'vitest';
import { measure } from '../../../src/evaluate/measure';
import { predictedClasses, predictionTable } from '../../../src/evaluate/predictions';

describe('metrics', () => {
  it('tolerate the rounding of a single-precision softmax', () => {
    expect(measure(predictionTable([0], [[1.0000001, 0, 0]], 3)).figures.logLoss).toBeCloseTo(0, 9);
  });

  it.each([
    ['no predictions', [], [], 'no predictions'],
    ['more labels than predictions', [0, 1], [[1, 0, 0]], '2 labels do not match 1'],
    ['a label out of range', [3], [[1, 0, 0]], 'Label 3'],
    ['two probabilities for three classes', [0], [[1, 0]], '2 probabilities for 3 classes'],
    ['NaN', [0], [[NaN, 0, 0]], 'not a set of probabilities'],
    ['values that do not sum to 1', [0], [[0.5, 0.1, 0.1]], 'not a set of probabilities'],
    ['logits', [0], [[4, -1, -3]], 'not a set of probabilities'],
  ])('refuse %s', (_, labels, probabilities, message) => {
    expect(() => predictionTable(labels, probabilities, 3)).toThrow(message);
  });
});

describe('the predicted class', () => {
  const table = predictionTable(
    [0, 1, 2],
    [
      [0.5, 0.2, 0.3],
      [0.4, 0.4, 0.2],
      [0.1, 0.2, 0.7],
    ],
    3,
  );

  it('is the most probable one, the first of equals', () => {
    expect([...predictedClasses(table)]).toEqual([0, 0, 2]);
  });

  it('is the one of the operating point as soon as it reaches the threshold', () => {
    expect([...predictedClasses(table, { class: 2, threshold: 0.3 })]).toEqual([2, 0, 2]);
  });

  it('is the most probable of the others where the threshold is not reached', () => {
    expect([...predictedClasses(table, { class: 2, threshold: 0.9 })]).toEqual([0, 0, 1]);
  });
});
