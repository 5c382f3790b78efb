import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { workerEnvironment } from '../../../src/launch/environment';
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

/** The first Python that can import PyTorch: a system's own may have it where a version manager's has not. */
export function findTorch(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
  );
}
