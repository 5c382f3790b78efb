import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WorkspaceRuns } from '../../../src/extension/runs/workspaceRuns';
import { RunWriter } from '../../../src/runs';

vi.mock('vscode', async () => {
  const { EventEmitter: NodeEmitter } = await import('node:events');
  class EventEmitter<T> {
    private readonly emitter = new NodeEmitter();
    event = (listener: (value: T) => void) => this.emitter.on('fire', listener);
    fire = (value: T) => this.emitter.emit('fire', value);
    dispose = () => this.emitter.removeAllListeners();
  }
  return { EventEmitter, Disposable: { from: () => ({ dispose: () => undefined }) } };
});

let folder: string;
let warnings: string[];
let runs: WorkspaceRuns;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lits-workspace-'));
  warnings = [];
  const log = { warn: (text: string) => warnings.push(text) };
  runs = new WorkspaceRuns(log as unknown as ConstructorParameters<typeof WorkspaceRuns>[0]);
});
afterEach(async () => {
  runs.dispose();
  await rm(folder, { recursive: true });
});

it('shows the other runs, and says so, when one that has changed cannot be read', async () => {
  const [broken, whole] = [join(folder, 'broken'), join(folder, 'whole')];
  await mkdir(join(broken, 'run.json'), { recursive: true });
  await RunWriter.create(whole, { name: 'whole', state: 'done', file: '/train.ts', versions: {} });
  const changed = new Promise<void>((resolve) => runs.onDidChange(resolve));
  runs.schedule(broken, folder);
  runs.schedule(whole, folder);
  await changed;
  expect(runs.all().map(({ record }) => record.name)).toEqual(['whole']);
  expect(warnings).toEqual([expect.stringMatching(/^Run broken: EISDIR/)]);
});
