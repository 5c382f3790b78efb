import { join } from 'node:path';
import { workerEnvironment } from '../../../src/launch/environment';
import { findPython } from '../python';
import { Contestant, type Setup } from './contestant';

export const layouts = ['contiguous', 'channels_last'] as const;

/** A process on this project's engine, with the environment that workers get. */
export const startEngineProcess = (root: string, setup: Setup): Contestant =>
  new Contestant(
    process.execPath,
    [join(root, 'artifacts', 'bench', 'engineProcess.cjs')],
    setup,
    workerEnvironment(process.env, {}),
  );

/** A process on PyTorch. */
export function startTorchProcess(
  root: string,
  python: string,
  setup: Setup,
  layout: (typeof layouts)[number],
): Contestant {
  const threads = String(setup.threads);
  return new Contestant(
    python,
    [join(root, 'test', 'bench', 'training', 'torch_process.py')],
    { ...setup, layout },
    { ...process.env, OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads },
  );
}

export const findTorch = (): string | undefined => findPython('torch');
