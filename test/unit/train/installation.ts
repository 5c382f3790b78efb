import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { mkdir } from 'node:fs/promises';
import { buildTypings } from '../../../scripts/typings.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const artifacts = path.join(repository, 'artifacts', 'unit');

/** Type declarations for students, built anew only when their sources have changed. */
export async function typingsFolder(): Promise<string> {
  const augment = await readdir(path.join(repository, 'src/augment'), { recursive: true });
  const sources = [
    'src/student/index.ts',
    ...augment.map((name) => path.join('src/augment', name)),
    'scripts/typings.mjs',
    'package-lock.json',
  ];
  const times = await Promise.all(
    sources.map(async (name) => (await stat(path.join(repository, name))).mtimeMs),
  );
  const folder = path.join(artifacts, `typings-${Math.max(...times)}`);
  const isBuilt = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isBuilt) return folder;
  await mkdir(artifacts, { recursive: true });
  const fresh = await mkdtemp(path.join(artifacts, 'building-'));
  await buildTypings(fresh);
  // Another test file may have been faster.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
  return folder;
}

/** The program of a thread that augments, bundled anew. */
export async function augmentThreadProgram(): Promise<string> {
  const folder = await mkdtemp(path.join(await artifactsFolder(), 'thread-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, 'augmentThread.cjs');
  const entry = path.join(repository, 'src/train/augmentation/thread.ts');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  return outfile;
}

async function artifactsFolder(): Promise<string> {
  await mkdir(artifacts, { recursive: true });
  return artifacts;
}
