import { mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTorchPrograms } from '../../../../scripts/torchPrograms.mjs';
import type { EngineOptions } from '../../../../src/engine';
import { pytorch } from '../../../pytorch.mjs';

const artifacts = fileURLToPath(new URL('../../../../artifacts/unit/', import.meta.url));

/** Folder of the programs that the engine needs for PyTorch, built anew. */
export async function torchPrograms(): Promise<string> {
  await mkdir(artifacts, { recursive: true });
  const folder = await mkdtemp(path.join(artifacts, 'torch-'));
  await buildTorchPrograms(folder);
  return folder;
}

/** PyTorch on the CPU, by the Python that the tests have found. */
export async function torchOnCpu(): Promise<EngineOptions> {
  return {
    device: 'torch:cpu',
    threads: 1,
    torch: { programs: await torchPrograms(), python: pytorch.python() },
  };
}
