/** Writes `docs/protocol.schema.json` (`npm run protocol`). */
import { build } from 'esbuild';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import prettier from 'prettier';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
// Inside the repository, so that the bundle finds the packages that it leaves out.
const folder = await mkdtemp(path.join(repository, 'dist-'));
try {
  const outfile = path.join(folder, 'schema.mjs');
  await build({
    entryPoints: [path.join(repository, 'scripts/protocolDocument.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  const { protocolSchema } = await import(pathToFileURL(outfile).href);
  const schema = protocolSchema(path.join(repository, 'src/protocol'));
  const target = path.join(repository, 'docs/protocol.schema.json');
  const options = await prettier.resolveConfig(target);
  await writeFile(target, await prettier.format(JSON.stringify(schema), { ...options, filepath: target }));
} finally {
  await rm(folder, { recursive: true });
}
