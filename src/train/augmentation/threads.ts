import { Worker } from 'node:worker_threads';
import type { TransformDescription } from '../../augment';
import type { Draw, Part } from './apply';
import type { Answer, Request } from './thread';

/** Threads that apply one pipeline; each holds nothing but this library's transforms. */
export class AugmentThreads {
  private readonly threads: Thread[];

  /**
   * @param program file of the thread's program
   * @param count threads
   */
  constructor(program: string, description: TransformDescription, count: number) {
    this.threads = Array.from({ length: count }, () => new Thread(program, description));
  }

  /**
   * Augments a part, split among the threads; the given images stay as they are.
   * @throws Error with what a transform says.
   */
  async apply({ images, side, indices }: Part, draw: Draw): Promise<Float32Array> {
    const each = Math.ceil(indices.length / this.threads.length);
    const length = side * side;
    const result = new Float32Array(images.length);
    await Promise.all(
      this.threads.map(async (thread, i) => {
        const [from, to] = [i * each, Math.min((i + 1) * each, indices.length)];
        if (from >= to) return;
        const part = {
          images: images.slice(from * length, to * length),
          side,
          indices: indices.slice(from, to),
        };
        result.set(await thread.apply({ part, draw }), from * length);
      }),
    );
    return result;
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

interface Waiting {
  resolve: (images: Float32Array) => void;
  reject: (error: Error) => void;
}

class Thread {
  private readonly worker: Worker;
  private readonly waiting: Waiting[] = [];
  private broken: Error | undefined;

  constructor(program: string, description: TransformDescription) {
    this.worker = new Worker(program, { workerData: description });
    // A thread that waits for work must not keep the process alive.
    this.worker.unref();
    this.worker.on('message', (answer: Answer) => {
      const first = this.waiting.shift();
      if ('error' in answer) first?.reject(new Error(answer.error));
      else first?.resolve(answer.images);
    });
    this.worker.on('error', (error: Error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error('A thread for the augmentation has ended.')));
  }

  apply(request: Request): Promise<Float32Array> {
    if (this.broken) return Promise.reject(this.broken);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(request, [request.part.images.buffer as ArrayBuffer]);
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
