import { realpathSync } from 'node:fs';
import path from 'node:path';
import { physicalCores, startEngine, type EngineInfo, type TorchOptions } from '../../engine';
import { defaultDevice, isTorchDevice, pythonVariable, type DeviceId } from '../../protocol/devices';
import { installedCudaRuntime } from '../cuda/install';
import { isTensorflow, startTensorflow } from './tensorflow';

export interface DeviceChoice {
  device?: DeviceId | undefined;
  /** CPU threads. */
  threads?: number | undefined;
  /** Where this is one of several processes of PyTorch's launcher. */
  ranks?: TorchOptions['ranks'];
}

/**
 * Makes TensorFlow.js compute on a device. Call once, before any tensor exists.
 * @throws FailureError when the device is not there.
 */
export function startDevice({
  device = defaultDevice,
  threads = physicalCores(),
  ranks,
}: DeviceChoice): Promise<EngineInfo> {
  if (isTensorflow(device)) return startTensorflow(device, threads, process.cwd());
  const cudaRuntime = device === 'cuda' ? installedCudaRuntime() : undefined;
  const torch = isTorchDevice(device) ? { ...torchPrograms(), ranks } : undefined;
  return startEngine({ device, threads, cudaRuntime, torch });
}

/** PyTorch's programs lie beside the worker's. */
export const torchPrograms = (): TorchOptions => ({
  programs: path.dirname(realpathSync(process.argv[1])),
  python: process.env[pythonVariable] || undefined,
});
