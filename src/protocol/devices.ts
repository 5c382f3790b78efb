import * as z from 'zod';

/** Where a model can be trained. */
export const deviceIdSchema = z.enum([
  'cpu',
  'webgpu',
  'cuda',
  'directml',
  'coreml',
  'tfjs-node',
  'tfjs-node-gpu',
]);

/** What every machine has. */
export const defaultDevice = 'cpu' satisfies DeviceId;

/** As shown to the student; the same in every language. */
export const deviceNames: Readonly<Record<DeviceId, string>> = {
  cpu: 'CPU',
  webgpu: 'GPU (WebGPU)',
  cuda: 'NVIDIA GPU (CUDA)',
  directml: 'GPU (DirectML)',
  coreml: 'Apple GPU and Neural Engine (CoreML)',
  'tfjs-node': 'TensorFlow (tfjs-node)',
  'tfjs-node-gpu': 'TensorFlow on an NVIDIA GPU (tfjs-node-gpu)',
};

/** What came of trying a device out: a short training in a process of its own. */
export const deviceReportSchema = z.object({
  device: deviceIdSchema,
  works: z.boolean(),
  /** Milliseconds of a step of a small CNN, where it works and is not far too slow. */
  stepMillis: z.number().nonnegative().optional(),
  problem: z
    .object({
      /** `wrong`: its losses are not those of the CPU. */
      kind: z.enum(['failed', 'crashed', 'silent', 'wrong']),
      /** In the words of whoever noticed. */
      message: z.string(),
    })
    .optional(),
});

export type DeviceId = z.infer<typeof deviceIdSchema>;
export type DeviceReport = z.infer<typeof deviceReportSchema>;

/**
 * Variable of a worker's environment: the folder that holds ONNX Runtime with its CUDA libraries, one folder a version of
 * ONNX Runtime.
 */
export const cudaRuntimeVariable = 'LITS_CUDA_RUNTIME';

/** The name of a device as a run has recorded it. */
export function deviceName(recorded: string): string {
  const known = deviceIdSchema.safeParse(recorded);
  return known.success ? deviceNames[known.data] : recorded;
}
