import * as z from 'zod';

/** Where a model can be trained. */
export const deviceIdSchema = z.enum(['cpu', 'webgpu', 'cuda', 'directml', 'coreml']);

export type DeviceId = z.infer<typeof deviceIdSchema>;

/** What every machine has. */
export const defaultDevice: DeviceId = 'cpu';

/** As shown to the student; the same in every language. */
export const deviceNames: Readonly<Record<DeviceId, string>> = {
  cpu: 'CPU',
  webgpu: 'GPU (WebGPU)',
  cuda: 'NVIDIA GPU (CUDA)',
  directml: 'GPU (DirectML)',
  coreml: 'Apple GPU and Neural Engine (CoreML)',
};
