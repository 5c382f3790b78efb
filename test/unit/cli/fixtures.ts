import { evaluationOf } from '../../../src/evaluate/evaluation';
import type { Evaluation } from '../../../src/protocol/evaluation';
import type { MetricLine, Prediction, RunRecord } from '../../../src/protocol/run';

export const run: RunRecord = {
  version: 1,
  id: '20260301-101500-demo',
  name: 'demo',
  createdAt: '2026-03-01T10:15:00.000Z',
  updatedAt: '2026-03-01T10:17:05.000Z',
  state: 'done',
  file: '/course/baseline.ts',
  codeHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  config: { epochs: 4, batchSize: 16, optimizer: 'adam', learningRate: 0.001, seed: 1, augmented: false },
  dataset: {
    path: '/course/Clean_LiTS',
    fingerprint: '3f2a9c',
    slices: { train: 1008, val: 216, test: 216 },
  },
  device: 'CPU, 2 threads',
  versions: { node: '20.20.2', '@tensorflow/tfjs': '4.22.0', 'onnxruntime-node': '1.30.0' },
  parameters: 8_486_787,
  progress: { epoch: 4, step: 252, totalSteps: 252 },
  best: { epoch: 3, valLoss: 0.41, valAccuracy: 0.862 },
};

/** 252 steps of 4 epochs that learn as a small CNN does. */
export function metrics(): MetricLine[] {
  const perEpoch = 63;
  return Array.from({ length: 252 }, (_, index): MetricLine[] => {
    const step = index + 1;
    const noise = Math.sin(step * 12.9898) * 0.5 + Math.sin(step * 4.1414) * 0.5;
    const loss = 0.25 + 0.9 * Math.exp(-step / 60) + noise * 0.16;
    const accuracy = Math.min(1, Math.round((0.93 - 0.5 * Math.exp(-step / 60) + noise * 0.09) * 16) / 16);
    const epoch = Math.ceil(step / perEpoch);
    const seconds = step * 0.48;
    const line: MetricLine = { kind: 'step', step, epoch, loss, accuracy, seconds };
    if (step % perEpoch !== 0) return [line];
    const valLoss = 0.38 + 0.6 * Math.exp(-step / 60) + (epoch === 4 ? 0.04 : 0);
    const valAccuracy = 0.88 - 0.4 * Math.exp(-step / 60);
    return [line, { ...line, kind: 'epoch', loss: loss + 0.02, valLoss, valAccuracy }];
  }).flat();
}

/** Predictions of 216 slices, wrong every seventh time. */
export function predictions(): Prediction[] {
  return Array.from({ length: 216 }, (_, index) => {
    const label = index % 3;
    const predicted = index % 7 === 0 ? (label + 1) % 3 : label;
    const sure = 0.5 + ((index * 37) % 49) / 100;
    const probabilities = [0, 1, 2].map((name) => (name === predicted ? sure : (1 - sure) / 2));
    const patient = String(51 + Math.floor(index / 24));
    return {
      file: `volumes/p${patient}-${index % 24}.png`,
      patient,
      slice: index % 24,
      label,
      probabilities,
    };
  });
}

const measured = evaluationOf(
  {
    run: run.id,
    name: run.name,
    split: 'test',
    checkpoint: 'best',
    epoch: null,
    weights: null,
    datasetFingerprint: '3f2a9c',
    createdAt: '2026-03-01T10:17:10.000Z',
  },
  predictions(),
);

export const evaluation: Evaluation = {
  ...measured,
  bySlice: {
    ...measured.bySlice,
    confusion: [
      [66, 5, 1],
      [4, 74, 9],
      [0, 12, 45],
    ],
    figures: {
      ...measured.bySlice.figures,
      accuracy: 0.8565,
      balancedAccuracy: 0.8571,
      majorityBaseline: 0.4028,
      logLoss: 0.4312,
    },
  },
};
