import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createMessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { attachWorker, type WorkerClient, type WorkerError } from '../../../src/launch';
import { FailureError } from '../../../src/protocol/failure';
import type { JobEvent } from '../../../src/protocol/events';
import type { DoctorReport } from '../../../src/protocol/jobs/machineJobs';
import { protocolVersion } from '../../../src/protocol/version';
import { language, speak } from '../../../src/words';
import { patienceMillis } from '../../patience.mjs';
import { JobServer, type JobServerOptions, type RunningJob } from '../../../src/worker/server';

/** A client ends a worker that does not answer by force: no test may be that worker. */
const noProcess = 2 ** 22 + 1;
const greeting = { protocol: protocolVersion, language: 'en' };
const result: DoctorReport = { findings: [] };
const progress = (done: number): JobEvent => ({
  type: 'progress',
  phase: 'train',
  text: 'Work',
  done,
  total: 9,
  unit: 'steps',
});

/** A server whose job is under the test's control. */
async function serve({
  slowStop = Promise.resolve(),
  ...options
}: Partial<JobServerOptions> & { slowStop?: Promise<void> } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'lits-server-'));
  const socket = path.join(folder, 's');
  let running!: RunningJob;
  let started!: () => void;
  const isStarted = new Promise<void>((resolve) => (started = resolve));
  let resolve!: (result: DoctorReport) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<DoctorReport>((...both) => ([resolve, reject] = both));
  const reports: string[] = [];
  const server = new JobServer({
    socket,
    idleMs: patienceMillis,
    firstClientMs: patienceMillis,
    run: (_kind, _job, given) => {
      running = given;
      started();
      given.signal.addEventListener('abort', () => void slowStop.then(() => reject(new Error('aborted'))));
      // The only job that these tests give is the doctor's.
      return promise as Promise<never>;
    },
    report: (text) => void reports.push(text),
    ...options,
  });
  await server.listen();
  onTestFinished(async () => {
    server.shutDown();
    await server.finished;
    await rm(folder, { recursive: true });
  });
  const client = async () => attachWorker({ pid: noProcess, socket });
  return {
    server,
    socket,
    reports,
    work: { promise, resolve, reject },
    client,
    isStarted,
    running: () => running,
  };
}

/** A client that sends what the test gives it. */
function rawConnection(socket: string): MessageConnection {
  const stream = connect(socket);
  const connection = createMessageConnection(
    new SocketMessageReader(stream),
    new SocketMessageWriter(stream),
  );
  connection.listen();
  onTestFinished(() => {
    connection.dispose();
    stream.destroy();
  });
  return connection;
}

/** The next events that a client hears. */
function next(client: WorkerClient, count: number): Promise<JobEvent[]> {
  return new Promise((resolve) => {
    const heard: JobEvent[] = [];
    const listener = client.onEvent((event) => {
      heard.push(event);
      if (heard.length < count) return;
      listener.dispose();
      resolve(heard);
    });
  });
}

describe('a worker', () => {
  it('answers the start of a job with its result', async () => {
    const { client, work } = await serve();
    work.resolve(result);
    expect(await (await client()).start('doctor', {})).toEqual(result);
  });

  it('tells every attached client what happens', async () => {
    const { client, work, running, isStarted } = await serve();
    const [first, second] = [await client(), await client()];
    await second.attach();
    const done = first.start('doctor', {});
    await isStarted;
    const heard = Promise.all([first, second].map((each) => next(each, 1)));
    running().emit(progress(1));
    work.resolve(result);
    await done;
    for (const events of await heard)
      expect(events).toContainEqual(expect.objectContaining({ state: 'starting' }));
  });

  it('gives a client that comes later the whole picture, and then every event', async () => {
    const { client, running, isStarted } = await serve();
    const first = await client();
    first.start('doctor', {}).catch(() => undefined);
    await isStarted;
    running().emit({ type: 'state', state: 'running' });
    running().emit(progress(3));
    first.dispose();
    const second = await client();
    expect(await second.attach()).toEqual({
      protocol: protocolVersion,
      work: { kind: 'doctor', job: {} },
      state: 'running',
      progress: progress(3),
    });
    const heard = next(second, 1);
    running().emit(progress(4));
    expect(await heard).toEqual([progress(4)]);
  });

  it('goes on with its job when every client is gone', async () => {
    const { client, work, running, isStarted } = await serve();
    const first = await client();
    first.start('doctor', {}).catch(() => undefined);
    await isStarted;
    first.dispose();
    running().emit(progress(5));
    work.resolve(result);
    const second = await client();
    expect(await second.attach()).toMatchObject({ state: 'done', work: { result } });
  });

  it('leaves, and takes its socket away, once its job has ended and nobody is connected', async () => {
    const { server, client, work, socket } = await serve({ idleMs: 20 });
    work.resolve(result);
    const first = await client();
    await first.start('doctor', {});
    first.dispose();
    await server.finished;
    await expect(stat(socket)).rejects.toThrow('ENOENT');
  });

  it('leaves when nobody ever connects', async () => {
    const { server } = await serve({ firstClientMs: 1 });
    await expect(server.finished).resolves.toBeUndefined();
  });

  it('does one job only', async () => {
    const { client, isStarted } = await serve();
    const first = await client();
    first.start('doctor', {}).catch(() => undefined);
    await isStarted;
    await expect((await client()).start('doctor', {})).rejects.toThrow('already has a job');
  });

  it('refuses what is not a job', async () => {
    const { socket } = await serve();
    const connection = rawConnection(socket);
    const answer = connection.sendRequest('job/start', { ...greeting, kind: 'mine bitcoin' });
    await expect(answer).rejects.toThrow('The job cannot be done as it was given.');
  });
});

describe('a client of another version', () => {
  it('that is newer is told both versions, and what to do', async () => {
    const { socket } = await serve();
    const answer = rawConnection(socket).sendRequest('job/attach', {
      ...greeting,
      protocol: protocolVersion + 1,
    });
    await expect(answer).rejects.toMatchObject({
      message: expect.stringContaining('Reload the window') as string,
      data: {
        why: `The process speaks version ${protocolVersion} of the protocol, this program version ${protocolVersion + 1}.`,
      },
    });
  });

  it('that is newer is told so in its language', async () => {
    onTestFinished(() => speak('en'));
    const { socket } = await serve();
    const message = { protocol: protocolVersion + 1, language: 'de' };
    await expect(rawConnection(socket).sendRequest('job/attach', message)).rejects.toThrow('Laden Sie');
  });

  it.each([
    ['attaches', 'job/attach', undefined],
    ['gives a job', 'job/start', { kind: 'doctor' }],
  ])('from before versions had numbers is told apart when it %s', async (_what, method, message) => {
    const { socket } = await serve();
    const connection = rawConnection(socket);
    const answer = message ? connection.sendRequest(method, message) : connection.sendRequest(method);
    await expect(answer).rejects.toThrow('this program a version from before versions had numbers');
  });
});

describe('the language', () => {
  it('is that of the first message, whoever comes later', async () => {
    onTestFinished(() => speak('en'));
    const { socket } = await serve();
    for (const language of ['de-AT', 'en'])
      await rawConnection(socket).sendRequest('job/attach', { ...greeting, language });
    expect(language()).toBe('de-AT');
  });
});

describe('a job', () => {
  const failure = { what: 'It broke.', next: 'Mend it.', problems: [] };
  const outcome = async (client: WorkerClient) => {
    try {
      return await client.start('doctor', {});
    } catch (error) {
      const { kind, failure } = error as WorkerError;
      return { kind, failure };
    }
  };

  it('that fails tells why, to those who come later too', async () => {
    const { client, work } = await serve();
    work.promise.catch(() => undefined);
    work.reject(new FailureError(failure));
    expect(await outcome(await client())).toEqual({ kind: 'job-failed', failure });
    expect(await (await client()).attach()).toMatchObject({ state: 'failed', failure });
  });

  it('that is cancelled is stopped, not failed', async () => {
    const { client, isStarted } = await serve();
    const first = await client();
    const ended = outcome(first);
    await isStarted;
    const second = await client();
    await second.attach();
    await second.cancel();
    expect(await ended).toMatchObject({ kind: 'stopped' });
  });

  it('that cannot go on fails with the reason', async () => {
    const { server, client, isStarted } = await serve();
    const ended = outcome(await client());
    await isStarted;
    server.fail(new FailureError(failure));
    expect(await ended).toEqual({ kind: 'job-failed', failure });
  });

  it('is ended in its own time when the worker is told to shut down, whoever is connected', async () => {
    let finish!: () => void;
    const stopping = new Promise<void>((resolve) => (finish = resolve));
    const { server, client, running, isStarted } = await serve({ slowStop: stopping });
    const ended = outcome(await client());
    await isStarted;
    server.shutDown();
    expect(running().signal.aborted).toBe(true);
    finish();
    expect(await ended).toMatchObject({ kind: 'stopped' });
    await expect(server.finished).resolves.toBeUndefined();
  });
});

describe('a job that answers questions', () => {
  const thumbnail = { place: 3, jpeg: '' };
  const answering = async () => {
    const served = await serve();
    const client = await served.client();
    const job = client.start('browse', { data: '/data' });
    job.catch(() => undefined);
    await served.isStarted;
    const asked: unknown[] = [];
    served.running().answers({
      slices: () => Promise.reject(new FailureError({ what: 'There is no data set.' })),
      pictures: () => Promise.resolve([]),
      thumbnails: (places) => {
        asked.push(places);
        return Promise.resolve([thumbnail]);
      },
    });
    return { ...served, job, asked, asking: client };
  };

  it('answers while it goes on', async () => {
    const { asking, asked } = await answering();
    expect(await asking.ask('thumbnails', [3])).toEqual([thumbnail]);
    expect(await asking.ask('pictures', [1])).toEqual([]);
    expect(asked).toEqual([[3]]);
  });

  it('may be asked at once after its start', async () => {
    const { client } = await serve({
      run: (_kind, _job, { answers, signal }) => {
        answers({
          slices: () => Promise.reject(new Error('not asked')),
          pictures: () => Promise.resolve([]),
          thumbnails: () => Promise.resolve([thumbnail]),
        });
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        );
      },
    });
    const asking = await client();
    asking.start('browse', { data: '/data' }).catch(() => undefined);
    expect(await asking.ask('thumbnails', [3])).toEqual([thumbnail]);
  });

  it('tells why it has no answer, and goes on', async () => {
    const { asking } = await answering();
    await expect(asking.ask('slices', null)).rejects.toMatchObject({
      failure: { what: 'There is no data set.' },
    });
    expect(await asking.ask('thumbnails', [3])).toEqual([thumbnail]);
  });

  it('refuses a question that it does not understand', async () => {
    const { asking, asked } = await answering();
    const tooMany = Array.from({ length: 1000 }, (_, place) => place);
    await expect(asking.ask('thumbnails', tooMany)).rejects.toThrow();
    expect(asked).toEqual([]);
  });

  it('ends with its last client', async () => {
    const { asking, client, running } = await answering();
    const other = await client();
    await other.attach();
    asking.dispose();
    expect(await other.ask('pictures', [])).toEqual([]);
    expect(running().signal.aborted).toBe(false);
    const ended = new Promise((resolve) => running().signal.addEventListener('abort', resolve));
    other.dispose();
    await ended;
  });
});

it('has no answer where its job answers no questions', async () => {
  const { client, isStarted } = await serve();
  const first = await client();
  first.start('doctor', {}).catch(() => undefined);
  await isStarted;
  await expect(first.ask('slices', null)).rejects.toThrow('no job that answers questions');
});
