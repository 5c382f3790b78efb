import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeRun } from '../../../src/runs';
import type { RunRecord } from '../../../src/protocol/run';
import { runRecord } from '../runRecord';

const record = runRecord({ worker: { pid: 5, socket: '/s' } });
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lits-run-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function closed(before: RunRecord): Promise<unknown> {
  await writeFile(join(folder, 'run.json'), JSON.stringify(before));
  await closeRun(folder, { state: 'stopped' });
  return JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'));
}

it('marks a run whose worker was killed as ended', async () => {
  const after = await closed(record);
  expect(after).toMatchObject({ state: 'stopped' });
  expect(after).not.toHaveProperty('worker');
});

it('leaves a run alone that has ended by itself', async () => {
  expect(await closed({ ...record, state: 'done' })).toMatchObject({ state: 'done' });
});
