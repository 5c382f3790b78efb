import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

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

/** Makes TensorFlow.js run on this project's engine; returns what was chosen. Call once, before any tensor exists. */
export async function startEngine(options: EngineOptions = {}): Promise<EngineInfo> {
  await tf.setBackend('cpu');
  return { backend: tf.getBackend(), device: 'cpu', threads: options.threads ?? 1 };
}
