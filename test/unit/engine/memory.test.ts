import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { workerEnvironment } from '../../../src/launch/environment';
import type { Answer, Setup, Turn } from '../../bench/training/contestant';
import type { Held } from './memory/manySteps';

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.resolve(here, '../../../artifacts/unit/memory');
const mebibyte = 2 ** 20;

beforeAll(() =>
  build({
    entryPoints: [
      path.join(here, 'memory/manySteps.ts'),
      path.join(here, '../../bench/training/engineProcess.ts'),
    ],
    outdir: folder,
    entryNames: '[name]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['onnxruntime-node'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
  }),
);

/** In a process of its own, with the environment of a worker: what it takes is its own then. Answers with the last line. */
async function run(program: string, args: string[], input = ''): Promise<unknown> {
  const running = promisify(execFile)(
    process.execPath,
    ['--expose-gc', path.join(folder, program), ...args],
    {
      env: workerEnvironment(process.env, {}),
    },
  );
  running.child.stdin?.end(input);
  const lines = (await running).stdout.trim().split('\n');
  return JSON.parse(lines[lines.length - 1]);
}

describe('a training of 2,000 steps', () => {
  let before: Held, after: Held;
  beforeAll(async () => {
    // In the first 2,000, JavaScript's own compiler still adds up to a mebibyte of code; later nothing.
    [before, after] = (await run('manySteps.cjs', ['2000', '2000'])) as [Held, Held];
  }, 300_000);

  it('keeps the number of its tensors', () => expect(after.tensors).toBe(before.tensors));
  it('keeps the number of arrays behind them', () => expect(after.dataIds).toBe(before.dataIds));
  it('compiles no further graph', () => expect(after.compiledGraphs).toBe(before.compiledGraphs));
  it('holds no more of JavaScript', () =>
    expect(after.heapBytes - before.heapBytes).toBeLessThan(1 * mebibyte));
  it('holds no more buffers', () =>
    expect(after.bufferBytes - before.bufferBytes).toBeLessThan(1 * mebibyte));
  // Less than one activation a step; the allocator's own ups and downs are up to half of it.
  it('takes no more of the machine', () =>
    expect(after.residentBytes - before.residentBytes).toBeLessThan(64 * mebibyte));
});

describe('training with Adam at full size', () => {
  it.each([
    ['alexnet', 16],
    ['resnet50', 8],
  ] as const)(
    '%s, batch %i, stays under 4 GiB',
    async (model, batch) => {
      const setup: Setup = {
        model,
        batch,
        side: 256,
        device: 'cpu',
        threads: 2,
        warmUp: 1,
        modes: ['train'],
      };
      const turn: Turn = { mode: 'train', steps: 2 };
      const answer = await run('engineProcess.cjs', [JSON.stringify(setup)], JSON.stringify(turn));
      expect((answer as Answer).peakRssBytes).toBeLessThan(4 * 1024 * mebibyte);
    },
    300_000,
  );
});
