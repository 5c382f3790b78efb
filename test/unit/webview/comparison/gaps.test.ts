import { expect, it } from 'vitest';
import { gapsOf } from '../../../../webview/comparison/gaps';

const line = (epoch: number, accuracy: number, valAccuracy: number) => ({
  kind: 'epoch' as const,
  step: 10 * epoch,
  epoch,
  loss: 1 - accuracy,
  accuracy,
  valLoss: 1 - valAccuracy,
  valAccuracy,
  seconds: epoch,
});
const validations = [line(1, 0.5, 0.45), line(2, 0.75, 0.625), line(3, 1, 0.5)];

it('tells the gap of the best epoch, and not of the last', () => {
  expect(gapsOf(validations, { epoch: 2, step: 20, valLoss: 0.375, valAccuracy: 0.625 })).toMatchObject({
    bestEpoch: 2,
    accuracy: 0.75,
    valAccuracy: 0.625,
    gap: 0.125,
  });
});

it('tells what the first epoch reached and what the last one lost', () => {
  expect(gapsOf(validations, { epoch: 2, valLoss: 0.375, valAccuracy: 0.625 })).toMatchObject({
    firstValAccuracy: 0.45,
    loss: 0,
    valLoss: 0.5,
  });
});

it('tells nothing before the first validation', () => {
  expect(gapsOf([], undefined)).toBeUndefined();
});
