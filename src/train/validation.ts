import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { classCount } from '../course/classes';
import type { Batch, Split } from '../data';
import { accuracy, balancedAccuracy, precisionRecallByClass } from '../evaluate/agreement';
import { confusionMatrix } from '../evaluate/confusion';
import { t } from '../words';
import type { LoopOptions } from './loopOptions';
import { sumCrossEntropy } from './loss';
import { explainNotFinite, KeptWeights } from './notFinite';
import { mustHoldItsWeights, watchedForward } from './pass';
import { runStudentCode, type Scope } from './program';
import { randomStream } from './random';
import { ownPart, wholeLabels } from './ranks';
import { predictedOf, predictLogits } from './step';
import type { Measured } from './steering';
import { valuesOf } from './valuesOf';

export interface Prediction {
  batch: Batch;
  /** [n, 3], row by row; of the whole batch, where several processes predict. */
  logits: Float32Array;
}

/** Logits of a whole split in evaluation mode, batch by batch, in the split's order. Ends early once `signal` aborts. */
export async function* predictSplit(
  options: Pick<LoopOptions, 'program' | 'model' | 'signal' | 'log' | 'stepDeadlineMs' | 'ranks'>,
  split: Split,
  batchSize: number,
): AsyncGenerator<Prediction> {
  const { program, model, signal, log, stepDeadlineMs, ranks } = options;
  const forward = watchedForward(program);
  const steady = steadyScope({ log, stepDeadlineMs });
  for await (const batch of split.batches({ batchSize, rows: ranks?.rows })) {
    await setImmediate();
    if (signal.aborted) return;
    const scope = { ...steady, batchSize: batch.labels.length };
    const record = () =>
      runStudentCode(program, scope, () =>
        tf.tidy(() => {
          const own = predictLogits(model, batch, forward);
          return ranks ? ranks.gather(batch, own) : own;
        }),
      );
    const logits = record();
    try {
      const values = await valuesOf(logits, { program, scope, record });
      yield { batch, logits: ranks ? ranks.heard(values) : values };
    } finally {
      logits.dispose();
    }
  }
}

/** Nothing should be random in evaluation mode. A layer that draws numbers nevertheless gets the same ones each time. */
function steadyScope({ log, stepDeadlineMs }: Pick<LoopOptions, 'log' | 'stepDeadlineMs'>): Scope {
  return {
    log,
    random: randomStream(0, 'step'),
    task: t('predicting'),
    setting: 'model',
    deadlineMs: stepDeadlineMs,
  };
}

/** Figures over the validation split, where each slice counts once; undefined when aborted. */
export async function validate(
  options: LoopOptions,
  { step, epoch }: { step: number; epoch: number },
): Promise<Pick<Measured, 'valLoss' | 'valAccuracy' | 'valBalancedAccuracy' | 'valF1'> | undefined> {
  const { program, model, validation, config, observer } = options;
  mustHoldItsWeights(model);
  let loss = 0;
  const [labels, predicted]: [number[], number[]] = [[], []];
  for await (const { batch, logits } of predictSplit(options, validation, config.batchSize)) {
    const all = wholeLabels(batch);
    const ofBatch = sumCrossEntropy(logits, all);
    if (!Number.isFinite(ofBatch)) {
      const weights = new KeptWeights(model);
      const found = ownPart(batch, logits, options.ranks);
      const seen = { program, model, config, split: validation, batch, ...found, weights };
      const what = t('The validation loss is not finite after step {0}, in epoch {1}.', step, epoch);
      throw await explainNotFinite(what, { ...seen, scope: steadyScope(options), finiteSteps: step }, false);
    }
    loss += ofBatch;
    labels.push(...all);
    predicted.push(...predictedOf(logits));
    observer.validation(labels.length, validation.count);
  }
  if (labels.length < validation.count) return undefined;
  const matrix = confusionMatrix(labels, predicted, classCount);
  const f1 = precisionRecallByClass(matrix).map((ofClass) => ofClass.f1);
  return {
    valLoss: loss / labels.length,
    valAccuracy: accuracy(matrix),
    valBalancedAccuracy: balancedAccuracy(matrix),
    valF1: f1.reduce((sum, each) => sum + each, 0) / classCount,
  };
}
