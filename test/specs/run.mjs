/**
 * Runs TensorFlow.js' own specs (they come with `@tensorflow/tfjs-core`) against the engine.
 * `node test/specs/run.mjs [--filter TEXT] [--list] [--json FILE] [--device DEVICE] [--software-gpu]`; exits with 1 if a spec fails that is not in
 * `known-failures.json` or `known-failures.DEVICE.json`, or one passes that is.
 */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTorchPrograms } from '../../scripts/torchPrograms.mjs';
import { softwareGpu } from '../softwareGpu.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const core = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json'));
/** Specs of kernels and of what is made of them; the rest of the suite tests TensorFlow.js' input and output. */
const wanted = /'\.\/(ops\/|gradients_test|optimizers\/|tensor_test|variable_test|backends\/backend_test)/;
const files = readFileSync(join(core, 'dist/tests.js'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('import') && wanted.test(line))
  .map((line) => line.replace("'./", `'${core}/dist/`));

const out = join(root, 'artifacts/specs/specs.cjs');
await build({
  stdin: {
    contents: [
      `import ${JSON.stringify(join(here, 'environment.ts'))};`,
      ...files,
      `import ${JSON.stringify(join(here, 'execute.ts'))};`,
    ].join('\n'),
    resolveDir: root,
  },
  outfile: out,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['onnxruntime-node', 'jasmine-core'],
  // The specs register gradients, backends and flags as they load: nothing may be shaken off.
  ignoreAnnotations: true,
  logLevel: 'error',
});
await buildTorchPrograms(join(root, 'artifacts/torch'));
const softly = '--software-gpu';
const options = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [out, ...options.filter((option) => option !== softly)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(options.includes(softly) ? softwareGpu.environment : {}),
    LITS_KNOWN_FAILURES: here,
    LITS_TORCH_PROGRAMS: join(root, 'artifacts/torch'),
  },
});
process.exitCode = status ?? 1;
