import path from 'node:path';
import type { Dataset } from '../data';
import { epochText } from '../protocol/progressText';
import type { CheckpointName, EpochLine, MetricLine, RunConfig, RunRecord, StepLine } from '../protocol/run';
import type { RunLogWriter, RunWriter } from '../runs';
import { rough, t } from '../words';
import type { Progress } from './checkpoint';
import type { JobContext } from './context';
import { TimeEstimate } from './estimate';
import type { LoopObserver } from './loop';
import type { Log } from './program';

/** The record's progress is written at most this often. Metrics are written in every step. */
const recordEveryMs = 2000;

export interface ObserverOptions {
  writer: RunWriter;
  kept: RunLogWriter;
  context: JobContext;
  log: Log;
  config: RunConfig;
  dataset: Dataset;
  /** Of the whole run. */
  steps: number;
  /** Of the whole run. */
  validations: number;
  /** What was done before. */
  done: { steps: number; validations: number };
  save: (name: CheckpointName, progress: Progress) => Promise<void>;
}

/** How fast several processes were. */
const speedOf = (imagesPerSecond: number, ranks: number): string =>
  t(
    '{0} slices/s by {1} processes: {2} slices/s each.',
    rough(imagesPerSecond),
    ranks,
    rough(imagesPerSecond / ranks),
  );

/** Writes all that a loop tells into the run, and tells whoever listens. */
export function observerFor({
  writer,
  kept,
  context,
  log,
  config,
  dataset,
  steps,
  validations,
  done,
  save,
}: ObserverOptions): LoopObserver {
  const { emit } = context;
  const validationCount = dataset.split('val').count;
  const estimate = new TimeEstimate(config.batchSize * (config.accumulate ?? 1));
  let trained = done.steps;
  let validated = done.validations * validationCount;
  const remaining = () => ({
    steps: steps - trained,
    validationSlices: validations * validationCount - validated,
  });
  let recordedAt = 0;
  let writing: Promise<void> = Promise.resolve();

  const progressAt = ({ epoch, step, seconds }: MetricLine) => ({ epoch, step, totalSteps: steps, seconds });
  const write = (change: Partial<RunRecord>) => {
    writing = Promise.all([writing, writer.update(change)]).then(() => undefined);
    // The error is thrown where the loop waits for it: at the end of the epoch.
    writing.catch(() => undefined);
  };
  const recordProgress = (line: StepLine) => {
    if (performance.now() - recordedAt < recordEveryMs) return;
    recordedAt = performance.now();
    write({ progress: progressAt(line) });
  };
  return {
    remark(problem) {
      log('warning', `${path.basename(problem.file)}:${problem.line}: ${problem.message}`);
      write({ remarks: [...(writer.record.remarks ?? []), problem] });
    },
    step(line) {
      estimate.stepDone();
      writer.appendMetric(line);
      recordProgress(line);
      emit({ type: 'metric', line });
      trained = line.step;
      emit({
        type: 'progress',
        phase: 'train',
        text: t('Training'),
        done: line.step,
        total: steps,
        unit: 'steps',
        ...estimate.progress(remaining()),
      });
    },
    validation(slicesDone, total) {
      const slices = slicesDone - (validated % validationCount);
      estimate.validated(slices);
      validated += slices;
      // The time left is the run's here, too: that of the validation alone would go to zero and back up after every epoch.
      const { etaSeconds } = estimate.progress(remaining());
      emit({
        type: 'progress',
        phase: 'validate',
        text: t('Validating'),
        done: slicesDone,
        total,
        unit: 'slices',
        ...(etaSeconds === undefined ? {} : { etaSeconds }),
      });
    },
    async epoch(line: EpochLine, improved) {
      await writing;
      const { epoch, step, valLoss, valAccuracy } = line;
      await save('last', { step, epoch });
      if (improved) await save('best', { step, epoch });
      writer.appendMetric(line);
      kept.add('info', epochText(line, config.epochs));
      const { ranks = 1 } = writer.record;
      if (ranks > 1 && line.imagesPerSecond !== undefined) log('info', speedOf(line.imagesPerSecond, ranks));
      await writer.update({
        progress: progressAt(line),
        ...(improved ? { best: { epoch, step, valLoss, valAccuracy } } : {}),
      });
      emit({ type: 'metric', line });
      estimate.lap();
    },
  };
}
