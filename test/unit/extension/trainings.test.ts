import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkspaceRuns, StoredRun } from '../../../src/extension/runs/workspaceRuns';
import { Trainings, type Training, type TrainingEnd } from '../../../src/extension/training/trainings';
import { findNode, startWorker } from '../../../src/launch';
import type { DeviceId } from '../../../src/protocol/devices';
import type { RunRecord } from '../../../src/protocol/run';
import { readRun } from '../../../src/runs';
import { runRecord } from '../runRecord';

vi.mock('vscode', async () => {
  const { EventEmitter: NodeEmitter } = await import('node:events');
  class EventEmitter<T> {
    private readonly emitter = new NodeEmitter();
    event = (listener: (value: T) => void) => {
      this.emitter.on('fire', listener);
      return { dispose: () => this.emitter.off('fire', listener) };
    };
    fire = (value: T) => this.emitter.emit('fire', value);
    dispose = () => this.emitter.removeAllListeners();
  }
  return { EventEmitter };
});

const workerPath = fileURLToPath(new URL('../launch/fakeWorker.mjs', import.meta.url));
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() } as unknown as ConstructorParameters<
  typeof Trainings
>[2];

let folder: string;
let stored: StoredRun[];
/** Folders of the runs that were to be read again. */
let scheduled: string[];
let trainings: Trainings;

function newTrainings(): Trainings {
  const runs = {
    all: () => stored,
    refresh: () => Promise.resolve(),
    schedule: (dir: string) => scheduled.push(dir),
  } as unknown as WorkspaceRuns;
  return new Trainings({ path: workerPath, environment: {} }, runs, log);
}

function record(dir: string, worker?: RunRecord['worker']): RunRecord {
  return runRecord({ id: basename(dir), worker, file: join(folder, 'until-cancelled.ts') });
}

const storedRun = (dir: string, worker?: RunRecord['worker']): StoredRun => ({
  dir,
  folder,
  record: record(dir, worker),
  name: 'r',
  marks: {},
  evaluations: [],
  lost: [],
});

/** Starts a training whose behaviour is its file's name (see the fake worker). */
const start = (behaviour: string, device: DeviceId = 'cpu') =>
  trainings.start({
    file: join(folder, behaviour),
    folder,
    data: '/d',
    device,
    threads: undefined,
    tensorboard: false,
    nodePath: undefined,
  });
const endOf = (of: Trainings) =>
  new Promise<{ training: Training; end: TrainingEnd }>((resolve) => of.onDidEnd(resolve));
const progressOf = (of: Trainings) => new Promise((resolve) => of.onEvent(resolve));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lits-trainings-'));
  stored = [];
  scheduled = [];
  trainings = newTrainings();
});
afterEach(async () => {
  await Promise.all(trainings.all().map(({ dir }) => trainings.stop(dir)));
  trainings.dispose();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('a training', () => {
  it('is known from its start to its end', async () => {
    const ended = endOf(trainings);
    const training = await start('succeed.ts');
    expect(trainings.get(training.dir)).toBe(training);
    expect((await ended).end).toEqual({ state: 'done' });
    expect(trainings.all()).toEqual([]);
  });

  it('remembers how far it is', async () => {
    const progress = progressOf(trainings);
    const training = await start('until-cancelled.ts');
    await progress;
    expect(training.progress).toMatchObject({ done: 5, total: 10 });
  });

  it('has its run read again when its worker tells of it, without waiting for notice from the disk', async () => {
    const ended = endOf(trainings);
    const training = await start('fail.ts');
    await ended;
    expect(new Set(scheduled)).toEqual(new Set([training.dir]));
  });

  it('tells of its failure once', async () => {
    const ends = vi.fn();
    trainings.onDidEnd(ends);
    const ended = endOf(trainings);
    await start('fail.ts');
    expect((await ended).end).toMatchObject({
      state: 'failed',
      failure: { what: 'The loss became NaN at step 7.' },
    });
    expect(ends).toHaveBeenCalledOnce();
  });

  it('ends as stopped when the student stops it', async () => {
    const progress = progressOf(trainings);
    const training = await start('until-cancelled.ts');
    await progress;
    const ended = endOf(trainings);
    await trainings.stop(training.dir);
    expect((await ended).end.state).toBe('stopped');
  });

  it('is written down as interrupted when its process is killed', async () => {
    const ended = endOf(trainings);
    trainings.onDidStart(({ dir }) => {
      writeFileSync(join(dir, 'run.json'), JSON.stringify(record(dir)));
      writeFileSync(join(dir, 'metrics.jsonl'), '');
    });
    const training = await start('die.ts');
    expect((await ended).end.failure?.what).toContain('ended unexpectedly');
    const written = JSON.parse(await readFile(join(training.dir, 'run.json'), 'utf8')) as RunRecord;
    expect(written.state).toBe('interrupted');
    expect(written.failure?.device).toBeUndefined();
  });

  it('names the GPU that it was computed on when its process dies', async () => {
    const ended = endOf(trainings);
    await start('die.ts', 'webgpu');
    expect((await ended).end.failure).toMatchObject({ device: 'webgpu' });
  });
});

describe('after a reload of the window', () => {
  it('a training that still runs is found again, where it stands', async () => {
    const dir = join(folder, 'r');
    const file = join(folder, 'until-cancelled.ts');
    const logFile = join(dir, 'log.txt');
    const before = await startWorker({ workerPath, node: await findNode(), logFile, cwd: folder });
    const begun = new Promise((resolve) => before.onEvent(resolve));
    void before.start('train', { file, data: '/d', runDir: dir, device: 'cpu' }).catch(() => undefined);
    await begun;
    before.dispose();
    const { pid, socket } = before;
    stored = [storedRun(dir, { pid, socket })];
    await trainings.attachToRunning();
    expect(trainings.get(dir)?.progress).toMatchObject({ done: 5 });
  });

  it('a training whose worker speaks another version goes on, and cannot be stopped from here', async () => {
    vi.stubEnv('LITS_FAKE_PROTOCOL', '');
    const dir = join(folder, 'r');
    const logFile = join(dir, 'log.txt');
    const client = await startWorker({ workerPath, node: await findNode(), logFile, cwd: folder });
    const { pid, socket } = client;
    const run = storedRun(dir, { pid, socket });
    await writeFile(join(dir, 'run.json'), JSON.stringify(run.record));
    stored = [run];
    await trainings.attachToRunning();
    expect((await readRun(dir)).state).toBe('running');
    await expect(trainings.stop(dir)).rejects.toThrow('another version of LiTS Lab');
    client.kill();
  });
});
