import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { backendName, OnnxBackend } from './backend';
import { registerGradients } from './gradients';
import { registerAllKernels } from './kernels';

export { supportedKernels } from './kernels';

export interface EngineInfo {
  /** TensorFlow.js backend in use. */
  backend: string;
  /** Where the arithmetic runs, as shown to the student. */
  device: string;
  threads: number;
}

export interface EngineOptions {
  /** Threads of the CPU device; default: the machine's cores. */
  threads?: number;
}

/** Makes the backend `onnx` and its kernels known to TensorFlow.js; returns how many threads it will use. */
export function registerEngine({ threads = availableParallelism() }: EngineOptions = {}): number {
  if (!tf.findBackendFactory(backendName)) {
    registerAllKernels();
    registerGradients();
    tf.registerBackend(backendName, () => new OnnxBackend({ threads }));
  }
  return threads;
}

/** Makes TensorFlow.js run on this project's engine; returns what was chosen. Call once, before any tensor exists. */
export async function startEngine(options: EngineOptions = {}): Promise<EngineInfo> {
  const threads = registerEngine(options);
  await tf.setBackend(backendName);
  return { backend: backendName, device: 'cpu', threads };
}
