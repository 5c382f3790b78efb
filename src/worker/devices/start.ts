import { physicalCores, startEngine, type EngineInfo } from '../../engine';
import { defaultDevice, type DeviceId } from '../../protocol/devices';
import { isTensorflow, startTensorflow } from './tensorflow';

/** Folder of ONNX Runtime's libraries with CUDA's provider among them, where it was installed. */
export const cudaRuntimeVariable = 'LITS_CUDA_RUNTIME';

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
  const cudaRuntime = device === 'cuda' ? process.env[cudaRuntimeVariable] : undefined;
  return startEngine({ device, threads, cudaRuntime });
}
