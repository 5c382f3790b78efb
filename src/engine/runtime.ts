import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { Tensor, type InferenceSession } from 'onnxruntime-common';
// The binding itself: the public `InferenceSession.run` is asynchronous, and `tensor.dataSync()` needs an answer at once.
import type { binding } from 'onnxruntime-node/dist/binding.js';
import { guarded, type Device } from './devices';

type Binding = typeof binding;
type Fetched = InferenceSession.OnnxValueMapType;

let loaded: Binding | undefined;
const errorsOnly = 3;

/**
 * Loads ONNX Runtime, once for the process; everything else here needs it.
 * @param folder of its libraries, where not those of the package are used. Execution providers that the package does
 * not have, such as CUDA, are looked for beside them.
 */
export async function loadRuntime(folder?: string): Promise<void> {
  if (loaded) return;
  const found =
    folder === undefined ? (await import('onnxruntime-node/dist/binding.js')).binding : bindingIn(folder);
  found.initOrtOnce(errorsOnly, Tensor, isMainThread);
  loaded = found;
}

function bindingIn(folder: string): Binding {
  const module = { exports: {} };
  process.dlopen(module, path.join(folder, 'onnxruntime_binding.node'));
  return module.exports as Binding;
}

function native(): Binding {
  if (!loaded) throw new Error('ONNX Runtime is not loaded yet.');
  return loaded;
}

/** Names of the execution providers that ONNX Runtime was built with for this platform. */
export const builtProviders = (): string[] =>
  native()
    .listSupportedBackends()
    .map(({ name }) => name);

export type RuntimeData = Float32Array | Int32Array | Uint8Array;

/** A tensor as ONNX Runtime's binding takes and gives it. On the device it has no `data`, and stays until it is disposed. */
export interface RuntimeTensor {
  readonly type: string;
  /** `cpu`, or `gpu-buffer`. */
  readonly location: string;
  readonly dims: readonly number[];
  readonly data: RuntimeData;
  dispose(): void;
}

export function runtimeTensor(
  type: 'float32' | 'int32' | 'bool',
  data: RuntimeData,
  dims: readonly number[],
): RuntimeTensor {
  return new Tensor(type, data, dims) as RuntimeTensor;
}

export interface SessionOptions {
  threads: number;
  device: Device;
  /** Where outputs go that are given no tensor to be written into; default: the host's memory. */
  outputs?: 'host' | 'device';
  /** Names of nodes that the CPU shall compute, whatever the device could; for WebGPU alone. */
  cpuNodes?: readonly string[];
}

/**
 * First output of a graph whose outputs should stay where they were written. JavaScript has no array for its type.
 * After a graph has run, the binding copies each output into a new array, even outputs that were written into our
 * arrays: hundreds of megabytes a step. It stops at the first output that it cannot return. By then, all outputs are
 * where we want them.
 */
export const unreturnable = {
  output: 'unreturnable',
  type: 'bfloat16',
  refusal: 'Tensor type (16) is not supported.', // no text: what ONNX Runtime says
} as const;

/** A compiled graph. */
export class Session {
  private readonly native = new (native().InferenceSession)();

  /**
   * @throws Error with ONNX Runtime's message if it refuses the model; FailureError if a device other than the CPU
   * cannot be used.
   */
  constructor(
    model: Uint8Array<ArrayBuffer>,
    private readonly options: SessionOptions,
  ) {
    const { threads, device, outputs, cpuNodes = [] } = options;
    const leaving = cpuNodes.length > 0 ? { forceCpuNodeNames: cpuNodes } : {};
    guarded(device, () => {
      this.native.loadModel(model.buffer, model.byteOffset, model.byteLength, {
        executionProviders: [{ ...device.provider, ...leaving }],
        ...(outputs === 'device' ? { preferredOutputLocation: 'gpu-buffer' as const } : {}),
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        // Each graph's own arena would keep its largest step's memory for ever: 1.9 GB instead of 1.1 GB for the small
        // CNN, and no measurable difference in speed.
        enableCpuMemArena: false,
        enableMemPattern: false,
        // On the CPU the graph is written as it is to be run; looking for more to fuse takes longer than a step.
        graphOptimizationLevel: device.id === 'cpu' ? 'disabled' : 'all',
        logSeverityLevel: 3,
        // Without this, its threads stay busy for 60 ms after a run, and the next step and the editor need these cores.
        extra: { session: { force_spinning_stop: '1' } },
      });
    });
  }

  /**
   * Outputs given a tensor in `fetches` are written into it; those given null are allocated. Blocks until done.
   * @throws FailureError if a device other than the CPU fails.
   */
  run(
    feeds: Record<string, RuntimeTensor>,
    fetches: Record<string, RuntimeTensor | null>,
  ): Record<string, RuntimeTensor> {
    const run = () => this.native.run(feeds as Fetched, fetches as Fetched, {});
    return guarded(this.options.device, run) as Record<string, RuntimeTensor>;
  }

  /**
   * Writes the outputs of a graph that has an `unreturnable` one into these tensors, without a copy.
   * @throws FailureError if a device other than the CPU fails.
   */
  runInto(feeds: Record<string, RuntimeTensor>, outputs: Record<string, RuntimeTensor>): void {
    guarded(this.options.device, () => {
      try {
        this.native.run(feeds as Fetched, { ...outputs, [unreturnable.output]: null }, {});
      } catch (error) {
        if (!(error instanceof Error) || error.message !== unreturnable.refusal) throw error;
      }
    });
  }

  dispose(): void {
    this.native.dispose();
  }
}
