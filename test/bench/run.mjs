/**
 * Measures what the project promises to be quick at: `npm run bench [-- --help]`.
 * The parts are TypeScript: bundled here, then run.
 */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildTorchPrograms } from '../../scripts/torchPrograms.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const out = path('../../artifacts/bench/');

await build({
  entryPoints: {
    main: path('main.ts'),
    engineProcess: path('training/engineProcess.ts'),
    readingProcess: path('readingProcess.ts'),
    augmentationProcess: path('training/augmentationProcess.ts'),
    augmentThread: path('../../src/train/augmentation/thread.ts'),
    volumeThread: path('../../src/data/volumes/volumeThread.ts'),
  },
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  mainFields: ['module', 'main'],
  external: ['onnxruntime-node', 'sharp', 'esbuild', 'typescript'],
  logLevel: 'warning',
});
await buildTorchPrograms(out);
const { status } = spawnSync(process.execPath, [`${out}main.cjs`, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, LITS_BENCH_ROOT: path('../../') },
});
process.exitCode = status ?? 1;
