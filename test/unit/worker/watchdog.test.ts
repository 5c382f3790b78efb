import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOfDeath } from '../../../src/launch/death';
import { patienceMillis } from '../../patience.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const artifacts = path.join(repository, 'artifacts', 'unit');
const millis = 400;

let folder: string;
beforeAll(async () => {
  await mkdir(artifacts, { recursive: true });
  folder = await mkdtemp(path.join(artifacts, 'watchdog-'));
  await build({
    entryPoints: {
      program: path.join(repository, 'test/unit/worker/watchdog/program.ts'),
      thread: path.join(repository, 'src/worker/watchdogThread.ts'),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['onnxruntime-node', 'sharp', 'esbuild', 'typescript'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the program that does a deed. */
function run(deed: string): Promise<{ signal: string | undefined; output: string }> {
  const argv = [path.join(folder, 'program.cjs'), path.join(folder, 'thread.cjs'), String(millis), deed];
  return new Promise((resolve) =>
    execFile(process.execPath, argv, { timeout: patienceMillis }, (error, _, output) =>
      resolve({ signal: error?.signal ?? undefined, output }),
    ),
  );
}

describe('a process is ended, and says why, when student code has left behind', () => {
  it.each(['loopOfAwait', 'loopAfterAwait', 'chainOfPromises'])('%s', async (deed) => {
    const { signal, output } = await run(deed);
    expect(signal).toBe('SIGKILL');
    const ending = { words: 'killed by SIGKILL', signal: 'SIGKILL' } as const;
    const failure = failureOfDeath({ ending, lastOutput: output, oomKill: false, diskIsFull: false });
    expect(failure.what).toMatch(/Your code was stopped: it still worked 0.4 seconds after/);
    expect(failure.why).toContain('for (;;) await null');
  });
});

describe('a process goes on when student code has left behind', () => {
  it.each(['nothing', 'awaitOnce', 'neverResolved'])('%s', async (deed) => {
    expect(await run(deed)).toEqual({ signal: undefined, output: '' });
  });
});
