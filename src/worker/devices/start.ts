import { physicalCores, startEngine, type EngineInfo } from '../../engine';
import { defaultDevice, type DeviceId } from '../../protocol/devices';
import { installedCudaRuntime } from '../cuda/install';
import { isTensorflow, startTensorflow } from './tensorflow';

export interface DeviceChoice {
  device?: DeviceId | undefined;
  /** CPU threads. */
  threads?: number | undefined;
}

/**
 * Makes TensorFlow.js compute on a device. Call once, before any tensor exists.
 * @throws FailureError when the device is not there.
 */
export function startDevice({
  device = defaultDevice,
  threads = physicalCores(),
}: DeviceChoice): Promise<EngineInfo> {
  if (isTensorflow(device)) return startTensorflow(device, threads, process.cwd());
  const cudaRuntime = device === 'cuda' ? installedCudaRuntime() : undefined;
  return startEngine({ device, threads, cudaRuntime });
}
