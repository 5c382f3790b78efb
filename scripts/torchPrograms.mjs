/** What the engine needs beside it to compute with PyTorch: the Python package, and the thread that speaks with it. */
import { build } from 'esbuild';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Writes `torchThread.cjs` and `python/` into a folder.
 * @param {string} folder is created when missing
 */
export async function buildTorchPrograms(folder) {
  await build({
    entryPoints: { torchThread: path.join(repository, 'src/engine/torch/thread.ts') },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'warning',
  });
  await cp(path.join(repository, 'python/lits_torch'), path.join(folder, 'python/lits_torch'), {
    recursive: true,
    filter: (file) => !file.includes('__pycache__'),
  });
}
