import { expect, it } from 'vitest';
import { precisionRecallCurve } from '../../../../src/evaluate/curves';
import { stepsOf } from '../../../../webview/evaluation/precisionRecallPlot';
import { x, y } from '../../../../webview/evaluation/plotFrame';

it('draws steps: precision holds until recall grows', () => {
  const curve = precisionRecallCurve([1, 0, 1], [0.9, 0.5, 0.1]);
  expect(stepsOf(curve)).toBe(`M${x(0)} ${y(1)}V${y(1)}H${x(0.5)}V${y(0.5)}H${x(0.5)}V${y(2 / 3)}H${x(1)}`);
});

it('draws nothing for a class that does not occur', () => {
  expect(stepsOf(precisionRecallCurve([0, 0], [0.9, 0.5]))).toBe('');
});
