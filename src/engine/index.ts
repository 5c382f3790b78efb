import * as tf from '@tensorflow/tfjs-core';
import { joinSmallStepsOfAdam } from './adam';
import { defaultDevice, type DeviceId, type TorchDevice } from '../protocol/devices';
import { backendName, OnnxBackend } from './backend';
import { letLayersNormalizeAtOnce } from './batchNorm';
import { physicalCores } from './cores';
import { devices, isTorch, type EngineDevice } from './devices';
import { letLayersDilate } from './dilation';
import { drawWeightsFast } from './initializers';
import type { GraphError } from './graph/failure';
import { OnnxRuntime } from './graph/onnxRuntime';
import type { MemoryUse } from './graph/memoryUse';
import type { StartRuntime } from './graph/runtime';
import { builtProviders, loadRuntime } from './runtime';
import { registerGradients } from './gradients';
import { registerAllKernels } from './kernels';
import type { PythonProcess } from './torch/process';
import { startTorch, type TorchOptions } from './torch/start';
import { TorchRuntime } from './torch/torchRuntime';

export { crossEntropyAtOnce } from './crossEntropy';
export { elementwiseForEach } from './elementwise';
export { exportOnnx, runOnnx } from './exportOnnx';
export { atPlace, describeTensor, GraphError } from './graph/failure';
export { computing } from './activity';
export type { Shortage } from './graph/memoryUse';
export { within } from './graph/origin';
export { observeKernels, viewOf, type KernelCall } from './observe';
export { physicalCores } from './cores';
export type { EngineDevice } from './devices';
export { torchDevices, type TorchOptions } from './torch/start';
export { measureTraining, type ProbeMeasurement } from './probe';
export { supportedKernels } from './kernels';
export { sumOverRanks } from './ranks';
export { RankLost } from './torch/rankLost';

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
  /** Where to find PyTorch, for its devices. */
  torch?: TorchOptions | undefined;
}

/** What the backend is made with once TensorFlow.js asks for it. */
let chosen: EngineOptions = {};
/** Why it could not be made the last time: TensorFlow.js itself only prints that. */
let fault: unknown;

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
  tf.registerBackend(backendName, () =>
    makeBackend().catch((error: unknown) => {
      fault = error;
      throw error;
    }),
  );
}

async function makeBackend(): Promise<OnnxBackend> {
  const start = await runtimeFor(chosen);
  letLayersDilate();
  letLayersNormalizeAtOnce();
  drawWeightsFast();
  return new OnnxBackend(start);
}

/** @throws FailureError when the device is not there. */
async function runtimeFor(options: EngineOptions): Promise<StartRuntime> {
  const { device, threads } = infoOf(options);
  if (!isTorch(device)) {
    await loadRuntime(options.cudaRuntime);
    return (pool) => new OnnxRuntime({ threads, device: devices[device] }, pool);
  }
  if (!options.torch) throw new Error('It is not said where the programs for PyTorch are.');
  const python = await torchProcess(device, threads, options.torch);
  chosen = { ...options, device: `torch:${python.device}` };
  return (pool) => new TorchRuntime(python, pool, `torch:${python.device}`);
}

/** Starting PyTorch takes seconds: one process serves every backend that is made while it lives. */
async function torchProcess(
  device: TorchDevice,
  threads: number,
  options: TorchOptions,
): Promise<PythonProcess> {
  const key = JSON.stringify([device, threads, options]);
  if (running?.key !== key || running.python.isOver) {
    running?.python.end();
    running = { key, python: await startTorch(device, threads, options) };
  }
  return running.python;
}

let running: { key: string; python: PythonProcess } | undefined;

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

/** What the memory of the device holds, in bytes; undefined where the device does not tell. */
export function deviceMemory(): MemoryUse | undefined {
  const backend = tf.backend();
  return backend instanceof OnnxBackend ? backend.deviceMemory() : undefined;
}

/**
 * Makes TensorFlow.js run on this project's engine; returns what was chosen. Call once, before any tensor exists.
 * @throws FailureError when the device is not there: TensorFlow.js would go on, many times slower, with a backend of its own
 */
export async function startEngine(options: EngineOptions = {}): Promise<EngineInfo> {
  registerEngine(options);
  if (!(await tf.setBackend(backendName))) throw fault;
  return infoOf(chosen);
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
