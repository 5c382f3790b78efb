import * as tf from '@tensorflow/tfjs-core';
import { joinSmallStepsOfAdam } from './adam';
import { defaultDevice, type DeviceId } from '../protocol/devices';
import { backendName, OnnxBackend } from './backend';
import { physicalCores } from './cores';
import { devices, type EngineDevice } from './devices';
import { letLayersDilate } from './dilation';
import { drawWeightsFast } from './initializers';
import type { GraphError } from './graph/failure';
import { builtProviders, loadRuntime } from './runtime';
import { registerGradients } from './gradients';
import { registerAllKernels } from './kernels';

export { elementwiseForEach } from './elementwise';
export { exportOnnx, runOnnx } from './exportOnnx';
export { describeTensor, GraphError } from './graph/failure';
export { computing } from './activity';
export { within } from './graph/origin';
export { observeKernels, viewOf, type KernelCall } from './observe';
export { physicalCores } from './cores';
export type { EngineDevice } from './devices';
export { measureTraining, type ProbeMeasurement } from './probe';
export { supportedKernels } from './kernels';

export interface EngineInfo {
  /** TensorFlow.js backend in use. */
  backend: string;
  /** Where the arithmetic runs. */
  device: DeviceId;
  threads: number;
}

export interface EngineOptions {
  /** Where to compute; default: the CPU. */
  device?: EngineDevice | undefined;
  /** Threads of the CPU; default: the machine's physical cores. */
  threads?: number | undefined;
  /** Folder of an ONNX Runtime with its CUDA provider; without it there is no CUDA. */
  cudaRuntime?: string | undefined;
}

/** What the backend is made with once TensorFlow.js asks for it. */
let chosen: EngineOptions = {};

/**
 * Makes the backend `onnx` and its kernels known to TensorFlow.js. Until the backend is first used, the options of the
 * last call count.
 */
export function registerEngine(options: EngineOptions = {}): void {
  chosen = options;
  if (tf.findBackendFactory(backendName)) return;
  registerAllKernels();
  registerGradients();
  joinSmallStepsOfAdam();
  tf.registerBackend(backendName, async () => {
    const { device, threads } = infoOf(chosen);
    await loadRuntime(chosen.cudaRuntime);
    letLayersDilate();
    drawWeightsFast();
    return new OnnxBackend({ threads, device: devices[device] });
  });
}

const infoOf = ({ device = defaultDevice, threads = physicalCores() }: EngineOptions) => ({
  backend: backendName,
  device,
  threads,
});

/**
 * Finds the call that caused the failure of a graph. `record` is called once more. At the failing call an error with
 * the same failure is thrown, and its stack shows the line of this call. Nothing is computed. Returns when the failing
 * call did not occur again.
 */
export function retrace(error: GraphError, record: () => void): void {
  const backend = tf.backend();
  if (backend instanceof OnnxBackend) backend.retrace(error, record);
}

/** Makes TensorFlow.js run on this project's engine; returns what was chosen. Call once, before any tensor exists. */
export async function startEngine(options: EngineOptions = {}): Promise<EngineInfo> {
  registerEngine(options);
  await tf.setBackend(backendName);
  return infoOf(options);
}

/**
 * The devices that ONNX Runtime was built for on this platform. Only a try shows whether the machine has one of them.
 */
export async function offeredDevices(): Promise<EngineDevice[]> {
  await loadRuntime();
  const built = builtProviders();
  return Object.values(devices)
    .filter(({ provider }) => built.includes(provider.name))
    .map(({ id }) => id);
}
