/**
 * A look at the extension in a real VS Code:
 * `node test/e2e/shot.mjs FOLDER OUT.png [--theme light] [--command "LiTS: …"] [--open FILE] [--view NAME] [--wait TEXT]`.
 * Uses the VSIX in the repository's folder (`npm run package` makes it).
 */
import { build } from 'esbuild';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(here, '../../artifacts/.build/shot.mjs');
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
