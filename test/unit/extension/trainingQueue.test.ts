import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { workspace } from 'vscode';
import { TrainingQueue } from '../../../src/extension/training/trainingQueue';
import type { Training, TrainingRequest } from '../../../src/extension/training/trainings';
import { enqueue, makeQueuedFolder } from '../../../src/runs';
import { temporaryFolder } from '../data/fixture';

vi.mock('vscode', () => {
  class EventEmitter<T> {
    private readonly listeners = new Set<(value: T) => void>();
    event = (listener: (value: T) => void) => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
    fire = (value: T) => [...this.listeners].forEach((listener) => listener(value));
    dispose = () => this.listeners.clear();
  }
  const from = (...all: { dispose(): void }[]) => ({ dispose: () => all.forEach((one) => one.dispose()) });
  return {
    EventEmitter,
    Disposable: { from },
    Uri: { file: (fsPath: string) => ({ fsPath }) },
    workspace: {
      workspaceFolders: [],
      getWorkspaceFolder: () => undefined,
      getConfiguration: () => ({ get: () => undefined }),
    },
  };
});

/** Trainings that run until the test ends them; what runs is seen by every window. */
class Machine {
  readonly running: Training[] = [];
  readonly started: string[] = [];
  private readonly endings = new Set<(end: { training: Training }) => void>();
  private readonly events = new Set<(event: { training: Training }) => void>();

  readonly trainings = {
    all: () => [...this.running],
    get: (dir: string) => this.running.find((one) => one.dir === dir),
    start: ({ file, recorded }: TrainingRequest) => {
      const training = { dir: recorded?.runDir, folder: home, file } as Training;
      this.running.push(training);
      this.started.push(basename(file, '.ts'));
      setImmediate(() => this.events.forEach((listener) => listener({ training })));
      return Promise.resolve(training);
    },
    onEvent: listenTo(this.events),
    onDidEnd: listenTo(this.endings),
  };

  end(): void {
    const training = this.running.shift();
    if (training) this.endings.forEach((listener) => listener({ training }));
  }
}

const listenTo =
  <T>(listeners: Set<(value: T) => void>) =>
  (listener: (value: T) => void) => {
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  };

let home: string;
let machine: Machine;
let windows: TrainingQueue[];

function openWindow(): TrainingQueue {
  const nothing = () => Promise.resolve();
  const error = vi.fn((reported: unknown) => Promise.reject(reported as Error));
  const queue = new TrainingQueue({
    trainings: machine.trainings,
    runs: { look: nothing, refresh: nothing, all: () => [] },
    log: { info: () => undefined },
    reporter: { error },
  } as unknown as ConstructorParameters<typeof TrainingQueue>[0]);
  windows.push(queue);
  return queue;
}

async function addToFolder(name: string): Promise<void> {
  const file = join(home, `${name}.ts`);
  const dir = await makeQueuedFolder(home, file, new Date());
  await writeFile(join(dir, 'program.cjs'), '');
  const queuedAt = new Date().toISOString();
  await enqueue(dir, { file, codeHash: 'h', data: '/d', device: 'cpu', tensorboard: false, queuedAt });
}

const running = { dir: '/running', folder: '/', file: '/running.ts' } as Training;
const waiting = (queue: TrainingQueue) => queue.all().map(({ file }) => basename(file, '.ts'));

beforeEach(async () => {
  home = await temporaryFolder();
  machine = new Machine();
  windows = [];
  Object.assign(workspace, { workspaceFolders: [{ uri: { scheme: 'file', fsPath: home } }] });
  for (const name of ['a', 'b']) await addToFolder(name);
});

afterEach(() => windows.forEach((window) => window.dispose()));

it('starts the next one when a training has ended, one at a time', async () => {
  const queue = openWindow();
  await queue.refresh();
  machine.running.push(running);
  machine.end();
  await vi.waitFor(() => expect([machine.started, waiting(queue)]).toEqual([['a'], ['b']]));
  machine.end();
  await vi.waitFor(() => expect([machine.started, waiting(queue)]).toEqual([['a', 'b'], []]));
});

it('starts nothing by itself after a reload', async () => {
  const queue = openWindow();
  await queue.refresh();
  expect([machine.started, waiting(queue)]).toEqual([[], ['a', 'b']]);
  await queue.goOn();
  expect(machine.started).toEqual(['a']);
});

it('starts nothing beside a training that runs', async () => {
  const queue = openWindow();
  await queue.refresh();
  machine.running.push(running);
  await queue.goOn();
  expect(machine.started).toEqual([]);
});

it('starts one training where two windows hear of the end of another', async () => {
  const [one, other] = [openWindow(), openWindow()];
  await Promise.all([one.refresh(), other.refresh()]);
  await Promise.all([one.goOn(), other.goOn()]);
  expect(machine.started).toEqual(['a']);
});

it('waits while the student decides what is trained, and goes on afterwards', async () => {
  const queue = openWindow();
  await queue.refresh();
  machine.running.push(running);
  await queue.whileHeld(async () => {
    machine.end();
    await queue.goOn();
    expect(machine.started).toEqual([]);
  });
  await vi.waitFor(() => expect(machine.started).toEqual(['a']));
});

it('moves and removes what waits', async () => {
  const queue = openWindow();
  await queue.refresh();
  const [a, b] = queue.all();
  if (!a || !b) throw new Error('Two wait.');
  await queue.move(b, -1);
  expect(waiting(queue)).toEqual(['b', 'a']);
  await queue.remove(b);
  expect(waiting(queue)).toEqual(['a']);
});
