/** Bundles the extension-host suite into `artifacts/.build/extension-suite/`, where Mocha loads it as CommonJS. */
import { build } from 'esbuild';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = join(dirname(fileURLToPath(import.meta.url)), 'suite');
const entries = readdirSync(source).filter((name) => name === 'index.ts' || name.endsWith('.suite.ts'));

export const suiteFolder = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../artifacts/.build/extension-suite',
);

/** @returns {Promise<void>} */
export async function buildSuite() {
  await build({
    entryPoints: entries.map((name) => join(source, name)),
    outdir: suiteFolder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSuite();
