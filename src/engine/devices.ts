import type { InferenceSession } from 'onnxruntime-node';
import type { DeviceId } from '../protocol/devices';
import { cpuTarget, gpuTarget, type Target } from './graph/target';

/** A device as ONNX Runtime knows it. */
export interface Device {
  /** Name as shown to the student. */
  name: string;
  /** Execution providers in order of preference; what none of them computes goes to the CPU. */
  providers: readonly InferenceSession.ExecutionProviderConfig[];
  /** Tensors stay on the device between runs: the binding hands them out as `gpu-buffer`, for WebGPU alone. */
  keepsTensors: boolean;
  target: Target;
}

export const devices: Readonly<Record<DeviceId, Device>> = {
  cpu: { name: 'CPU', providers: ['cpu'], keepsTensors: false, target: cpuTarget },
  webgpu: { name: 'GPU (WebGPU)', providers: ['webgpu'], keepsTensors: true, target: gpuTarget },
  cuda: { name: 'NVIDIA GPU (CUDA)', providers: ['cuda'], keepsTensors: false, target: gpuTarget },
  directml: { name: 'GPU (DirectML)', providers: ['dml'], keepsTensors: false, target: gpuTarget },
  coreml: { name: 'Apple GPU (CoreML)', providers: ['coreml'], keepsTensors: false, target: gpuTarget },
};
