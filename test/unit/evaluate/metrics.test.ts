import { describe, expect, it } from 'vitest';
import { classNames } from '../../../src/course/classes';
import { evaluatePredictions } from '../../../src/evaluate/metrics';
import golden from '../../golden/metrics.json';

describe('metrics against scikit-learn', () => {
  it.each(golden.cases)('$name', ({ labels, probabilities, expected }) => {
    const metrics = evaluatePredictions(labels, probabilities, classNames);
    expect(metrics.confusion).toEqual(expected.confusion);
    expect(metrics.loss).toBeCloseTo(expected.loss, 9);
    expect(metrics.accuracy).toBeCloseTo(expected.accuracy, 9);
    expect(metrics.balancedAccuracy).toBeCloseTo(expected.balancedAccuracy, 9);
    metrics.perClass.forEach(({ precision, recall, f1, support }, index) => {
      expect(precision).toBeCloseTo(expected.precision[index], 9);
      expect(recall).toBeCloseTo(expected.recall[index], 9);
      expect(f1).toBeCloseTo(expected.f1[index], 9);
      expect(support).toBe(expected.support[index]);
    });
  });
});

describe('metrics', () => {
  it('compares with always answering the most frequent class', () => {
    const row = [1 / 3, 1 / 3, 1 / 3];
    expect(evaluatePredictions([0, 1, 1, 2], [row, row, row, row], classNames).majorityBaseline).toBe(0.5);
  });

  it('names the classes and counts the slices', () => {
    const { perClass, slices } = evaluatePredictions([0], [Float32Array.of(1, 0, 0)], classNames);
    expect(perClass.map(({ name }) => name)).toEqual(['no liver', 'liver', 'lesion']);
    expect(slices).toBe(1);
  });

  it('tolerates the rounding of a single-precision softmax', () => {
    expect(evaluatePredictions([0], [[1.0000001, 0, 0]], classNames).loss).toBeCloseTo(0, 9);
  });

  it.each([
    ['no predictions', [], [], 'no predictions'],
    ['more labels than predictions', [0, 1], [[1, 0, 0]], '2 labels do not match 1'],
    ['a label out of range', [3], [[1, 0, 0]], 'Label 3'],
    ['two probabilities for three classes', [0], [[1, 0]], '2 probabilities for 3 classes'],
    ['NaN', [0], [[NaN, 0, 0]], 'not a set of probabilities'],
    ['values that do not sum to 1', [0], [[0.5, 0.1, 0.1]], 'not a set of probabilities'],
    ['logits', [0], [[4, -1, -3]], 'not a set of probabilities'],
  ])('refuses %s', (_, labels, probabilities, message) => {
    expect(() => evaluatePredictions(labels, probabilities, classNames)).toThrow(message);
  });
});
