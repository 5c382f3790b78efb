import { createRequire } from 'node:module';

/**
 * ONNX Runtime's binding, used directly: its public `InferenceSession.run` is asynchronous, and `tensor.dataSync()`
 * needs an answer at once.
 */
interface Binding {
  binding: { InferenceSession: new () => NativeSession };
  initOrt(this: void): void;
}

interface NativeSession {
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
  run(
    feeds: Record<string, RuntimeTensor>,
    fetches: Record<string, RuntimeTensor | null>,
    options: object,
  ): Record<string, RuntimeTensor>;
  endProfiling(): void;
  dispose(): void;
}

export type RuntimeData = Float32Array | Int32Array | Uint8Array;

/** A tensor as ONNX Runtime's binding takes and gives it. */
export interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: RuntimeData;
}

interface Common {
  Tensor: new (type: string, data: RuntimeData, dims: readonly number[]) => RuntimeTensor;
}

const load = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
const { binding, initOrt } = load('onnxruntime-node/dist/binding.js') as Binding;
const { Tensor } = load('onnxruntime-common') as Common;

export function runtimeTensor(
  type: 'float32' | 'int32' | 'bool',
  data: RuntimeData,
  dims: readonly number[],
): RuntimeTensor {
  return new Tensor(type, data, dims);
}

export interface SessionOptions {
  threads: number;
  /** File name prefix for ONNX Runtime's profile. */
  profile?: string;
}

/** A compiled graph. */
export class Session {
  private readonly native: NativeSession;

  /** @throws Error with ONNX Runtime's message if it refuses the model. */
  constructor(model: Uint8Array, { threads, profile }: SessionOptions) {
    initOrt();
    this.native = new binding.InferenceSession();
    this.native.loadModel(model.buffer, model.byteOffset, model.byteLength, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(profile ? { enableProfiling: true, profileFilePrefix: profile } : {}),
    });
  }

  /** Outputs given a tensor in `fetches` are written into it; those given null are allocated. Blocks until done. */
  run(
    feeds: Record<string, RuntimeTensor>,
    fetches: Record<string, RuntimeTensor | null>,
  ): Record<string, RuntimeTensor> {
    return this.native.run(feeds, fetches, {});
  }

  endProfiling(): void {
    this.native.endProfiling();
  }

  dispose(): void {
    this.native.dispose();
  }
}
