import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import * as z from 'zod';
import { exists } from '../../files/exists';
import { writeJsonAtomic } from '../../files/atomicFile';
import { readJsonFile } from '../../files/jsonFile';
import { FailureError } from '../../protocol/failure';
import { bestValidationSchema } from '../../protocol/run';
import { pointFile, pointFolder } from '../../runs';
import { t } from '../../words';
import type { LoopPoint } from '../loopOptions';
import { KeptWeights } from '../notFinite';
import { trainingStateSchema } from '../state';
import { optimizerState, restoreOptimizer, type NamedTensor } from './optimizerState';

const parts = ['weights', 'optimizer', 'averages', 'best'] as const;
type Part = (typeof parts)[number];

const pointSchema = z.object({
  version: z.literal(1),
  state: trainingStateSchema,
  /** Of the optimizer. */
  iterations: z.int().nonnegative(),
  /** Of averaged weights. */
  updates: z.int().nonnegative(),
  /** Length of `metrics.jsonl` up to here, in bytes: what comes after it is done again. */
  metricsBytes: z.int().nonnegative(),
  /** The best validation up to here. */
  best: bestValidationSchema.optional(),
  /** File of the tensors, one after the other. */
  file: z.string().regex(/^tensors-\w+\.bin$/),
  tensors: z.array(
    z.object({
      part: z.enum(parts),
      name: z.string(),
      shape: z.array(z.int().nonnegative()),
      dtype: z.enum(['float32', 'int32']),
    }),
  ),
});

type Point = z.infer<typeof pointSchema>;

/** A model in training with its optimizer. */
export interface Trained {
  model: tf.LayersModel;
  optimizer: tf.Optimizer;
}

/**
 * Keeps where a training stands, in the place of what was kept before. The tensors go to a file of their own first; then `point.json`
 * is replaced atomically and names it. So a whole point is there at any time, the old one or the new one.
 * @param onProgress hears of each tensor: bytes written, of all
 * @returns bytes written
 * @throws an error of the file system, and then the old one is still there
 */
export async function savePoint(
  runDir: string,
  { model, optimizer }: Trained,
  loop: LoopPoint,
  record: Pick<Point, 'metricsBytes' | 'best'>,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<number> {
  const folder = pointFolder(runDir);
  const weights = new KeptWeights(model);
  try {
    const remembered = await optimizerState(optimizer, weights.variables);
    const unnamed = (tensor: tf.Tensor): NamedTensor => ({ name: '', tensor });
    const held: Record<Part, readonly NamedTensor[]> = {
      weights: weights.values.map(unnamed),
      optimizer: remembered.tensors,
      averages: (loop.averages?.tensors ?? []).map(unnamed),
      best: (loop.best ?? []).map(unnamed),
    };
    const file = `tensors-${loop.state.step}_${Date.now().toString(36)}.bin`;
    const all = parts.flatMap((part) => held[part].map((one) => ({ part, ...one })));
    await mkdir(folder, { recursive: true });
    try {
      await writeTensors(path.join(folder, file), all, onProgress);
      const point: Point = {
        version: 1,
        state: loop.state,
        iterations: remembered.iterations,
        updates: loop.averages?.updates ?? 0,
        ...record,
        file,
        tensors: all.map(({ part, name, tensor: { shape, dtype } }) => ({
          part,
          name,
          shape,
          dtype: dtype === 'int32' ? dtype : 'float32',
        })),
      };
      await writeJsonAtomic(pointFile(runDir), point, 0);
    } catch (error) {
      await rm(path.join(folder, file), { force: true });
      throw error;
    }
    for (const name of await readdir(folder))
      if (name.startsWith('tensors-') && name !== file) await rm(path.join(folder, name));
    return sizeOf(all);
  } finally {
    weights.dispose();
  }
}

const sizeOf = (tensors: readonly NamedTensor[]): number =>
  4 * tensors.reduce((sum, { tensor }) => sum + tensor.size, 0);

async function writeTensors(
  file: string,
  tensors: readonly NamedTensor[],
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const total = sizeOf(tensors);
  let done = 0;
  const handle = await open(file, 'wx');
  try {
    for (const { tensor } of tensors) {
      const { buffer, byteOffset, byteLength } = await tensor.data<'float32' | 'int32'>();
      await handle.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
      onProgress((done += byteLength), total);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A point that was read; its tensors are on disk still. */
export type KeptPoint = Point;

/**
 * Where a training stood that was stopped or killed.
 * @throws FailureError when that is not known, or cannot be read
 */
export async function readPoint(runDir: string): Promise<KeptPoint> {
  const read = await readJsonFile(pointFile(runDir), pointSchema);
  if (read.state === 'missing')
    throw new FailureError({
      what: t('This run cannot be resumed: it has not kept where it stood.'),
      why: t(
        'A run keeps that when it is stopped, and every few seconds; one that has ended keeps it no longer.',
      ),
      next: t('Train again.'),
    });
  const why = read.state === 'damaged' ? read.why : await lacking(runDir, read.value);
  if (read.state === 'whole' && why === undefined) return read.value;
  throw unreadable(why);
}

const unreadable = (why: string | undefined) =>
  new FailureError({
    what: t('This run cannot be resumed: where it stood cannot be read.'),
    why,
    next: t('Train again.'),
  });

const bytesOf = ({ tensors }: Point): number =>
  4 * tensors.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);

async function lacking(runDir: string, point: Point): Promise<string | undefined> {
  const file = path.join(pointFolder(runDir), point.file);
  const isWhole = (await exists(file)) && (await stat(file)).size === bytesOf(point);
  return isWhole ? undefined : t('{0} is not whole.', file);
}

/**
 * Gives a model and its optimizer what they had at a point.
 * @returns what the loop goes on from; its tensors are the caller's to dispose
 * @throws FailureError when the point belongs to another model
 */
export async function restorePoint(
  runDir: string,
  point: KeptPoint,
  { model, optimizer }: Trained,
): Promise<LoopPoint> {
  const held = await readTensors(path.join(pointFolder(runDir), point.file), point);
  const tensorsOf = (part: Part) => held[part].map(({ tensor }) => tensor);
  const own = new KeptWeights(model);
  try {
    const { variables } = own;
    const values = tensorsOf('weights');
    if (!fit(values, variables))
      throw new FailureError({
        what: t('This run cannot be resumed: what it has kept does not fit the model.'),
        why: t('It holds weights of other shapes.'),
        next: t('Train again.'),
      });
    variables.forEach((variable, index) => variable.assign(values[index]));
    await restoreOptimizer(optimizer, variables, {
      iterations: point.iterations,
      tensors: held.optimizer,
    });
  } finally {
    own.dispose();
    tf.dispose([...tensorsOf('weights'), ...tensorsOf('optimizer')]);
  }
  const { state, updates } = point;
  return {
    state,
    ...(held.averages.length > 0 ? { averages: { updates, tensors: tensorsOf('averages') } } : {}),
    ...(held.best.length > 0 ? { best: tensorsOf('best') } : {}),
  };
}

const fit = (tensors: readonly tf.Tensor[], variables: readonly tf.Variable[]): boolean =>
  tensors.length === variables.length &&
  tensors.every(({ shape }, index) => tf.util.arraysEqual(shape, variables[index].shape));

async function readTensors(file: string, { tensors }: Point): Promise<Record<Part, NamedTensor[]>> {
  const held: Record<Part, NamedTensor[]> = { weights: [], optimizer: [], averages: [], best: [] };
  await using handle = await open(file);
  for (const { part, name, shape, dtype } of tensors) {
    const values = new (dtype === 'int32' ? Int32Array : Float32Array)(tf.util.sizeFromShape(shape));
    const { bytesRead } = await handle.read(new Uint8Array(values.buffer));
    if (bytesRead < values.byteLength) throw unreadable(t('{0} is not whole.', file));
    held[part].push({ name, tensor: tf.tensor(values, shape, dtype) });
  }
  return held;
}

/** Forgets where a training stood: it has come to its end. */
export async function forgetPoint(runDir: string): Promise<void> {
  await rm(pointFolder(runDir), { recursive: true, force: true });
}
