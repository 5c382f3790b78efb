import { Worker } from 'node:worker_threads';
import type { TransformDescription } from '../../augment';
import { FailureError } from '../../protocol/failure';
import { language, t } from '../../words';
import type { Draw, Part } from './apply';
import type { Answer, Request, Start } from './thread';

/**
 * Threads that apply one pipeline of this library's transforms. They work in shared memory, which is used again for the next
 * batch. Arrays that are sent between threads would become garbage, and collecting it in every step would take time on all
 * cores.
 */
export class AugmentThreads {
  private readonly threads: Thread[];
  private readonly unused: Float32Array<SharedArrayBuffer>[] = [];

  /**
   * @param program file of the thread's program
   * @param count threads
   */
  constructor(program: string, description: TransformDescription, count: number) {
    this.threads = Array.from({ length: count }, () => new Thread(program, description));
  }

  /**
   * Augments a part in place, split among the threads.
   * @throws Error with what a transform says.
   */
  async apply({ images, side, indices }: Part, draw: Draw): Promise<void> {
    const each = Math.ceil(indices.length / this.threads.length);
    const length = side * side;
    const work = this.memoryFor(images);
    await Promise.all(
      this.threads.map(async (thread, i) => {
        const [from, to] = [i * each, Math.min((i + 1) * each, indices.length)];
        if (from >= to) return;
        const part = {
          images: work.subarray(from * length, to * length),
          side,
          indices: indices.slice(from, to),
        };
        await thread.apply({ part, draw });
      }),
    );
    images.set(work.subarray(0, images.length));
    // Not reached after an error: another thread may still write into this memory then.
    this.unused.push(work);
  }

  private memoryFor(images: Float32Array): Float32Array<SharedArrayBuffer> {
    const last = this.unused.pop();
    const work =
      last && last.length >= images.length
        ? last
        : new Float32Array(new SharedArrayBuffer(images.length * Float32Array.BYTES_PER_ELEMENT));
    work.set(images);
    return work;
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

/** A thread ends by no fault of the pipeline. */
function threadLost(cause?: Error): FailureError {
  return new FailureError(
    {
      what: t('A thread for the augmentation has ended.'),
      why: cause?.message,
      next: t('Look at the log, then train again.'),
    },
    cause,
  );
}

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

class Thread {
  private readonly worker: Worker;
  private readonly waiting: Waiting[] = [];
  private broken: Error | undefined;

  constructor(program: string, pipeline: TransformDescription) {
    const workerData: Start = { pipeline, language: language() };
    this.worker = new Worker(program, { workerData });
    // A thread that waits for work must not keep the process alive.
    this.worker.unref();
    this.worker.on('message', (answer: Answer) => {
      const first = this.waiting.shift();
      if (answer.error !== undefined) first?.reject(new Error(answer.error));
      else first?.resolve();
    });
    this.worker.on('error', (error: Error) => this.fail(threadLost(error)));
    this.worker.on('exit', () => this.fail(threadLost()));
  }

  apply(request: Request): Promise<void> {
    if (this.broken) return Promise.reject(this.broken);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.broken ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
