import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { window } from 'vscode';
import { deleteRuns } from '../../../src/extension/runs/deleteRuns';
import type { StoredRun } from '../../../src/extension/runs/workspaceRuns';
import { exists } from '../../../src/files/exists';
import { readRun, RunWriter } from '../../../src/runs';
import { temporaryFolder } from '../data/fixture';

vi.mock('vscode', () => ({ window: { showInformationMessage: vi.fn() } }));

let home: string;
let answer: (button: string | undefined) => void;
const services = () => {
  let settled = 0;
  const refresh = vi.fn(() => Promise.resolve(void settled++));
  const error = vi.fn(() => Promise.resolve());
  return { runs: { refresh }, reporter: { error } } as unknown as Parameters<typeof deleteRuns>[0];
};

async function storedRun(name: string): Promise<StoredRun> {
  const dir = join(home, '.lits/runs', name);
  const writer = await RunWriter.create(dir, { name, state: 'starting', file: '/f.ts', versions: {} });
  await writer.end({ state: 'stopped' });
  return { dir, folder: home, record: await readRun(dir), name, marks: {}, evaluations: [], lost: [] };
}

beforeEach(async () => {
  home = await temporaryFolder();
  vi.mocked(window.showInformationMessage).mockImplementation(
    () => new Promise((resolve) => (answer = resolve as typeof answer)),
  );
});

it('offers to undo it, and then the run is there again', async () => {
  const run = await storedRun('cnn');
  await deleteRuns(services(), [run]);
  expect(await exists(run.dir)).toBe(false);
  answer('Undo');
  await vi.waitFor(async () => expect(await exists(run.dir)).toBe(true));
});

it('deletes for good when the offer is closed', async () => {
  const run = await storedRun('cnn');
  await deleteRuns(services(), [run]);
  answer(undefined);
  const { readdir } = await import('node:fs/promises');
  await vi.waitFor(async () => expect(await readdir(join(home, '.lits/deleted'))).toEqual([]));
});

it('undoes the deletion of several runs at once', async () => {
  const [one, other] = [await storedRun('one'), await storedRun('other')];
  await deleteRuns(services(), [one, other]);
  answer('Undo');
  await vi.waitFor(async () =>
    expect(await Promise.all([exists(one.dir), exists(other.dir)])).toEqual([true, true]),
  );
});
