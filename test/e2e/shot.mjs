/**
 * A look at the extension in a real VS Code:
 * `node test/e2e/shot.mjs FOLDER OUT.png [--theme light] [--command "LiTS: …"] [--open FILE] [--view NAME] [--wait TEXT]`.
 * Packages first; `LITS_SHOT_AS_IS=1` takes the package that is there.
 */
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(here, '../../artifacts/.build/shot.mjs');
if (!process.env.LITS_SHOT_AS_IS)
  execFileSync(process.execPath, ['scripts/package.mjs', '--out', 'artifacts/lits-lab.vsix'], {
    cwd: join(here, '../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
await build({
  entryPoints: [join(here, 'shot.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
});
await import(pathToFileURL(outfile).href);
