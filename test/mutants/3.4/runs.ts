import { evaluationOf } from '../../../src/evaluate/evaluation';
import type { RecordedRun } from '../../../src/check/subject';
import type { Evaluation } from '../../../src/protocol/evaluation';
import { runRecordSchema, type Prediction, type RunRecord } from '../../../src/protocol/run';

type Run = Omit<RecordedRun, 'isCurrent'>;

/** What was recorded of a right program is not what the task asks for. */
export interface RunMutant {
  name: string;
  change: (run: Run) => Run[];
  check: 'run' | 'tested' | 'beats-majority';
}

const slices = { train: 96, val: 24, test: 24 };
const fingerprint = 'data set one';

/** A finished run of a file that was evaluated on its test split, with the figures that the project itself makes of it. */
export function finishedRun(file: string, codeHash: string): Run {
  const record: RunRecord = runRecordSchema.parse({
    version: 1,
    id: '20260301-101500-modern',
    name: 'modern',
    createdAt: '2026-03-01T10:15:00.000Z',
    updatedAt: '2026-03-01T11:15:00.000Z',
    state: 'done',
    file,
    codeHash,
    config: { epochs: 10, batchSize: 16, optimizer: 'adam', learningRate: 0.0003, seed: 1, augmented: true },
    dataset: { path: '/data/Clean_LiTS', fingerprint, slices },
    best: { epoch: 8, valLoss: 0.5, valAccuracy: 0.8 },
  });
  return { record, metrics: [], evaluations: [evaluated(record, predictions(isRight))] };
}

function evaluated({ id, name }: RunRecord, made: Prediction[]): Evaluation {
  const source = {
    run: id,
    name,
    split: 'test',
    checkpoint: 'best',
    epoch: null,
    weights: null,
    datasetFingerprint: fingerprint,
    createdAt: '2026-03-01T11:20:00.000Z',
  } as const;
  return evaluationOf(source, made);
}

/** Labels 0, 1, 2 in turn; most slices are predicted right. */
const isRight = (slice: number, label: number) => (slice % 5 === 4 ? (label + 1) % 3 : label);

function predictions(predict: (slice: number, label: number) => number): Prediction[] {
  return Array.from({ length: slices.test }, (_, slice) => {
    const label = slice % 3;
    const predicted = predict(slice, label);
    const patient = String(60 + Math.floor(slice / 8));
    return {
      file: `volumes/volume-${patient}_${slice}.png`,
      patient,
      slice,
      label,
      probabilities: [0, 1, 2].map((name) => (name === predicted ? 0.7 : 0.15)),
    };
  });
}

const withRecord = (run: Run, change: Partial<RunRecord>): Run => ({
  ...run,
  record: { ...run.record, ...change },
});
const withEvaluation = (run: Run, change: (evaluation: Evaluation) => Evaluation): Run => ({
  ...run,
  evaluations: run.evaluations.map(change),
});
const predicting = (run: Run, predict: (slice: number, label: number) => number): Run => ({
  ...run,
  evaluations: [evaluated(run.record, predictions(predict))],
});

export const runMutants: readonly RunMutant[] = [
  { name: 'never trained', check: 'run', change: () => [] },
  {
    name: 'code changed after the run',
    check: 'run',
    change: (run) => [withRecord(run, { codeHash: 'of the code before' })],
  },
  { name: 'run stopped', check: 'run', change: (run) => [withRecord(run, { state: 'stopped' })] },
  {
    name: 'learning rate so high that the loss is NaN',
    check: 'run',
    change: (run) => [
      withRecord(run, {
        state: 'failed',
        failure: { what: 'The loss is not a number (NaN) at step 2, in epoch 1.', problems: [] },
      }),
    ],
  },
  { name: 'never evaluated', check: 'tested', change: (run) => [{ ...run, evaluations: [] }] },
  {
    name: 'evaluated on the validation split alone',
    check: 'tested',
    change: (run) => [
      withEvaluation(run, (one) => ({ ...one, provenance: { ...one.provenance, split: 'val' } })),
    ],
  },
  {
    name: 'last partial batch dropped',
    check: 'tested',
    change: (run) => [
      {
        ...run,
        evaluations: [evaluated(run.record, predictions(isRight).slice(0, 16))],
      },
    ],
  },
  {
    name: 'some slices counted twice',
    check: 'tested',
    change: (run) => {
      const made = predictions(isRight);
      return [{ ...run, evaluations: [evaluated(run.record, [...made.slice(0, 20), ...made.slice(0, 4)])] }];
    },
  },
  {
    name: 'evaluated on another data set',
    check: 'tested',
    change: (run) => [
      withEvaluation(run, (one) => ({
        ...one,
        provenance: { ...one.provenance, datasetFingerprint: 'data set two' },
      })),
    ],
  },
  {
    name: 'confusion matrix transposed',
    check: 'tested',
    change: (run) => [
      withEvaluation(run, (one) => {
        const { confusion } = one.bySlice;
        const transposed = confusion.map((_, column) => confusion.map((row) => row[column]));
        return { ...one, bySlice: { ...one.bySlice, confusion: transposed } };
      }),
    ],
  },
  {
    name: 'accuracy written in by hand',
    check: 'tested',
    change: (run) => [
      withEvaluation(run, (one) => ({
        ...one,
        bySlice: { ...one.bySlice, figures: { ...one.bySlice.figures, accuracy: 0.99 } },
      })),
    ],
  },
  {
    name: 'always the most frequent answer',
    check: 'beats-majority',
    change: (run) => [predicting(run, () => 0)],
  },
  {
    name: 'order of the classes swapped',
    check: 'beats-majority',
    change: (run) => [predicting(run, (_, label) => 2 - label)],
  },
];
