import { Curve } from '../../../../webview/comparison/curve';

const base64 = (values: readonly number[]) =>
  Buffer.from(Float32Array.from(values).buffer).toString('base64');

/** What the extension tells of some steps, two an epoch. */
export const part = (steps: readonly number[], lossAt: (step: number) => number, fresh = false) => ({
  fresh,
  step: base64(steps),
  epoch: base64(steps.map((step) => Math.ceil(step / 2))),
  seconds: base64(steps.map((step) => step * 3)),
  loss: base64(steps.map(lossAt)),
  accuracy: base64(steps.map((step) => step / 100)),
  validations: steps
    .filter((step) => step % 2 === 0)
    .map((step) => ({
      kind: 'epoch' as const,
      step,
      epoch: step / 2,
      loss: 0.5,
      accuracy: 0.5,
      valLoss: step / 10,
      valAccuracy: 0.6,
      seconds: step * 3,
    })),
  damaged: 0,
});

export function curveOf(...parts: ReturnType<typeof part>[]): Curve {
  const curve = new Curve();
  for (const one of parts) curve.add(one);
  return curve;
}
