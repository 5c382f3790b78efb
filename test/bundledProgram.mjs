import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildTypings } from '../scripts/typings.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Bundles `main.ts` of a folder beside this file, with the typings that students' code is checked with, and runs it with the
 * arguments of this process, whose exit status becomes its own.
 * @param {string} folder as in `fuzz`
 */
export async function runProgram(folder) {
  const outfile = path(`../artifacts/${folder}/main.mjs`);
  await buildTypings(path(`../artifacts/${folder}/typings`));
  await build({
    entryPoints: [path(`${folder}/main.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    alias: { 'lits/check': path('../src/check/authoring.ts') },
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, LITS_ROOT: path('../') },
  });
  process.exitCode = status ?? 1;
}
