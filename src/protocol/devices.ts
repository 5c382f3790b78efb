import * as z from 'zod';
import { rough, t } from '../words';

/** Devices that every version has by the same name. */
const namedDeviceSchema = z.enum([
  'cpu',
  'webgpu',
  'cuda',
  'directml',
  'coreml',
  'tfjs-node',
  'tfjs-node-gpu',
]);

/** PyTorch in a Python process: the best device that it has, or one by PyTorch's own name, as in `torch:cuda:0`. */
export type TorchDevice = 'torch' | `torch:${string}`;

const torchDeviceSchema = z.string().regex(/^torch(:[a-z]+(:\d+)?)?$/) as unknown as z.ZodType<
  TorchDevice,
  TorchDevice
>;

/** Where a model can be trained. */
export const deviceIdSchema = z.union([namedDeviceSchema, torchDeviceSchema]);

/** What to choose from in words: as many of PyTorch's devices as a person may think of. */
export const deviceChoices = [
  ...namedDeviceSchema.options,
  'torch',
  'torch:cpu',
  'torch:cuda:0',
  'torch:mps',
];

export const isTorchDevice = (device: string): device is TorchDevice =>
  torchDeviceSchema.safeParse(device).success;

/** Installs PyTorch. (no text: a command) */
export const torchInstall = 'python3 -m pip install torch';

/** What every machine has. */
export const defaultDevice = 'cpu' satisfies DeviceId;

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
      /** What went wrong, in the words of the program that noticed it. */
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

/** Variable of a worker's environment: the Python that has PyTorch, where it is not to be looked for. */
export const pythonVariable = 'LITS_PYTHON';

/** Variable of a worker's environment: a Python, or the folder of its environment, to try before all others. */
export const likelyPythonVariable = 'LITS_LIKELY_PYTHON';

/** The name of a device as a run has recorded it, which may be one that this version does not know. */
export function deviceName(recorded: string): string {
  const known = deviceIdSchema.safeParse(recorded);
  if (!known.success) return recorded;
  if (isTorchDevice(known.data)) return torchName(known.data);
  return names[known.data]();
}

/** What a run was trained on: its device, and in how many processes, where there were several. */
export function trainedOn({
  device,
  ranks = 1,
}: {
  device?: string | undefined;
  ranks?: number | undefined;
}): string | undefined {
  if (device === undefined) return undefined;
  return ranks > 1 ? t('{0}, {1} processes', deviceName(device), ranks) : deviceName(device);
}

/** PyTorch and its own name of the device: CPU, NVIDIA GPU 0. */
function torchName(device: TorchDevice): string {
  const [, kind, index = ''] = device.split(':') as [string, string?, string?];
  if (kind === undefined) return 'PyTorch';
  return `PyTorch (${[torchKinds[kind]?.() ?? kind, index].filter(Boolean).join(' ')})`;
}

/** PyTorch calls AMD's GPUs `cuda`, too. */
const torchKinds: Readonly<Partial<Record<string, () => string>>> = {
  cpu: () => 'CPU',
  cuda: () => 'GPU',
  mps: () => t('Apple GPU'),
  xpu: () => t('Intel GPU'),
};

const names: Readonly<Record<z.infer<typeof namedDeviceSchema>, () => string>> = {
  cpu: () => 'CPU',
  webgpu: () => 'GPU (WebGPU)',
  cuda: () => t('NVIDIA GPU (CUDA)'),
  directml: () => 'GPU (DirectML)',
  coreml: () => t('Apple GPU and Neural Engine (CoreML)'),
  'tfjs-node': () => 'TensorFlow (tfjs-node)',
  'tfjs-node-gpu': () => t('TensorFlow on an NVIDIA GPU (tfjs-node-gpu)'),
};

/** How long a step takes, of the small CNN that devices are tried with. */
export function stepTime(stepMillis: number): string {
  return t('{0} ms for a step of a small CNN on 8 slices', rough(stepMillis));
}

/** Why a device that was tried does not work. */
export function whyNot({ problem }: Pick<DeviceReport, 'problem'>): string {
  switch (problem?.kind) {
    case 'failed':
      return t('It cannot be used here: {0}.', problem.message);
    case 'crashed':
      return t('Its driver or library crashes: {0}.', problem.message);
    case 'silent':
      return t('It gives no answer: {0}.', problem.message);
    case 'wrong':
      return t('It computes wrong numbers: {0}.', problem.message);
    case undefined:
      return t('It does not work.');
  }
}

/** What a device that is not there needs, where one can do something about it. */
export function needsOf(device: DeviceId): string | undefined {
  if (device === 'webgpu') return t('Needs a GPU and its current driver.');
  if (device === 'cuda')
    return t(
      'Needs an NVIDIA GPU, CUDA 12 with cuDNN 9, and what the command LiTS: Install CUDA Runtime installs.',
    );
  if (isTorchDevice(device)) return t('Needs Python with PyTorch: {0}.', torchInstall);
  return undefined;
}
