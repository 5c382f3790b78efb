/** Bundles every program of the project into `dist/`. `--watch` rebuilds on change. */
import { build, context } from 'esbuild';
import { mkdir, rm } from 'node:fs/promises';
import { buildEnginePackage } from './scripts/enginePackage.mjs';
import { buildTorchPrograms } from './scripts/torchPrograms.mjs';
import { buildTypings } from './scripts/typings.mjs';

const watch = process.argv.includes('--watch');
/** Native or file-based packages that must stay in node_modules beside the bundle. */
const external = ['vscode', 'onnxruntime-node', 'sharp', 'esbuild', 'typescript'];
const shared = {
  bundle: true,
  sourcemap: true,
  minify: !watch,
  keepNames: true,
  logLevel: watch ? 'info' : 'warning',
  legalComments: 'none',
};
const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external,
  outExtension: { '.js': '.cjs' },
};
const browser = { ...shared, platform: 'browser', target: 'es2022', format: 'esm' };

const programs = [
  { ...node, entryPoints: { extension: 'src/extension/index.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { cli: 'src/cli/index.ts' }, outdir: 'dist' },
  // `module` first: one single copy of TensorFlow.js, tree-shaken.
  { ...node, entryPoints: { worker: 'src/worker/index.ts' }, outdir: 'dist', mainFields: ['module', 'main'] },
  {
    ...node,
    entryPoints: {
      dataWorker: 'src/worker/dataWorker.ts',
      augmentThread: 'src/train/augmentation/thread.ts',
      volumeThread: 'src/data/volumes/volumeThread.ts',
      watchdogThread: 'src/worker/watchdogThread.ts',
    },
    outdir: 'dist',
    mainFields: ['module', 'main'],
  },
  {
    ...browser,
    entryPoints: {
      dashboard: 'webview/dashboard/index.ts',
      metrics: 'webview/metrics/index.ts',
      comparison: 'webview/comparison/index.ts',
      evaluation: 'webview/evaluation/index.ts',
      augmentation: 'webview/augmentation/index.ts',
      model: 'webview/model/index.ts',
      data: 'webview/data/index.ts',
      quiz: 'webview/quiz/index.ts',
      learningRate: 'webview/learningRate/index.ts',
      review: 'webview/review/index.ts',
    },
    outdir: 'dist/webview',
    loader: { '.ttf': 'file' },
    tsconfig: 'webview/tsconfig.json',
  },
];

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await buildTypings('dist/typings');
await buildTorchPrograms('dist');
await buildEnginePackage('dist/lits');
if (watch) {
  for (const program of programs) await (await context(program)).watch();
} else {
  await Promise.all(programs.map((program) => build(program)));
}
