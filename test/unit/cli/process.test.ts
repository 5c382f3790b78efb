import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lits-cli-process-'));
  await build({
    entryPoints: { cli: path('../../../src/cli/index.ts') },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  await writeFile(join(folder, 'worker.cjs'), `import(${JSON.stringify(path('../launch/fakeWorker.mjs'))});`);
  await mkdir(join(folder, 'Clean_LiTS'));
  await writeFile(join(folder, 'Clean_LiTS', 'train_classes.csv'), '');
});
afterAll(() => rm(folder, { recursive: true }));

async function lits(file: string) {
  await writeFile(join(folder, file), '');
  return spawnSync(process.execPath, ['cli.cjs', 'train', file], { cwd: folder, encoding: 'utf8' });
}

it('ends with code 0 after work that went well', async () => {
  expect((await lits('succeed.ts')).status).toBe(0);
});

it('stays until it knows why its worker died', async () => {
  const { status, stderr } = await lits('die.ts');
  expect(stderr).toContain('killed by SIGKILL');
  expect(status).toBe(1);
});
