import type { InferenceSession } from 'onnxruntime-common';
import { deviceName, isTorchDevice, type DeviceId, type TorchDevice } from '../protocol/devices';
import { FailureError, messageOf } from '../protocol/failure';
import { t } from '../words';
import { cpuTarget, gpuTarget, webgpuTarget, type Target } from './graph/target';
import { plainText } from './plainText';
import { whileComputing } from './activity';

/** Devices of this engine; the others are TensorFlow.js' own backends. */
export type EngineDevice = Exclude<DeviceId, 'tfjs-node' | 'tfjs-node-gpu'>;
/** Devices of ONNX Runtime. */
type OnnxDevice = Exclude<EngineDevice, TorchDevice>;

/** A device as ONNX Runtime knows it. */
export interface Device {
  id: OnnxDevice;
  /** What computes; nodes that it does not know go to the CPU. */
  provider: InferenceSession.WebGpuExecutionProviderOption | InferenceSession.ExecutionProviderOption;
  /** Tensors stay on the device between runs: the binding hands them out as `gpu-buffer`, for WebGPU alone. */
  keepsTensors: boolean;
  target: Target;
}

const gpu = { keepsTensors: false, target: gpuTarget };

export const isTorch = (device: EngineDevice): device is TorchDevice => isTorchDevice(device);

export const devices: Readonly<Record<OnnxDevice, Device>> = {
  cpu: { id: 'cpu', provider: { name: 'cpu' }, keepsTensors: false, target: cpuTarget },
  // The provider of ONNX Runtime 1.30 gives wrong convolutions in its own layout (NHWC) when the number of input
  // channels is a multiple of 3 but not of 4, and the number of output channels is a multiple of 4.
  webgpu: {
    ...gpu,
    id: 'webgpu',
    provider: { name: 'webgpu', preferredLayout: 'NCHW' },
    keepsTensors: true,
    target: webgpuTarget,
  },
  cuda: { ...gpu, id: 'cuda', provider: { name: 'cuda' } },
  directml: { ...gpu, id: 'directml', provider: { name: 'dml' } },
  coreml: { ...gpu, id: 'coreml', provider: { name: 'coreml' } },
};

/** Does something on a device; what a GPU throws becomes a failure that names the way out. */
export function guarded<T>({ id }: Device, work: () => T): T {
  try {
    return whileComputing(work);
  } catch (error) {
    if (id === 'cpu') throw error;
    throw deviceFailure(id, error);
  }
}

/** A device has failed in the midst of its work. */
export const deviceFailure = (device: EngineDevice, error: unknown): FailureError =>
  new FailureError(
    {
      what: t('{0} failed.', deviceName(device)),
      why: plainText(messageOf(error)),
      next: t('Train on the CPU instead, which always works. What this run had saved is kept.'),
      device,
    },
    error,
  );
