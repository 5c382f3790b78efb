import * as tf from '@tensorflow/tfjs';
import { imageSide } from '../course/classes';
import type { Batch, Split } from '../data';
import { normalizeSlice } from '../data/normalize';
import { FailureError } from '../protocol/failure';
import type { ExplainJob, HeatMap } from '../protocol/jobs/evaluationJobs';
import { t } from '../words';
import type { JobContext } from './context';
import { gradCam, lastFeatureMap } from './gradCam';
import { valuesOf } from './valuesOf';
import { runStudentCode } from './program';
import { probabilitiesOf } from './probabilities';
import { randomStream } from './random';
import { openRunData } from './runData';
import { loadRunModel } from './runModel';
import { imagesOf, predictLogits } from './step';

/** Slices explained at once. Few, because gradients of a large model need much memory. */
const together = 4;

/**
 * Shows where a run's model looks (Grad-CAM) on slices of a split.
 * @throws FailureError when the run has no such checkpoint, the split has no such slice, or the model has no convolution;
 * the signal's reason when aborted
 */
export async function explainRun(job: ExplainJob, context: JobContext): Promise<HeatMap[]> {
  const { signal, emit, deadlines } = context;
  const { run, program, model, log } = await loadRunModel(job, context, 'explain');
  const map = lastFeatureMap(model);
  if (!map)
    throw new FailureError({
      what: t('This model has no feature map to look at.'),
      why: t(
        'Grad-CAM weighs the maps of the last convolution; there is none, or it lies inside a model that is used as a layer.',
      ),
      next: t('Build the model from layers of its own to see where it looks.'),
    });
  const dataset = await openRunData(run.dataset, context);
  const split = dataset.split(job.split);
  const indices = placesOf(split, job.files);
  emit({ type: 'state', state: 'running' });

  const heatMaps: HeatMap[] = [];
  for (let start = 0; start < indices.length; start += together) {
    signal.throwIfAborted();
    const batch = await batchOf(split, indices.slice(start, start + together));
    const scope = {
      log,
      random: randomStream(0, 'step'),
      task: t('explaining'),
      batchSize: batch.labels.length,
      deadlineMs: deadlines.stepMs,
    };
    const read = async (record: () => tf.Tensor) => {
      const recorded = () => runStudentCode(program, scope, record);
      const tensor = recorded();
      try {
        return await valuesOf(tensor, { program, scope, record: recorded });
      } finally {
        tensor.dispose();
      }
    };
    const logits = await read(() => predictLogits(model, batch));
    const predicted = probabilitiesOf(logits, batch, split).map((row) => row.indexOf(Math.max(...row)));
    const classes = predicted.map((label) => job.class ?? label);
    const values = await read(() => tf.tidy(() => gradCam(model, imagesOf(batch), classes, map)));
    const [, height, width] = map.shape as [null, number, number, number];
    classes.forEach((explained, row) =>
      heatMaps.push({
        file: split.entry(batch.indices[row]).file,
        class: explained,
        width,
        height,
        values: Array.from(values.subarray(row * width * height, (row + 1) * width * height)),
      }),
    );
    emit({
      type: 'progress',
      phase: 'explain',
      text: t('Explaining'),
      done: heatMaps.length,
      total: indices.length,
      unit: 'slices',
    });
  }
  await dataset.unchanged;
  return heatMaps;
}

/** Positions of these files in the split. */
function placesOf(split: Split, files: readonly string[]): number[] {
  const places = new Map<string, number>();
  for (let index = 0; index < split.count; index++) places.set(split.entry(index).file, index);
  return files.map((file) => {
    const place = places.get(file);
    if (place !== undefined) return place;
    throw new FailureError({
      what: t('The split {0} has no slice {1}.', split.name, file),
      next: t('Evaluate the run again, then choose one of its slices.'),
    });
  });
}

async function batchOf(split: Split, indices: readonly number[]): Promise<Batch> {
  const images = new Float32Array(indices.length * imageSide * imageSide);
  for (const [position, index] of indices.entries())
    normalizeSlice(await split.pixels(index), images, position * imageSide * imageSide);
  return {
    images,
    labels: Uint8Array.from(indices, (index) => split.labels[index]),
    indices: Int32Array.from(indices),
  };
}
