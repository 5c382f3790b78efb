// @vitest-environment happy-dom
import { render } from 'lit';
import { describe, expect, it } from 'vitest';
import {
  differencesOf,
  differenceTable,
  type Difference,
} from '../../../../webview/evaluation/differenceTable';
import { asShare } from '../../../../webview/evaluation/numbers';
import { measured, predictions } from './fixture';

it('compares two evaluations figure by figure', () => {
  const better = predictions.map((prediction) => ({
    ...prediction,
    probabilities: [0, 1, 2].map((label) => Number(label === prediction.label)),
  }));
  const rows = differencesOf(measured(), measured(better), 'slice');
  expect(rows?.find(({ name }) => name === 'Accuracy')).toMatchObject({ first: 4 / 6, second: 1 });
});

it('does not compare evaluations of different slices', () => {
  expect(differencesOf(measured(), measured(predictions.slice(1)), 'slice')).toBeUndefined();
});

describe('a difference', () => {
  const difference: Difference = {
    name: 'Accuracy',
    format: asShare,
    isError: false,
    first: 0.7,
    second: 0.717,
    range: null,
  };
  const cells = (change: Partial<Difference>) => {
    const root = document.createElement('div');
    render(differenceTable([{ ...difference, ...change }], ['a', 'b']), root);
    return [...root.querySelectorAll('tbody td')].slice(2).map((cell) => cell.textContent?.trim());
  };

  it('of shares is in percentage points', () => {
    expect(cells({ range: { low: -0.01, high: 0.05 } })).toEqual([
      '+1.7 pp',
      '-1.0 pp – +5.0 pp',
      'better, may be chance',
    ]);
  });

  it.each([
    [{ low: 0.01, high: 0.05 }, false, 'clearly better'],
    [{ low: 0.01, high: 0.05 }, true, 'clearly worse'],
    [null, true, 'worse, may be chance'],
  ])('with the interval %j of an error (%s) is %s', (range, isError, verdict) => {
    expect(cells({ range, isError })[2]).toBe(verdict);
  });

  it('that is none is neither better nor worse', () => {
    expect(cells({ second: 0.7 })).toEqual(['0.0 pp', '', 'the same']);
  });
});
