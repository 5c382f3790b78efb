import {
  isComplete,
  sampleRandom,
  transformed,
  type Picture,
  type Transform,
  type TransformDescription,
} from '../../augment';
import { imageSide } from '../../course/classes';
import type { Batch } from '../../data';
import { FailureError, messageOf } from '../../protocol/failure';
import { t } from '../../words';
import { runStudentCode, type Log, type Program } from '../program';
import { randomStream } from '../random';
import { augmentPart, fitting, type Draw, type Part } from './apply';
import { augmentFailure } from './failure';
import { AugmentThreads } from './threads';

/** Augments the batches of a run. */
export interface Augmenter {
  /** Augments the pictures of a batch, in place. */
  apply(batch: Batch, epoch: number): Promise<void>;
  close(): Promise<void>;
}

export interface AugmenterOptions {
  program: Program;
  /** The run's seed. */
  seed: number;
  log: Log;
  /** How long the student's part of one picture may take, in milliseconds. */
  deadlineMs: number;
  /** Program of a thread, and how many of them. Without it, everything is done in this thread. */
  threads?: { program: string; count: number } | undefined;
}

/**
 * Threads apply a pipeline that consists of this library's transforms. A pipeline with code of the student's own runs in this
 * thread, in the sandbox of all student code. The pictures are the same in both cases.
 */
export function openAugmenter(
  pipeline: Transform,
  options: AugmenterOptions,
  description: TransformDescription = pipeline.describe(),
): Augmenter {
  const { seed, threads } = options;
  if (threads && isComplete(description)) {
    const workers = new AugmentThreads(threads.program, description, threads.count);
    return {
      apply: async (batch, epoch) => {
        try {
          await workers.apply(partOf(batch), { seed, epoch });
        } catch (error) {
          if (error instanceof FailureError) throw error;
          throw augmentFailure(options.program, t('The augmentation failed: {0}', messageOf(error)), error);
        }
      },
      close: () => workers.close(),
    };
  }
  return {
    apply: (batch, epoch) =>
      Promise.resolve().then(() => applyHere(pipeline, partOf(batch), { seed, epoch }, options)),
    close: () => Promise.resolve(),
  };
}

/**
 * Applies a pipeline to a made-up picture, so that an error in it is known before the data is read.
 * @throws FailureError with the student's line where it is known.
 */
export function tryPipeline(
  pipeline: Transform,
  { program, seed, log, deadlineMs }: AugmenterOptions,
  description: TransformDescription,
): void {
  const data = Float32Array.from(
    { length: imageSide ** 2 },
    (_, i) => 0.5 + 0.5 * Math.sin(i / 700) * Math.cos((i % imageSide) / 20),
  );
  const image: Picture = { data, height: imageSide, width: imageSide, channels: 1 };
  const mask: Picture = { ...image, data: Uint8Array.from(data, (value) => (value > 0.8 ? 2 : 0)) };
  const scope = {
    log,
    random: randomStream(seed, 'augment'),
    task: t('trying your augmentation'),
    setting: 'augment' as const,
    deadlineMs,
  };
  runStudentCode(program, scope, () => {
    const needsMask = JSON.stringify(description).includes('"CropForeground"');
    const sample = needsMask ? { image, mask } : { image };
    fitting(transformed(pipeline, sample, sampleRandom(seed, 0, 0)).image, imageSide);
  });
}

function applyHere(
  pipeline: Transform,
  { images, side, indices }: Part,
  draw: Draw,
  options: AugmenterOptions,
): void {
  const { program, log, deadlineMs } = options;
  const length = side * side;
  for (const [position, index] of indices.entries()) {
    const part = {
      images: images.subarray(position * length, (position + 1) * length),
      side,
      indices: indices.subarray(position, position + 1),
    };
    const random = randomStream(draw.seed, 'augment', draw.epoch * 2 ** 32 + index);
    const scope = {
      log,
      random,
      task: t('augmenting a picture'),
      setting: 'augment' as const,
      deadlineMs,
    };
    runStudentCode(program, scope, () => augmentPart(pipeline, part, draw));
  }
}

function partOf({ images, indices }: Batch): Part {
  return { images, indices, side: imageSide };
}
