import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { physicalCores } from '../../../src/engine';
import { attachWorker, findNode, startWorker, type WorkerClient, WorkerError } from '../../../src/launch';
import type { JobEvent } from '../../../src/protocol/events';
import type { EvaluateJob } from '../../../src/protocol/jobs/evaluationJobs';
import type { TrainJob } from '../../../src/protocol/jobs/trainJob';
import type { Failure, RunRecord } from '../../../src/protocol/run';
import { readEvaluations, readMetrics, readRun } from '../../../src/runs';
import { speak } from '../../../src/words';
import { speakCarried } from '../../../src/words/bundles';
import { probe } from '../../../src/worker/devices/probe';
import { writeDataset } from '../data/fixture';
import { sentences, temporaryFolder, trainJob, trainingFile } from '../train/student';
import { installWorker } from './installation';

let workerPath: string;
beforeAll(async () => {
  workerPath = await installWorker();
});
afterAll(() => rm(path.dirname(workerPath), { recursive: true }));

async function newWorker(cwd?: string): Promise<WorkerClient> {
  const folder = cwd ?? (await temporaryFolder());
  const logFile = path.join(folder, 'worker.log');
  const client = await startWorker({ workerPath, node: await findNode(), logFile, cwd: folder });
  onTestFinished(() => client.kill());
  return client;
}

const endless = (settings = {}) => trainJob(trainingFile({ epochs: '10000', ...settings }));

async function failureOfTraining(job: TrainJob): Promise<Failure> {
  try {
    await (await newWorker()).start('train', job);
  } catch (error) {
    if (error instanceof WorkerError) return error.failure;
    throw error;
  }
  expect.fail('The job did not fail.');
}

/** Resolves with the first event that fits. */
function firstEvent(client: WorkerClient, fits: (event: JobEvent) => boolean): Promise<JobEvent> {
  return new Promise((resolve) => {
    const listener = client.onEvent((event) => {
      if (!fits(event)) return;
      listener.dispose();
      resolve(event);
    });
  });
}
const isStep = (event: JobEvent) => event.type === 'metric' && event.line.kind === 'step';

/** Starts a training that the test ends by other means than its result. */
async function running(job: TrainJob): Promise<{ client: WorkerClient; ended: Promise<RunRecord | Error> }> {
  const client = await newWorker();
  const step = firstEvent(client, isStep);
  const ended = client.start('train', job).catch((error: unknown) => error as Error);
  await Promise.race([step, ended]);
  return { client, ended };
}

const dropout = `() =>
    tf.sequential({
      layers: [
        tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 3 }),
      ],
    })`;

describe('a training in a process of its own', () => {
  it('gives the same numbers as in another process, and can be evaluated in a third', async () => {
    const text = trainingFile({ model: dropout });
    const [first, second] = [await trainJob(text), await trainJob(text)];
    await Promise.all([first, second].map(async (job) => (await newWorker()).start('train', job)));
    const measuredOfTheMachine = ['seconds', 'imagesPerSecond', 'memoryBytes'];
    const numbers = async ({ runDir }: TrainJob) =>
      (await readMetrics(runDir)).lines.map((line) =>
        Object.entries(line).filter(([name]) => !measuredOfTheMachine.includes(name)),
      );
    expect(await numbers(first)).toEqual(await numbers(second));

    const { runDir } = first;
    const job: EvaluateJob = { runDir, split: 'test', checkpoint: 'best', device: 'cpu' };
    const evaluation = await (await newWorker()).start('evaluate', job);
    expect((await readEvaluations(runDir)).evaluations).toEqual([evaluation]);
  });
});

describe('a listener that comes back', () => {
  it('finds the worker through run.json, sees where it stands, hears what follows, and can stop it', async () => {
    const job = await endless();
    const { client } = await running(job);
    client.dispose();
    const { worker } = await readRun(job.runDir);
    const again = await attachWorker(worker!);
    expect(await again.attach()).toMatchObject({ state: 'running', work: { job: { file: job.file } } });
    expect(await firstEvent(again, isStep)).toMatchObject({ type: 'metric' });
    await again.cancel();
    expect((await readRun(job.runDir)).state).toBe('stopped');
  });
});

describe('a worker that is killed', () => {
  it('leaves a run that can be read and says what happened', async () => {
    const job = await endless();
    const { client, ended } = await running(job);
    client.kill();
    await ended;
    const run = await readRun(job.runDir);
    expect(run.state).toBe('interrupted');
    expect(sentences(run.failure!)).toMatch(/ended unexpectedly[^]*Train again/);
    expect((await readMetrics(job.runDir)).lines.length).toBeGreaterThan(0);
  });
});

it('writes an event file for TensorBoard into the run, when it is asked to', async () => {
  const job = { ...(await trainJob()), tensorboard: true };
  await (await newWorker()).start('train', job);
  const [name] = (await readdir(job.runDir)).filter((file) => file.startsWith('events.out.tfevents.'));
  const bytes = await readFile(path.join(job.runDir, name));
  let records = 0;
  for (let at = 0; at < bytes.length; at += 16 + Number(bytes.readBigUInt64LE(at))) records++;
  expect(records).toBe(1 + (await readMetrics(job.runDir)).lines.length);
});

describe('the threads of a training', () => {
  const threadsOf = async ({ pid }: WorkerClient) => (await readdir(`/proc/${pid}/task`)).length;

  it('are one for each physical core, unless the job says otherwise; the run says how many', async () => {
    const [byItself, told] = [await trainJob(), { ...(await trainJob()), threads: 1 }];
    for (const job of [byItself, told]) await (await newWorker()).start('train', job);
    expect((await readRun(byItself.runDir)).threads).toBe(physicalCores());
    expect((await readRun(told.runDir)).threads).toBe(1);
  });

  it.runIf(process.platform === 'linux')('are those that the process really has', async () => {
    const one = await running({ ...(await endless()), threads: 1 });
    const few = await threadsOf(one.client);
    one.client.kill();
    const nine = await running({ ...(await endless()), threads: 9 });
    // A process has a few more or fewer of its own.
    expect((await threadsOf(nine.client)) - few).toBeGreaterThan(5);
    nine.client.kill();
  });
});

describe('student code in the worker', () => {
  it('cannot make code from text', async () => {
    const attempt = (kind: string) =>
      `try { (${kind} as any)('return process')(); console.log('got out'); } catch (error) { console.log(String(error)); }\n`;
    const kinds = ['tf.tensor.constructor', '(async () => {}).constructor', '(function* () {}).constructor'];
    const job = await trainJob(`${kinds.map(attempt).join('')}throw new Error('enough');\n${trainingFile()}`);
    await failureOfTraining(job);
    const log = await readFile(path.join(job.runDir, 'log.txt'), 'utf8');
    expect(log.match(/cannot be made from text/g)).toHaveLength(3);
  });

  it('that fails in a promise nobody waits for fails the run with its message and its line', async () => {
    const text = trainingFile({ epochs: '10000' });
    const failure = await failureOfTraining(
      await trainJob(`${text}void (async () => { throw new Error('left alone'); })();\n`),
    );
    expect(failure.what).toContain('left alone');
    expect(failure.problems[0]).toMatchObject({ line: text.split('\n').length });
  });

  it('that waits without end is refused, with its line, and the worker goes on', async () => {
    const text = trainingFile();
    const failure = await failureOfTraining(
      await trainJob(`${text}void (async () => { for (;;) await null; })();\n`),
    );
    expect(failure.what).toContain('would go on beside the run');
    expect(failure.problems[0]).toMatchObject({ line: text.split('\n').length });
  });
});

describe('other jobs', () => {
  it('prepare the sample data set', async () => {
    const out = await temporaryFolder();
    const job = { out, patients: 3, slices: 4, seed: 1 };
    const result = await (await newWorker()).start('prepare', job);
    expect(result).toMatchObject({ slices: { train: 4, val: 4, test: 4 } });
  });

  it('examine the machine', async () => {
    const { findings } = await (await newWorker()).start('doctor', { data: await writeDataset() });
    const statuses = Object.fromEntries(findings.map(({ id, status }) => [id, status]));
    expect(statuses).toMatchObject({ node: 'ok', engine: 'ok', dataset: 'ok' });
    expect(Object.keys(statuses)).toHaveLength(7);
    expect(findings.find(({ id }) => id === 'device')).toMatchObject({ status: 'ok' });
  });
});

/** `@tensorflow/tfjs-node` as far as its loading goes: with what it calls that Node.js has removed, and its own backend. */
const tfjsNode = `
const { isNullOrUndefined, isArray } = require('util');
const tf = require('@tensorflow/tfjs');
if (!isNullOrUndefined(null) || !isArray([])) throw new Error('util is not what it was');
tf.copyRegisteredKernels('cpu', 'tensorflow');
tf.registerBackend('tensorflow', () => tf.findBackendFactory('cpu')());
`;

async function installPackage(folder: string, name: string, code: string): Promise<void> {
  const place = path.join(folder, 'node_modules', name);
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'index.js'), code);
}

describe('devices', () => {
  const devicesIn = async (folder: string) => (await newWorker(folder)).start('devices', {});

  it('are those that ONNX Runtime offers, and the packages that the student has installed', async () => {
    const folder = await temporaryFolder();
    await installPackage(folder, '@tensorflow/tfjs-node', tfjsNode);
    await installPackage(folder, '@tensorflow/tfjs-node-gpu', 'process.abort();');
    const reports = await devicesIn(folder);
    const report = (of: string) => reports.find(({ device }) => device === of);
    expect(report('cpu')).toMatchObject({ works: true });
    expect(report('tfjs-node')).toMatchObject({ works: true });
    expect(report('tfjs-node-gpu')).toMatchObject({ works: false, problem: { kind: 'crashed' } });
  });

  it('can be an installed tfjs-node, and the run says so', async () => {
    const folder = await temporaryFolder();
    await installPackage(folder, '@tensorflow/tfjs-node', tfjsNode);
    const job = { ...(await trainJob(trainingFile())), device: 'tfjs-node' as const };
    await (await newWorker(folder)).start('train', job);
    expect(await readRun(job.runDir)).toMatchObject({
      state: 'done',
      device: 'tfjs-node',
      versions: { backend: 'tensorflow' },
    });
  });

  it('that are not there are a failure that offers another one', async () => {
    const job = { ...(await trainJob(trainingFile())), device: 'tfjs-node-gpu' as const };
    expect(await failureOfTraining(job)).toMatchObject({
      what: expect.stringContaining('is not installed') as string,
      device: 'tfjs-node-gpu',
    });
  });
});

describe('the language of the client', () => {
  const speakGerman = () => {
    speakCarried('de');
    onTestFinished(() => speak('en'));
  };

  it('is that of the worker', async () => {
    speakGerman();
    const job = { ...(await trainJob(trainingFile())), device: 'tfjs-node-gpu' as const };
    expect((await failureOfTraining(job)).what).toContain('ist nicht installiert');
  });

  it('is that of the process that tries a device out', async () => {
    speakGerman();
    const outcome = await probe(workerPath, 'tfjs-node-gpu', new AbortController().signal);
    expect(outcome).toMatchObject({
      problem: { kind: 'failed', message: expect.stringContaining('Es gibt kein Paket') as string },
    });
  });
});
