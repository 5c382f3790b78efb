/**
 * Judges right programs with one random change each: `npm run mutations [-- --count 500 --from 1 --of resnet50 --all]`, and
 * `npm run mutations -- --show SEED` prints the change of a seed. The parts are TypeScript: bundled here, then run.
 */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildTypings } from '../../scripts/typings.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const outfile = path('../../artifacts/mutations/main.mjs');

await buildTypings(path('../../artifacts/mutations/typings'));
await build({
  entryPoints: [path('main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  alias: { 'lits/check': path('../../src/check/authoring.ts') },
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, LITS_ROOT: path('../../') },
});
process.exitCode = status ?? 1;
