import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attachWorker, findNode, startWorker, WorkerError, type WorkerClient } from '../../../src/launch';
import type { JobEvent } from '../../../src/protocol/events';
import type { TrainJob } from '../../../src/protocol/jobs/trainJob';
import { protocolVersion } from '../../../src/protocol/version';

const workerPath = fileURLToPath(new URL('fakeWorker.mjs', import.meta.url));
const job = (file: string): TrainJob => ({
  file,
  data: '/d',
  runDir: '/r',
  device: 'cpu',
});

let folder: string;
let clients: WorkerClient[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lits-launch-'));
  clients = [];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const client of clients) client.kill();
  await rm(folder, { recursive: true });
});

async function start(): Promise<WorkerClient> {
  const node = await findNode();
  const client = await startWorker({ workerPath, node, logFile: join(folder, 'log.txt'), cwd: folder });
  clients.push(client);
  return client;
}

function eventsOf(client: WorkerClient): JobEvent[] {
  const events: JobEvent[] = [];
  client.onEvent((event) => events.push(event));
  return events;
}

function firstEvent(client: WorkerClient): Promise<JobEvent> {
  return new Promise((resolve) => client.onEvent(resolve));
}

async function failureOf(promise: Promise<unknown>): Promise<WorkerError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof WorkerError) return error;
    throw error;
  }
  throw new Error('expected a WorkerError');
}

describe('a worker that does its job', () => {
  it('answers with the result', async () => {
    const client = await start();
    expect(await client.start('train', job('succeed.ts'))).toMatchObject({ state: 'done' });
  });

  it('reports every event in order', async () => {
    const client = await start();
    const events = eventsOf(client);
    await client.start('train', job('succeed.ts'));
    expect(events).toMatchObject([{ done: 1 }, { done: 2 }]);
  });

  it('gets no variable that may hold a secret', async () => {
    vi.stubEnv('GITHUB_TOKEN', 'secret');
    const client = await start();
    const result = await client.start('train', job('environment.ts'));
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('is told to keep large blocks of memory and to send no telemetry', async () => {
    const client = await start();
    const result = await client.start('train', job('environment.ts'));
    expect(result).toMatchObject({
      versions: {
        MALLOC_MMAP_MAX_: expect.any(String) as string,
        MALLOC_TRIM_THRESHOLD_: expect.any(String) as string,
        ORT_DISABLE_TELEMETRY: '1',
      },
    });
  });
});

describe('a job that fails', () => {
  it('rejects with the failure in the words of the worker', async () => {
    const client = await start();
    const error = await failureOf(client.start('train', job('fail.ts')));
    expect(error).toMatchObject({ kind: 'job-failed', failure: { what: 'The loss became NaN at step 7.' } });
  });

  it('rejects a result that does not follow the protocol', async () => {
    const client = await start();
    const error = await failureOf(client.start('train', job('bad-result.ts')));
    expect(error.kind).toBe('protocol');
  });

  it('turns an event that does not follow the protocol into a warning', async () => {
    const client = await start();
    const events = eventsOf(client);
    await client.start('train', job('bad-event.ts'));
    expect(events).toMatchObject([{ type: 'log', level: 'warning' }]);
  });
});

describe('cancelling', () => {
  it('ends a job that listens', async () => {
    const client = await start();
    const running = firstEvent(client);
    const result = client.start('train', job('until-cancelled.ts'));
    await running;
    await client.cancel();
    expect(await result).toMatchObject({ state: 'stopped' });
  });

  it('waits for a job that saves, longer than the grace period', async () => {
    const client = await start();
    const running = firstEvent(client);
    const result = client.start('train', job('save-for-long.ts'));
    await running;
    await client.cancel({ graceMillis: 3000 });
    expect(await result).toMatchObject({ state: 'stopped' });
  });

  it('kills a job that does not end within the grace period', async () => {
    const client = await start();
    const running = firstEvent(client);
    const result = failureOf(client.start('train', job('refuse-to-stop.ts')));
    await running;
    await client.cancel({ graceMillis: 20 });
    expect((await result).kind).toBe('force-stopped');
  });

  it('does nothing once the job has ended', async () => {
    const client = await start();
    await client.start('train', job('succeed.ts'));
    await expect(client.cancel()).resolves.toBeUndefined();
  });
});

describe('a worker that dies', () => {
  it('rejects the pending job and says how the process ended and what it printed last', async () => {
    const client = await start();
    const error = await failureOf(client.start('train', job('die.ts')));
    expect(error.kind).toBe('died');
    expect(error.message).toContain('killed by SIGKILL');
    expect(error.message).toContain('about to fall over');
  });

  it('tells those who listen for the end of the connection', async () => {
    const client = await start();
    const closed = new Promise<WorkerError>((resolve) => client.onClose(resolve));
    await failureOf(client.start('train', job('die.ts')));
    expect((await closed).kind).toBe('died');
  });

  it('does not start when its program ends at once, and shows what it printed', async () => {
    vi.stubEnv('LITS_FAKE_REFUSES', '1');
    const error = await failureOf(start());
    expect(error.kind).toBe('not-started');
    expect(error.message).toContain('cannot load the engine');
  });
});

describe('attaching to a running worker', () => {
  it('answers with a snapshot of the job', async () => {
    const first = await start();
    const running = firstEvent(first);
    void failureOf(first.start('train', job('until-cancelled.ts')));
    await running;
    const second = await attachWorker({ pid: first.pid, socket: first.socket });
    expect(await second.attach()).toMatchObject({ state: 'running', progress: { done: 5 } });
    second.dispose();
  });

  it('hears the events and can cancel', async () => {
    const first = await start();
    const running = firstEvent(first);
    const result = first.start('train', job('until-cancelled.ts'));
    await running;
    const second = await attachWorker({ pid: first.pid, socket: first.socket });
    await second.attach();
    const events = eventsOf(second);
    await second.cancel();
    await result;
    expect(events).toMatchObject([{ type: 'state', state: 'stopped' }]);
    second.dispose();
  });

  it('lets a job go on when its client leaves', async () => {
    const first = await start();
    const running = firstEvent(first);
    const result = failureOf(first.start('train', job('until-cancelled.ts')));
    await running;
    first.dispose();
    expect((await result).kind).toBe('disconnected');
    const second = await attachWorker({ pid: first.pid, socket: first.socket });
    expect(await second.attach()).toMatchObject({ state: 'running' });
    second.dispose();
  });

  it('says that nobody is there any more', async () => {
    const error = await failureOf(attachWorker({ pid: 1, socket: join(folder, 'gone.sock') }));
    expect(error.kind).toBe('unreachable');
  });
});

describe('a worker of another version', () => {
  const refusalOf = async (version: string) => {
    vi.stubEnv('LITS_FAKE_PROTOCOL', version);
    const client = await start();
    return failureOf(client.start('train', job('succeed.ts')));
  };

  it('that is newer gets no job, and both versions are named', async () => {
    expect(await refusalOf(String(protocolVersion + 1))).toMatchObject({
      kind: 'protocol',
      failure: {
        why: `The process speaks version ${protocolVersion + 1} of the protocol, this program version ${protocolVersion}.`,
        next: expect.stringContaining('Reload the window') as string,
      },
    });
  });

  it('from before versions had numbers is told apart', async () => {
    expect(await refusalOf('')).toMatchObject({
      kind: 'protocol',
      failure: { why: expect.stringContaining('from before versions had numbers') as string },
    });
  });
});

it('appends to the log file', async () => {
  const client = await start();
  await failureOf(client.start('train', job('die.ts')));
  expect(await readFile(join(folder, 'log.txt'), 'utf8')).toContain('about to fall over');
});
