import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Batch, Split } from '../../data';
import { FailureError } from '../../protocol/failure';
import type { RunConfig } from '../../protocol/run';
import { t } from '../../words';
import {
  birthPosition,
  followLayers,
  runStudentCode,
  watchOutputs,
  type Program,
  type Scope,
} from '../program';
import { rowOf } from '../loss';
import { imagesOf } from '../step';
import { allFinite, type KeptWeights } from './keptWeights';

/** Where numbers were no longer finite, and what is known of it. */
interface Circumstances {
  program: Program;
  scope: Scope;
  model: tf.LayersModel;
  config: RunConfig;
  split: Split;
  batch: Batch;
  /** The pictures that the model got: those of the batch, or augmented ones. */
  images?: Float32Array | undefined;
  logits: Float32Array;
  /** The process of this training whose slices it happened with, where it is another one. */
  elsewhere?: number | undefined;
  /** The weights that the model had. */
  weights: KeptWeights;
  /** Steps done with finite numbers. */
  finiteSteps: number;
}

/** What was seen, and what to do about it. */
interface Cause {
  why: string;
  next: string;
  /** Name of the layer it is about. */
  layer?: string | undefined;
}

/** Numbers were no longer finite. */
export class NotFiniteError extends FailureError {}

/** Larger weights overflow in the next products. */
const huge = 1e6;

/**
 * A failure that names the quantity that was first not finite: weights, the output of a layer, or penalties. A cause is named
 * only where it was seen.
 * @param what happened, such as "The loss is not a number (NaN) at step 3, in epoch 1."
 * @param training whether the numbers come from training mode
 */
export async function explainNotFinite(
  what: string,
  circumstances: Circumstances,
  training: boolean,
): Promise<NotFiniteError> {
  followLayers();
  const { program, config } = circumstances;
  const cause = await causeOf(circumstances, training);
  const position = birthPosition(program, cause.layer);
  const isElsewhere = circumstances.elsewhere !== undefined;
  const mode =
    !training && !isElsewhere && !(await isNotFinite(circumstances, true))
      ? evaluationAlone(config)
      : undefined;
  return new NotFiniteError({
    what,
    why: [cause.why, slicesConcerned(circumstances), mode].filter(Boolean).join(' '),
    next: position
      ? `${t('Look at {0}, line {1}.', path.basename(position.file), String(position.line))} ${cause.next}`
      : cause.next,
    problems: position ? [{ ...position, severity: 'error', message: cause.why, source: 'runtime' }] : [],
  });
}

async function causeOf(circumstances: Circumstances, training: boolean): Promise<Cause> {
  const { config, weights, finiteSteps, images, batch, elsewhere } = circumstances;
  if (!allFinite(images ?? batch.images))
    return {
      why: t('The pictures that the model got have values that are not finite.'),
      next: t('Look at augment, or at the data set.'),
    };
  const { notFinite, largest } = await weights.inspect();
  if (largest > huge && finiteSteps > 0)
    return {
      why: t(
        'The weights have become as large as {0}: the updates were too large.',
        largest.toExponential(1),
      ),
      next: lowerRate(config),
    };
  if (notFinite.length > 0) return ofWeights(notFinite, finiteSteps);
  if (elsewhere !== undefined)
    return {
      why: t(
        'The logits of the slices that process {0} has computed are not finite; the weights were.',
        elsewhere,
      ),
      next: t('Train in one process: it names the layer where this begins.'),
    };
  const layer = await firstNotFinite(circumstances, training);
  if (layer !== undefined)
    return {
      layer,
      why: t(
        'The output of the layer {0} was the first that is not finite; what it got and its weights were finite.',
        layer,
      ),
      next: t(
        'Such an output comes from a division by zero, a root or logarithm of a number that is not positive, or numbers that are too large.',
      ),
    };
  if (allFinite(circumstances.logits))
    return {
      why: t("The logits are finite, but the layers' penalties (regularizers) are not."),
      next: t('Look at the factors of the regularizers.'),
    };
  return {
    why: t('The logits are not finite; the weights were. It was not so again when the step was repeated.'),
    next: t('Look for random numbers in your layers that may be zero or infinite.'),
  };
}

function ofWeights(notFinite: readonly string[], finiteSteps: number): Cause {
  const [name] = notFinite;
  const layer = name.split('/')[0];
  const named = notFinite.length === 1 ? name : t('{0} and {1} more', name, notFinite.length - 1);
  if (finiteSteps === 0)
    return {
      layer,
      why: t('These weights were not finite before the first step: {0}.', named),
      next: t('Look at their initializer.'),
    };
  return {
    layer,
    why: t('These weights are not finite since the update of step {0}: {1}.', finiteSteps, named),
    next: t(
      'The loss of that step was finite, so its gradient or the update was not: look for a root, a division or a logarithm at zero in this layer and those after it.',
    ),
  };
}

const lowerRate = ({ learningRate: rate }: RunConfig): string =>
  rate
    ? t(
        'Try a learning rate ten times lower: {0} instead of {1}.',
        String(Number((rate / 10).toPrecision(3))),
        String(rate),
      )
    : t('Try a learning rate ten times lower.');

const evaluationAlone = (config: RunConfig): string =>
  t(
    'In training mode, the same slices and weights give finite numbers: it happens in evaluation mode alone (batches of {0}).',
    config.batchSize,
  );

/** Which slices of the batch it is about, where it is not all of them. */
function slicesConcerned({ batch, logits, split }: Circumstances): string | undefined {
  const rows = [...batch.labels.keys()].filter((row) => !allFinite(rowOf(logits, row)));
  if (rows.length === 0 || rows.length === batch.labels.length) return undefined;
  const { file } = split.entry(batch.indices[rows[0]]);
  return t(
    'It is so for {0} of {1} slices of the batch; the first is {2}.',
    rows.length,
    batch.labels.length,
    file,
  );
}

async function isNotFinite(circumstances: Circumstances, training: boolean): Promise<boolean> {
  const { value } = await again(circumstances, training);
  return !allFinite(value);
}

/** The first layer whose output is not finite when the batch goes through the model once more. */
async function firstNotFinite(circumstances: Circumstances, training: boolean): Promise<string | undefined> {
  const { outputs } = await again(circumstances, training);
  return outputs.find(({ values }) => !allFinite(values))?.layer;
}

async function again(
  { program, scope, model, weights, batch, images }: Circumstances,
  training: boolean,
): Promise<{ value: Float32Array; outputs: { layer: string; values: Float32Array }[] }> {
  const kept: { layer: string; output: tf.Tensor }[] = [];
  weights.restore();
  const value = runStudentCode(program, scope, () =>
    tf.tidy(() =>
      watchOutputs(
        (layer, output) => void kept.push({ layer, output: tf.keep(tf.clone(output)) }),
        () => model.apply(imagesOf({ ...batch, images: images ?? batch.images }), { training }) as tf.Tensor,
      ),
    ),
  );
  const outputs = [];
  for (const { layer, output } of kept) outputs.push({ layer, values: await output.data<'float32'>() });
  const read = await value.data<'float32'>();
  tf.dispose([value, ...kept.map(({ output }) => output)]);
  return { value: read, outputs };
}
