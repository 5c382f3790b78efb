import { expect, it } from 'vitest';
import { differencesOf } from '../../../../webview/evaluation/differenceTable';
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
