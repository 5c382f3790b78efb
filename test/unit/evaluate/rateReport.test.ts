import { expect, it } from 'vitest';
import { rateReport, shownLosses } from '../../../src/evaluate/rateReport';

const points = [2, 1.9, 1.5, 1, 1.2, 9].map((smoothed, step) => ({
  learningRate: 10 ** (step - 5),
  loss: smoothed,
  smoothed,
}));
const test = { optimizer: 'adam', points, ended: 'diverged' as const };

it('draws each step, and a line at the suggestion', () => {
  const page = rateReport('a.ts', { ...test, suggestion: 1e-3 });
  expect(page).toContain('**Suggestion: 1.0e-3.**');
  expect(page.match(/•/g)).toHaveLength(points.length);
  expect(page.match(/│/g)?.length).toBeGreaterThan(5);
});

it('cuts off what lies far above the beginning', () => {
  expect(rateReport('a.ts', test)).toContain('3.000 ┤');
});

it('is drawn from the lowest loss, and no higher than a little above the beginning', () => {
  expect(shownLosses(points.map((point) => ({ ...point, loss: point.smoothed - 0.5 })))).toEqual([0.5, 3]);
  expect(shownLosses([])).toEqual([0, 1]);
});

it('says where to look when there is no suggestion', () => {
  expect(rateReport('a.ts', test)).toContain('There is no suggestion');
});
