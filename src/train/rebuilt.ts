import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data';
import { FailureError } from '../protocol/failure';
import type { RunConfig } from '../protocol/run';
import { rough, t } from '../words';
import {
  buildTraining,
  openProgram,
  runStudentCode,
  trainingOf,
  type Deadlines,
  type LoadedTraining,
} from './program';
import { runsStudentCode } from './program/layers';
import { startOf } from './program/settings';
import { randomStream } from './random';
import { predictLogits } from './step';

/** A few slices tell. */
const mostSlices = 2;
/** How much a logit may differ, as a share of the largest. */
const tolerance = 1e-3;

interface Trained {
  training: LoadedTraining;
  model: tf.LayersModel;
  config: Pick<RunConfig, 'seed'>;
  deadlines: Deadlines;
}

/**
 * Builds a model in training anew, as an evaluation will, gives it the same weights, and lets both predict. What a layer keeps
 * otherwise than in weights, such as a number or a tensor that its `call` changes, is found in this way.
 * @throws FailureError when the models predict something else.
 */
export async function mustBeRestorable(trained: Trained, batch: Batch): Promise<void> {
  const { training, model } = trained;
  if (!runsStudentCode(model)) return;
  const slices = firstOf(batch);
  const [ours, rebuilt] = tf.tidy(() =>
    amongNoOtherVariables(() => [
      predicted(trained, model, slices),
      predicted(trained, builtAnew(trained), slices),
    ]),
  );
  try {
    const [expected, actual] = [await ours.data<'float32'>(), await rebuilt.data<'float32'>()];
    const size = Math.max(...expected.map(Math.abs));
    const difference = Math.max(...expected.map((value, index) => Math.abs(value - actual[index])));
    // Logits that are no numbers are told elsewhere.
    if (difference > tolerance * size) throw notRestorable(training, difference, size);
  } finally {
    tf.dispose([ours, rebuilt]);
  }
}

/** Calls as if no variables existed, whose names could be in the way, and disposes those that it makes. */
function amongNoOtherVariables<T>(call: () => T): T {
  const { state } = tf.engine();
  const others = state.registeredVariables;
  state.registeredVariables = {};
  try {
    return call();
  } finally {
    tf.dispose(Object.values(state.registeredVariables));
    state.registeredVariables = others;
  }
}

function builtAnew({ training, model, config, deadlines }: Trained): tf.LayersModel {
  const { program, positions, given } = training;
  // A program of its own, so that lines of layers stay those of the model in training. What it prints was printed before.
  const options = { log: () => undefined, deadlines };
  const opened = openProgram({ ...program, positions }, options);
  const other = buildTraining(trainingOf(opened, options, given), { seed: config.seed, ...options }).model;
  if (other.weights.length !== model.weights.length) throw notRestorable(training, NaN, NaN);
  other.weights.forEach((weight, index) => {
    const value = model.weights[index].read();
    if (!tf.util.arraysEqual(weight.shape as number[], value.shape)) throw notRestorable(training, NaN, NaN);
    (weight.read() as tf.Variable).assign(value);
  });
  return other;
}

function predicted({ training, deadlines }: Trained, model: tf.LayersModel, batch: Batch): tf.Tensor2D {
  const scope = {
    log: () => undefined,
    random: randomStream(0, 'step'),
    task: t('predicting'),
    setting: 'model' as const,
    deadlineMs: deadlines.stepMs,
  };
  return runStudentCode(training.program, scope, () => predictLogits(model, batch));
}

function firstOf({ images, labels, indices }: Batch): Batch {
  const count = Math.min(labels.length, mostSlices);
  return {
    images: images.slice(0, (images.length / labels.length) * count),
    labels: labels.slice(0, count),
    indices: indices.slice(0, count),
  };
}

function notRestorable(
  { positions, program }: LoadedTraining,
  difference: number,
  size: number,
): FailureError {
  const position = positions.settings['model'] ?? positions.training ?? startOf(program.file);
  const what = t('The model cannot be restored from its weights, so no evaluation could be trusted.');
  return new FailureError({
    what,
    why: Number.isNaN(difference)
      ? t('Built once more, it has other weights.')
      : t(
          'After the first step, it was built once more and given the same weights. Its output is off by {0}, where the largest is {1}. So it depends on something that is no weight: a number or a tensor that a layer changes, or something random.',
          rough(difference),
          rough(size),
        ),
    next: t(
      "What call() changes belongs into a weight: this.addWeight('name', shape, 'float32', initializer, undefined, false) in build(), and write() in call().",
    ),
    problems: [{ ...position, severity: 'error', message: what, source: 'runtime' }],
  });
}
