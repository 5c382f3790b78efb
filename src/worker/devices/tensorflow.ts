import { createRequire, Module } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { EngineInfo } from '../../engine';
import { hasCode } from '../../protocol/errorCode';
import { deviceName, type DeviceId } from '../../protocol/devices';
import { FailureError, messageOf } from '../../protocol/failure';
import { t } from '../../words';

/** Devices that are packages a student may install: TensorFlow's C library behind TensorFlow.js. */
export const tensorflowDevices = ['tfjs-node', 'tfjs-node-gpu'] as const;
export type TensorflowDevice = (typeof tensorflowDevices)[number];

/** The name under which those packages register themselves with TensorFlow.js. */
const backendName = 'tensorflow';
const packageOf = (device: TensorflowDevice) => `@tensorflow/${device}`;

export const isTensorflow = (device: DeviceId): device is TensorflowDevice =>
  tensorflowDevices.some((one) => one === device);

/** The package's main file as seen from a folder; undefined where it is not installed. */
export function findTensorflow(device: TensorflowDevice, from: string): string | undefined {
  try {
    return createRequire(path.join(from, 'any.js')).resolve(packageOf(device));
  } catch (error) {
    if (hasCode(error, 'MODULE_NOT_FOUND')) return undefined;
    throw error;
  }
}

/**
 * Makes TensorFlow.js compute with an installed `@tensorflow/tfjs-node` or `-gpu`.
 * @param from folder in or above which it is installed
 * @throws FailureError when it is not there, or does not load.
 */
export async function startTensorflow(
  device: TensorflowDevice,
  threads: number,
  from: string,
): Promise<EngineInfo> {
  const file = findTensorflow(device, from);
  if (file === undefined)
    throw new FailureError({
      what: t('{0} is not installed.', deviceName(device)),
      why: t('There is no package {0} in {1}, nor above.', packageOf(device), from),
      next: t('Run npm install {0} there, or choose the CPU.', packageOf(device)),
      device,
    });
  try {
    supplyRemovedUtilities();
    process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
    withOurTensorflow(() => createRequire(file)(file) as unknown);
    await tf.setBackend(backendName);
  } catch (error) {
    throw new FailureError(
      {
        what: t('{0} does not start.', deviceName(device)),
        why: messageOf(error),
        next: t('Install {0} again, or choose the CPU.', packageOf(device)),
        device,
      },
      error,
    );
  }
  return { backend: backendName, device, threads };
}

/** What the packages still call and Node.js 23 has removed. */
function supplyRemovedUtilities(): void {
  const removed = {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  };
  for (const [name, replacement] of Object.entries(removed))
    if (!(name in util)) Object.assign(util, { [name]: replacement });
}

interface ModuleLoader {
  _load: (this: ModuleLoader, request: string, ...rest: unknown[]) => unknown;
}

/**
 * Loads a package whose `require('@tensorflow/tfjs')` gives this program's own TensorFlow.js: a backend that registered
 * itself with a second copy would be of no use to this one.
 */
function withOurTensorflow(load: () => unknown): void {
  const loader = Module as unknown as ModuleLoader;
  const { _load: original } = loader;
  loader._load = function (request, ...rest) {
    if (/^@tensorflow\/tfjs(-core)?$/.test(request)) return tf;
    return original.call(loader, request, ...rest);
  };
  try {
    load();
  } finally {
    loader._load = original;
  }
}
