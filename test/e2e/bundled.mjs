import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Packages the extension (`LITS_SHOT_AS_IS=1` takes the package that is there), then runs a script of this folder with it.
 * @param {string} name of the TypeScript file
 */
export async function runBundled(name) {
  const root = join(here, '../..');
  const outfile = join(root, 'artifacts/.build', `${basename(name, '.ts')}.mjs`);
  if (!process.env.LITS_SHOT_AS_IS)
    execFileSync(process.execPath, ['scripts/package.mjs', '--out', 'artifacts/lits-lab.vsix'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  await build({
    entryPoints: [join(here, name)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  await import(pathToFileURL(outfile).href);
}
