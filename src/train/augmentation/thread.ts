import { parentPort, workerData } from 'node:worker_threads';
import { createTransform, type TransformDescription } from '../../augment';
import { messageOf } from '../../protocol/failure';
import { augmentPart, type Draw, type Part } from './apply';

/** What a thread is asked for. */
export interface Request {
  part: Part;
  draw: Draw;
}

/** What it answers, in the order of the requests. */
export type Answer = { images: Float32Array } | { error: string };

const pipeline = createTransform(workerData as TransformDescription);

parentPort?.on('message', ({ part, draw }: Request) => {
  try {
    augmentPart(pipeline, part, draw);
    const answer: Answer = { images: part.images };
    parentPort?.postMessage(answer, [part.images.buffer as ArrayBuffer]);
  } catch (error) {
    const answer: Answer = { error: messageOf(error) };
    parentPort?.postMessage(answer);
  }
});
