import type { InferenceSession } from 'onnxruntime-node';
import { deviceNames, type DeviceId } from '../protocol/devices';
import { FailureError } from '../protocol/failure';
import { cpuTarget, gpuTarget, type Target } from './graph/target';

/** A device as ONNX Runtime knows it. */
export interface Device {
  id: DeviceId;
  /** Execution providers in order of preference; what none of them computes goes to the CPU. */
  providers: readonly InferenceSession.ExecutionProviderConfig[];
  /** Tensors stay on the device between runs: the binding hands them out as `gpu-buffer`, for WebGPU alone. */
  keepsTensors: boolean;
  target: Target;
}

const gpu = { keepsTensors: false, target: gpuTarget };

export const devices: Readonly<Record<DeviceId, Device>> = {
  cpu: { id: 'cpu', providers: ['cpu'], keepsTensors: false, target: cpuTarget },
  // In its own layout (NHWC) the provider of ONNX Runtime 1.30 convolves wrongly where the input channels are a multiple
  // of 3 but not of 4, and the output channels one of 4.
  webgpu: {
    ...gpu,
    id: 'webgpu',
    providers: [{ name: 'webgpu', preferredLayout: 'NCHW' }],
    keepsTensors: true,
  },
  cuda: { ...gpu, id: 'cuda', providers: ['cuda'] },
  directml: { ...gpu, id: 'directml', providers: ['dml'] },
  coreml: { ...gpu, id: 'coreml', providers: ['coreml'] },
};

/** Does something on a device; what a GPU throws becomes a failure that names the way out. */
export function guarded<T>({ id }: Device, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (id === 'cpu') throw error;
    throw new FailureError(
      {
        what: `${deviceNames[id]} failed.`,
        why: error instanceof Error ? error.message.trim() : String(error),
        next: 'Train on the CPU instead, which always works; what this run had saved is kept.',
        device: id,
      },
      error,
    );
  }
}
