import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { workspace } from 'vscode';
import { WorkspaceRuns } from '../../../src/extension/runs/workspaceRuns';
import { RunWriter, writeEvaluation } from '../../../src/runs';
import { evaluation } from '../cli/fixtures';

vi.mock('vscode', async () => {
  const { EventEmitter: NodeEmitter } = await import('node:events');
  class EventEmitter<T> {
    private readonly emitter = new NodeEmitter();
    event = (listener: (value: T) => void) => this.emitter.on('fire', listener);
    fire = (value: T) => this.emitter.emit('fire', value);
    dispose = () => this.emitter.removeAllListeners();
  }
  const nothing = () => ({ dispose: () => undefined });
  /** As where the editor's settings exclude the folder of the runs. */
  const deaf = () => ({ onDidCreate: nothing, onDidChange: nothing, onDidDelete: nothing });
  return {
    EventEmitter,
    Disposable: { from: nothing },
    RelativePattern: class {},
    workspace: { workspaceFolders: [], createFileSystemWatcher: deaf },
  };
});

let folder: string;
let warnings: string[];
let runs: WorkspaceRuns;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lits-workspace-'));
  warnings = [];
  const log = { warn: (text: string) => warnings.push(text), error: (text: string) => warnings.push(text) };
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

/** Resolves when what is shown is what is expected: the system tells of changes when it likes. */
async function untilShown(names: string[]): Promise<void> {
  const isShown = () =>
    runs
      .all()
      .map(({ record: { name, state } }) => `${name} ${state}`)
      .sort()
      .join() === names.join();
  await new Promise<void>((resolve) => {
    const look = () => void (isShown() && resolve());
    runs.onDidChange(look);
    look();
  });
}

it('hears of runs that another program begins, ends and deletes, without the watcher of the editor', async () => {
  Object.assign(workspace, { workspaceFolders: [{ uri: { scheme: 'file', fsPath: folder } }] });
  await runs.open();
  await untilShown([]);
  const dir = join(folder, 'chapter/.lits/runs/20260101-a');
  const writer = await RunWriter.create(dir, { name: 'a', state: 'stopped', file: '/a.ts', versions: {} });
  await untilShown(['a stopped']);
  const other = join(folder, 'chapter/.lits/runs/20260102-b');
  const socket = join(folder, 's.sock');
  const listener = createServer().listen(socket);
  const worker = { pid: process.pid, socket };
  const second = await RunWriter.create(other, {
    name: 'b',
    state: 'running',
    file: '/b.ts',
    versions: {},
    worker,
  });
  await untilShown(['a stopped', 'b running']);
  await second.end({ state: 'done' });
  await untilShown(['a stopped', 'b done']);
  listener.close();
  await rm(writer.folder, { recursive: true });
  await untilShown(['b done']);
});

it('finds an evaluation that nobody has told of when it reads all runs again', async () => {
  Object.assign(workspace, { workspaceFolders: [{ uri: { scheme: 'file', fsPath: folder } }] });
  const dir = join(folder, 'chapter/.lits/runs/20260101-a');
  await RunWriter.create(dir, { name: 'a', state: 'done', file: '/a.ts', versions: {} });
  await runs.open();
  await writeEvaluation(dir, evaluation, 10);
  await runs.readAll();
  expect(runs.get(dir)?.evaluations).toHaveLength(1);
});
