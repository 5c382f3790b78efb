import { build } from 'esbuild';
import { cp, mkdtemp } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTorchPrograms } from '../../../scripts/torchPrograms.mjs';
import { typingsFolder } from '../train/installation';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Builds `lits` as it is installed, with the worker and what PyTorch needs beside it. @returns the program's path */
export async function installLits(): Promise<string> {
  const folder = path.dirname(await installWorker());
  await buildTorchPrograms(folder);
  const outfile = path.join(folder, 'cli.cjs');
  await build({
    entryPoints: [path.join(repository, 'src/cli/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  return outfile;
}

/** Builds the worker as it is installed: its program with the type declarations beside it. @returns the program's path */
export async function installWorker(): Promise<string> {
  const artifacts = path.join(repository, 'artifacts', 'unit');
  await mkdir(artifacts, { recursive: true });
  const folder = await mkdtemp(path.join(artifacts, 'worker-'));
  const outfile = path.join(folder, 'worker.cjs');
  await build({
    entryPoints: {
      worker: path.join(repository, 'src/worker/index.ts'),
      volumeThread: path.join(repository, 'src/data/volumes/volumeThread.ts'),
      watchdogThread: path.join(repository, 'src/worker/watchdogThread.ts'),
    },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['onnxruntime-node', 'sharp', 'esbuild', 'typescript'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  await cp(await typingsFolder(), path.join(folder, 'typings'), { recursive: true });
  return outfile;
}
