import { expect, it } from 'vitest';
import { continuousSeconds, epochPositions } from '../../../../webview/comparison/positions';
import { DebiasedMean } from '../../../../src/evaluate/smoothing';
import { curveOf, part } from './fixture';

const identity = (step: number) => step;

it('is the same whether it came as a whole or in parts', () => {
  const whole = curveOf(part([1, 2, 3, 4], identity, true));
  const grown = curveOf(part([1, 2], identity, true), part([3], identity), part([4], identity));
  for (const metric of ['loss', 'accuracy'] as const) {
    expect(grown.smooth(metric, 0.9)).toEqual(whole.smooth(metric, 0.9));
    expect(grown.validation(metric, 'epoch')).toEqual(whole.validation(metric, 'epoch'));
  }
});

it('counts steps that a run has done again as it did them last', () => {
  const curve = curveOf(
    part([1, 2, 3, 4], identity, true),
    part([3, 4, 5], (step) => 10 * step),
  );
  expect([...curve.values('loss')]).toEqual([1, 2, 30, 40, 50]);
  expect([...curve.validation('loss', 'step').positions]).toEqual([2, 4]);
});

it('smooths every step, whatever is drawn', () => {
  const curve = curveOf(part([1, 2, 3], identity, true));
  const mean = new DebiasedMean(0.8);
  expect([...curve.smooth('loss', 0.8)]).toEqual([1, 2, 3].map((value) => Math.fround(mean.next(value))));
});

it("puts an epoch's validation where its last step stands, on every axis", () => {
  const curve = curveOf(part([1, 2, 3, 4], identity, true));
  expect([...curve.validation('loss', 'step').positions]).toEqual([2, 4]);
  expect([...curve.validation('loss', 'epoch').positions]).toEqual([1, 2]);
  expect([...curve.validation('loss', 'time').positions]).toEqual([6, 12]);
});

it('divides an epoch by its steps, and one that is on its way by those of the others', () => {
  const [step, epoch] = [Float32Array.of(1, 2, 3, 4, 5), Float32Array.of(1, 1, 2, 2, 3)];
  expect([...epochPositions(step, epoch)]).toEqual([0.5, 1, 1.5, 2, 2.5]);
  expect([...epochPositions(Float32Array.of(1), Float32Array.of(1), 4)]).toEqual([0.25]);
});

it('goes on in time where a resumed run counts anew', () => {
  expect([...continuousSeconds(Float32Array.of(1, 2, 1, 2))]).toEqual([1, 2, 3, 4]);
});
