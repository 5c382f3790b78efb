import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as z from 'zod';
import { writeJsonAtomic } from '../files/atomicFile';
import { readJsonFile } from '../files/jsonFile';
import { FailureError, knownFailureOf } from '../protocol/failure';
import { t } from '../words';
import { runInScope } from './program/scope';

const progressSchema = z.object({
  /** Steps done when it was saved. */
  step: z.number().int().nonnegative(),
  /** Epoch of the last of them. */
  epoch: z.number().int().positive(),
});

/** How far a run was when it saved a checkpoint. */
export type Progress = z.infer<typeof progressSchema>;

const manifestSchema = z.object({
  modelTopology: z.unknown(),
  /** Missing in a checkpoint of an older version. */
  userDefinedMetadata: progressSchema.optional(),
  weightsManifest: z
    .array(
      z.object({
        paths: z.array(z.string().regex(/^weights-\d+\.bin$/)).length(1),
        weights: z.array(
          z.object({ name: z.string(), shape: z.array(z.number().int()), dtype: z.literal('float32') }),
        ),
      }),
    )
    .length(1),
});

const manifestName = 'model.json';

/**
 * Saves a model in TensorFlow.js' own layers format: `model.json` and one file of weights. The weights are written first, to
 * a file with the number of the step in its name. Then `model.json` is replaced atomically and names the new file. So a
 * reader finds a whole checkpoint at any time, the old one or the new one.
 * @throws FailureError when the disk does not take it; what it has taken is deleted.
 */
export async function saveCheckpoint(
  folder: string,
  model: tf.LayersModel,
  progress: Progress,
): Promise<void> {
  const weightsName = `weights-${progress.step}.bin`;
  const weightsFile = path.join(folder, weightsName);
  try {
    await mkdir(folder, { recursive: true });
    await writeWeights(weightsFile, model);
    await writeJsonAtomic(path.join(folder, manifestName), manifestOf(model, weightsName, progress), 0);
  } catch (error) {
    await rm(weightsFile, { force: true });
    const known = error instanceof FailureError ? undefined : knownFailureOf(error);
    throw known
      ? new FailureError(
          { ...known, what: t('The weights of step {0} could not be saved.', progress.step) },
          error,
        )
      : error;
  }
  for (const name of await readdir(folder))
    if (name.startsWith('weights-') && name !== weightsName) await rm(path.join(folder, name));
}

async function writeWeights(file: string, model: tf.LayersModel): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (const weight of model.weights) {
      const values = await weight.read().data<'float32'>();
      await handle.writeFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function manifestOf(model: tf.LayersModel, weightsName: string, progress: Progress) {
  return {
    format: 'layers-model',
    generatedBy: 'lits-lab',
    convertedBy: null,
    modelTopology: topologyOf(model),
    userDefinedMetadata: progress,
    weightsManifest: [
      {
        paths: [weightsName],
        weights: model.weights.map(({ originalName, shape, dtype }) => ({
          name: originalName,
          shape,
          dtype,
        })),
      },
    ],
  };
}

/** Which weights a checkpoint holds. */
export interface LoadedCheckpoint {
  /** Steps done when it was saved. */
  step: number;
  /** Epoch of the last of them; null when it is not known. */
  epoch: number | null;
  /** SHA-256 of the weights. */
  fingerprint: string;
}

/**
 * Puts the weights of a checkpoint into a model of the same structure.
 * @throws FailureError when there is no checkpoint, or it belongs to another model.
 */
export async function loadCheckpoint(folder: string, model: tf.LayersModel): Promise<LoadedCheckpoint> {
  const manifest = await readJsonFile(path.join(folder, manifestName), manifestSchema);
  if (manifest.state === 'missing')
    throw new FailureError({
      what: t('This run has no checkpoint in {0}.', folder),
      why: t('A checkpoint is written at the end of each epoch.'),
      next: t('Train for at least one epoch.'),
    });
  if (manifest.state === 'damaged')
    throw new FailureError({
      what: t('The checkpoint in {0} cannot be read.', folder),
      why: manifest.why,
      next: t('Train again.'),
    });
  const { weightsManifest, userDefinedMetadata: progress } = manifest.value;
  const [{ paths, weights: specs }] = weightsManifest;
  const bytes = await readFile(path.join(folder, paths[0]));
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const sizes = specs.map(({ shape }) => tf.util.sizeFromShape(shape));
  const fits =
    buffer.byteLength === 4 * sizes.reduce((sum, size) => sum + size, 0) &&
    specs.length === model.weights.length &&
    specs.every(({ shape }, index) => tf.util.arraysEqual(shape, model.weights[index].shape as number[]));
  if (!fits)
    throw new FailureError({
      what: t('The checkpoint in {0} does not fit the model.', folder),
      why: t('It holds weights of other shapes, or is not whole.'),
      next: t('Train again.'),
    });
  let offset = 0;
  for (const [index, { shape }] of specs.entries()) {
    const values = tf.tensor(new Float32Array(buffer, offset, sizes[index]), shape);
    // Not `write`, which applies a constraint again: the weights are to be those that were saved, bit by bit.
    (model.weights[index].read() as tf.Variable).assign(values);
    values.dispose();
    offset += 4 * sizes[index];
  }
  const { step, epoch } = progress ?? { step: Number(paths[0].replace(/\D/g, '')), epoch: null };
  return { step, epoch, fingerprint: createHash('sha256').update(bytes).digest('hex') };
}

/** The model's structure, or null where a layer of the student's own, whose code tells it, cannot be written as JSON. */
function topologyOf(model: tf.LayersModel): unknown {
  const describe = () => JSON.parse(JSON.stringify(model.toJSON(undefined, false))) as unknown;
  try {
    return runInScope(
      { log: () => undefined, random: Math.random, task: t('describing the model'), deadlineMs: 3_000 },
      describe,
    );
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}
