/**
 * Trains and checks programs that are mutated at random: `npm run fuzz [-- --count 2000 --from 1 --processes 2 --ends]`, and
 * `npm run fuzz -- --show SEED` prints the program of a seed. The parts are TypeScript: bundled here, then run.
 */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildTypings } from '../../scripts/typings.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const outfile = path('../../artifacts/fuzz/main.mjs');

await buildTypings(path('../../artifacts/fuzz/typings'));
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
