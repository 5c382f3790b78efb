import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data';
import type { StudentProblem } from '../protocol/run';
import { t } from '../words';
import { CheckedBatchFunction } from './augmentation';
import type { WeightAverages } from './averages';
import type { LoopOptions } from './loopOptions';
import { explainNotFinite, KeptWeights } from './notFinite';
import { mustHoldItsWeights, mustReachItsWeights, outputRemarks, watchedForward, type Pass } from './pass';
import { runStudentCode } from './program';
import { randomStream } from './random';
import { ownPart, wholeLabels } from './ranks';
import { readStep, recordStep, type PartOfStep } from './step';
import { weightOf } from './targets';
import { trainedWeights } from './trainedWeights';
import { valuesOf } from './valuesOf';

interface Position {
  step: number;
  epoch: number;
  /** Batches done before; in a batch, its number, 1-based. */
  batches: number;
}

interface StepDone {
  slices: number;
  /** Mean over the slices. */
  loss: number;
  correct: number;
  /** What was minimized, where that is not the loss. */
  objective?: number;
  /** Where the norm is clipped, or to be told. */
  gradientNorm?: number;
}

type StepContext = LoopOptions & { averages: WeightAverages | undefined };

/** One update of the weights, by one batch or by several, whose mean it follows. @throws FailureError as `trainModel` */
export async function doStep(context: StepContext, group: readonly Batch[], at: Position): Promise<StepDone> {
  const { steering, ranks } = context;
  const classWeights = steering?.loss?.classWeights;
  const weights = group.map((batch) => weightOf(wholeLabels(batch), classWeights));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const parts: PartOfStep = { share: 1, sums: [], isLast: true };
  const done = { slices: 0, loss: 0, correct: 0, objective: 0, penalty: 0, gradientNorm: 0 };
  try {
    for (const [index, batch] of group.entries()) {
      const share = weights[index] / whole;
      parts.share = share * (ranks?.shareOf(batch, classWeights) ?? 1);
      parts.isLast = index === group.length - 1;
      const part = group.length > 1 || ranks ? parts : undefined;
      const result = await doBatch(context, { batch, part }, { ...at, batches: at.batches + index + 1 });
      const slices = wholeLabels(batch).length;
      done.slices += slices;
      done.loss += result.loss * slices;
      done.correct += result.correct;
      done.objective += share * (steering?.loss ? result.objective : result.loss + result.penalty);
      done.penalty += Math.abs(result.penalty);
      done.gradientNorm = result.gradientNorm;
    }
  } finally {
    tf.dispose(parts.sums);
  }
  const { slices, correct, objective, gradientNorm } = done;
  const hasNorm = steering?.clipNorm !== undefined || steering?.logGradientNorm;
  return {
    slices,
    correct,
    loss: done.loss / slices,
    ...(steering?.loss || done.penalty > 0 ? { objective } : {}),
    ...(hasNorm && Number.isFinite(gradientNorm) ? { gradientNorm } : {}),
  };
}

async function doBatch(
  { program, model, optimizer, augment, config, log, stepDeadlineMs, observer, ...rest }: StepContext,
  { batch, part }: { batch: Batch; part: PartOfStep | undefined },
  { step, epoch, batches }: Position,
) {
  const { steering, averages, train, ranks } = rest;
  mustHoldItsWeights(model);
  const remarks: StudentProblem[] = [];
  let first: Pass | undefined;
  const forward = watchedForward(program, (pass) => {
    if (batches > 1 || first) return;
    first = pass;
    remarks.push(...mustReachItsWeights(program, trainedWeights(model), pass));
  });
  const scope = () => ({
    log,
    random: randomStream(config.seed, 'step', batches, ranks?.place.rank),
    task: t('training step {0}', step),
    setting: 'model' as const,
    batchSize: batch.labels.length,
    deadlineMs: stepDeadlineMs,
  });
  const checked = augment && new CheckedBatchFunction(augment, program);
  const record = () =>
    runStudentCode(program, scope(), () =>
      recordStep(
        { model, forward, optimizer, augment: checked?.apply, steering, averages, part, ranks },
        batch,
      ),
    );
  const weights = new KeptWeights(model);
  const measured = record();
  try {
    const read = await valuesOf(measured, { program, scope: scope(), record });
    const values = ranks ? ranks.heard(read) : read;
    const images = await checked?.checkedValues();
    const result = readStep(values, wholeLabels(batch));
    const loss = result.loss + result.penalty;
    if (!Number.isFinite(loss)) {
      const what = Number.isNaN(loss)
        ? t('The loss is not a number (NaN) at step {0}, in epoch {1}.', step, epoch)
        : t('The loss is infinite at step {0}, in epoch {1}.', step, epoch);
      const found = ownPart(batch, result.logits, ranks);
      const seen = { program, model, config, split: train, batch, images, ...found, weights };
      throw await explainNotFinite(what, { ...seen, scope: scope(), finiteSteps: step - 1 }, true);
    }
    if (first) remarks.push(...outputRemarks(program, first, result.logits));
    for (const remark of remarks) observer.remark?.(remark);
    return result;
  } finally {
    measured.dispose();
    weights.dispose();
    checked?.dispose();
  }
}
