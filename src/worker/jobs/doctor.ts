import { availableParallelism, freemem, totalmem } from 'node:os';
import onnxruntime from 'onnxruntime-node/package.json';
import { meansText, type Means } from '../../check';
import { openDataset } from '../../data';
import { remarkText } from '../../evaluate/remarkText';
import type { EngineInfo } from '../../engine';
import { areVolumesKnown } from '../../protocol/dataSet';
import { deviceName, needsOf, stepTime, whyNot, type DeviceReport } from '../../protocol/devices';
import { toFailure } from '../../protocol/failure';
import type { DoctorJob, DoctorReport } from '../../protocol/jobs/machineJobs';
import { decimals, t } from '../../words';

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
        text: t('TensorFlow.js backend "{0}"; ONNX Runtime {1}.', engine.backend, onnxruntime.version),
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
    text: t('Node.js {0} is too old.', version),
    next: t('Install Node.js {0} or newer.', oldestNode),
  };
}

export function device(report: DeviceReport): Finding {
  const { device: id, works, stepMillis, problem } = report;
  const name = deviceName(id);
  if (works) {
    const text =
      stepMillis === undefined
        ? t('{0} works, but very slowly.', name)
        : t('{0} works: {1}.', name, stepTime(stepMillis));
    return { id: 'device', status: 'ok', text };
  }
  const text = t('{0} does not work. {1}', name, whyNot(report));
  if (id === 'cpu')
    return { id: 'device', status: 'error', text, next: t('Install the extension again for this platform.') };
  const missing = problem?.kind === 'failed';
  const next = missing ? needsOf(id) : t('Do not choose it; a newer driver may help.');
  return { id: 'device', status: missing ? 'absent' : 'warning', text, ...(next ? { next } : {}) };
}

export function threads(used: number, available: number): Finding {
  const text = t('{0} of {1} threads are used.', used, available);
  if (used >= Math.max(1, available / 2)) return { id: 'threads', status: 'ok', text };
  return {
    id: 'threads',
    status: 'warning',
    text,
    next: t('Training would be faster with more threads: raise their number in the settings.'),
  };
}

/** @param total bytes of the machine @param free bytes free now */
export function memory(total: number, free: number): Finding {
  const inGib = (bytes: number) => `${decimals(bytes / gibibyte, 1)} GiB`;
  const text = t('{0} of memory, {1} free.', inGib(total), inGib(free));
  if (total >= enoughMemory) return { id: 'memory', status: 'ok', text };
  if (total >= leastMemory)
    return {
      id: 'memory',
      status: 'warning',
      text,
      next: t('Enough for small models. Use a small batch size for ResNet-50 and AlexNet.'),
    };
  return {
    id: 'memory',
    status: 'error',
    text,
    next: t('This is too little for training: close other programs, and use a batch size of 4 or less.'),
  };
}

/** How student code is kept from the machine while it is checked. */
export function containment(means: Means): Finding {
  const text = t('Student code that is checked is contained by {0}.', meansText(means));
  if (means.permissions && means.sandbox !== 'none') return { id: 'containment', status: 'ok', text };
  const next = means.permissions
    ? t(
        'Enough for your own code. For code of others, on Linux, install bubblewrap: it takes the network away as well.',
      )
    : t(
        'Enough for your own code. For code of others, use Node.js 20.12 or newer and, on Linux, bubblewrap.',
      );
  return { id: 'containment', status: 'warning', text, next };
}

async function dataset(path: string | undefined, signal: AbortSignal): Promise<Finding> {
  if (path === undefined)
    return {
      id: 'dataset',
      status: 'warning',
      text: t('No data set was named.'),
      next: t('Prepare the sample data set, or name the folder that holds Clean_LiTS.'),
    };
  try {
    const opened = await openDataset(path, { signal });
    await opened.unchanged;
    const counts = (['train', 'val', 'test'] as const).map((name) => {
      const { count, volumes } = opened.split(name);
      return areVolumesKnown(opened.doubts)
        ? t('{0} {1} slices of {2} volumes', name, count, volumes)
        : t('{0} {1} slices', name, count);
    });
    const text = `${opened.path}: ${counts.join(', ')}.`;
    if (opened.doubts.length === 0) return { id: 'dataset', status: 'ok', text };
    return { id: 'dataset', status: 'warning', text, next: opened.doubts.map(remarkText).join(' ') };
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
