import { availableParallelism, freemem, totalmem } from 'node:os';
import onnxruntime from 'onnxruntime-node/package.json';
import { meansText, type Means } from '../../check';
import { openDataset } from '../../data';
import type { EngineInfo } from '../../engine';
import { deviceNames, type DeviceId, type DeviceReport } from '../../protocol/devices';
import { toFailure } from '../../protocol/failure';
import type { DoctorJob, DoctorReport } from '../../protocol/jobs/machineJobs';

type Finding = DoctorReport['findings'][number];

const gibibyte = 2 ** 30;
const oldestNode = 20;
/** Rules of thumb for the machine's whole memory: an editor and a browser want their share of it. */
const enoughMemory = 7 * gibibyte;
const leastMemory = 3 * gibibyte;

/** Looks at everything a training needs, and says what to do where something is missing. */
export async function examine(
  job: DoctorJob,
  engine: EngineInfo,
  devices: readonly DeviceReport[],
  means: Means,
  signal: AbortSignal,
): Promise<DoctorReport> {
  return {
    findings: [
      node(process.versions.node),
      {
        id: 'engine',
        status: 'ok',
        text: `TensorFlow.js backend "${engine.backend}"; ONNX Runtime ${onnxruntime.version}.`,
      },
      ...devices.map((report) => device(report)),
      threads(engine.threads, availableParallelism()),
      memory(totalmem(), freemem()),
      containment(means),
      await dataset(job.data, signal),
    ],
  };
}

export function node(version: string): Finding {
  const major = Number.parseInt(version, 10);
  if (major >= oldestNode) return { id: 'node', status: 'ok', text: `Node.js ${version}.` };
  return {
    id: 'node',
    status: 'error',
    text: `Node.js ${version} is too old.`,
    next: `Install Node.js ${oldestNode} or newer.`,
  };
}

/** How a probe's problem begins, by its kind. */
const problems: Readonly<Record<NonNullable<DeviceReport['problem']>['kind'], string>> = {
  failed: 'cannot be used here',
  crashed: 'crashes',
  silent: 'does not answer',
  wrong: 'computes wrong numbers',
};

/** What one can do to have a device that is not there. */
const remedies: Partial<Record<DeviceId, string>> = {
  webgpu: 'Needs a GPU and its current driver.',
  cuda: 'Needs an NVIDIA GPU, CUDA 12 with cuDNN 9, and in VS Code the command LiTS: Install CUDA Runtime.',
};

export function device({ device: id, works, stepMillis, problem }: DeviceReport): Finding {
  const name = deviceNames[id];
  if (works)
    return {
      id: 'device',
      status: 'ok',
      text: `${name}: works, ${stepMillis === undefined ? 'but very slowly' : `${stepMillis.toFixed(0)} ms for a step of a small CNN on 8 slices`}.`,
    };
  const text = `${name}: ${problem ? `${problems[problem.kind]} (${problem.message})` : 'does not work'}.`;
  if (id === 'cpu')
    return { id: 'device', status: 'error', text, next: 'Install the extension again for this platform.' };
  const missing = problem?.kind === 'failed';
  const next = missing ? remedies[id] : 'Do not choose it; a newer driver may help.';
  return { id: 'device', status: missing ? 'absent' : 'warning', text, ...(next ? { next } : {}) };
}

export function threads(used: number, available: number): Finding {
  const text = `${used} of ${available} threads are used.`;
  if (used >= Math.max(1, available / 2)) return { id: 'threads', status: 'ok', text };
  return {
    id: 'threads',
    status: 'warning',
    text,
    next: 'Training would be faster with more threads: raise their number in the settings.',
  };
}

/** @param total bytes of the machine @param free bytes free now */
export function memory(total: number, free: number): Finding {
  const inGib = (bytes: number) => `${(bytes / gibibyte).toFixed(1)} GiB`;
  const text = `${inGib(total)} of memory, ${inGib(free)} free.`;
  if (total >= enoughMemory) return { id: 'memory', status: 'ok', text };
  if (total >= leastMemory)
    return {
      id: 'memory',
      status: 'warning',
      text,
      next: 'Enough for small models. Use a small batch size for ResNet-50 and AlexNet.',
    };
  return {
    id: 'memory',
    status: 'error',
    text,
    next: 'This is too little for training: close other programs, and use a batch size of 4 or less.',
  };
}

/** How student code is kept from the machine while it is checked. */
export function containment(means: Means): Finding {
  const text = `Student code that is checked is contained by ${meansText(means)}.`;
  if (means.permissions && means.sandbox !== 'none') return { id: 'containment', status: 'ok', text };
  const next = means.permissions
    ? 'Enough for your own code. For code of others, on Linux, install bubblewrap: it takes the network away as well.'
    : 'Enough for your own code. For code of others, use Node.js 20.12 or newer and, on Linux, bubblewrap.';
  return { id: 'containment', status: 'warning', text, next };
}

async function dataset(path: string | undefined, signal: AbortSignal): Promise<Finding> {
  if (path === undefined)
    return {
      id: 'dataset',
      status: 'warning',
      text: 'No data set was named.',
      next: 'Prepare the sample data set, or name the folder that holds Clean_LiTS.',
    };
  try {
    const opened = await openDataset(path, { signal });
    const counts = (['train', 'val', 'test'] as const).map((name) => {
      const { count, volumes } = opened.split(name);
      return `${name} ${count} slices of ${volumes} patients`;
    });
    return { id: 'dataset', status: 'ok', text: `${opened.path}: ${counts.join(', ')}.` };
  } catch (error) {
    signal.throwIfAborted();
    const { what, why, next } = toFailure(error);
    return {
      id: 'dataset',
      status: 'error',
      text: [what, why].filter(Boolean).join(' '),
      ...(next ? { next } : {}),
    };
  }
}
