import { parentPort, workerData } from 'node:worker_threads';
import { createTransform, type TransformDescription } from '../../augment';
import { messageOf } from '../../protocol/failure';
import { speakCarried } from '../../words/bundles';
import { augmentPart, type Draw, type Part } from './apply';

/** What a thread begins with. */
export interface Start {
  pipeline: TransformDescription;
  /** BCP 47 tag, for what the transforms say. */
  language: string;
}

/** What a thread is asked for: to augment pictures where they lie. */
export interface Request {
  part: Part;
  draw: Draw;
}

/** What it answers, in the order of the requests. */
export interface Answer {
  error?: string;
}

const start = workerData as Start;
speakCarried(start.language);
const pipeline = createTransform(start.pipeline);

parentPort?.on('message', ({ part, draw }: Request) => {
  const answer: Answer = {};
  try {
    augmentPart(pipeline, part, draw);
  } catch (error) {
    answer.error = messageOf(error);
  }
  parentPort?.postMessage(answer);
});
