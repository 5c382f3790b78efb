import * as tf from '@tensorflow/tfjs';
import { appendFile, mkdir, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { JobEvent } from '../../../src/protocol/events';
import { toFailure } from '../../../src/protocol/failure';
import type { GivenSettings } from '../../../src/protocol/givenSettings';
import type { TrainJob } from '../../../src/protocol/jobs/trainJob';
import { readMetrics, readRun } from '../../../src/runs';
import { resumeTraining, runTraining, type JobContext } from '../../../src/train';
import { rampPng, writeDataset } from '../data/fixture';
import { typingsFolder } from './installation';
import { leftBy } from './leftBy';
import { patientDeadlines, temporaryFolder, tinyModel, trainingFile, trainJob } from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
});

/** A context that stops the work with the `at`th event that `counts`. */
function stoppingAt(at: number, counts: (event: JobEvent) => boolean = isStep): JobContext {
  const stop = new AbortController();
  let count = 0;
  return {
    signal: stop.signal,
    emit(event) {
      if (counts(event) && ++count === at) stop.abort();
    },
    engine: { backend: 'cpu', device: 'cpu', threads: 1 },
    typings,
    deadlines: patientDeadlines,
    worker: { pid: process.pid, socket: '/nowhere' },
  };
}

const isStep = (event: JobEvent) => event.type === 'metric' && event.line.kind === 'step';
const isValidated = (event: JobEvent) => event.type === 'progress' && event.phase === 'validate';
const undisturbed = () => stoppingAt(Infinity);
const resume = (runDir: string, context = undisturbed()) =>
  resumeTraining({ runDir, device: 'cpu' }, context);

const dropout = tinyModel.replace(
  'tf.layers.dense({ units: 3 })',
  'tf.layers.dropout({ rate: 0.5 }), tf.layers.batchNormalization(), tf.layers.dense({ units: 3 })',
);
const kinds: Record<string, Record<string, string>> = {
  'dropout, batch norm and Adam': { model: dropout, optimizer: "{ name: 'adam', learningRate: 0.01 }" },
  'momentum, a schedule by steps and averaged weights': {
    optimizer: "{ name: 'sgd', learningRate: 0.1, momentum: 0.9 }",
    schedule: "{ name: 'oneCycle', maxLearningRate: 0.3 }",
    averageWeights: '{ decay: 0.9 }',
  },
  'a plateau, early stopping that restores the best, and a sampler': {
    optimizer: "{ name: 'rmsprop', learningRate: 0.3 }",
    schedule: "{ name: 'plateau', patience: 0, factor: 0.5 }",
    earlyStopping: '{ patience: 2, restoreBest: true }',
    sampler: "{ name: 'weighted', classWeights: 'balanced' }",
    epochs: '12',
  },
  'batches that are added up, and a validation every few steps': {
    model: dropout,
    accumulate: '2',
    batchSize: '1',
    validateEvery: '{ steps: 2 }',
    epochs: '4',
  },
  "an optimizer of TensorFlow.js, and the student's own augmentation": {
    optimizer: '() => tf.train.adam(0.05)',
    augment: '(images) => images.mul(tf.randomUniform([images.shape[0], 1, 1, 1], 0.5, 1.5))',
  },
  'momentum of TensorFlow.js': { optimizer: '() => tf.train.momentum(0.05, 0.9)' },
  'a pipeline of transforms': {
    augment: 'new Compose([new RandomHorizontalFlip({ p: 0.5 }), new RandomAffine({ degrees: 20 })])',
  },
};

/** What is given for the run, before what its file says. */
const given: Record<string, GivenSettings> = {
  'settings that were given for the run': {
    epochs: 3,
    batchSize: 2,
    optimizer: { name: 'adam', learningRate: 0.02 },
    averageWeights: { decay: 0.5 },
    seed: 5,
  },
};
kinds['settings that were given for the run'] = { model: dropout, epochs: '0', batchSize: '1' };

describe.each(Object.entries(kinds))('a training with %s', (name, settings) => {
  const text = trainingFile({ epochs: '3', batchSize: '2', ...settings }).replace(
    '{ defineTraining }',
    '{ Compose, defineTraining, RandomAffine, RandomHorizontalFlip }',
  );

  async function begun() {
    const data = await writeDataset();
    const jobOf = () => trainJob(text, { data, settings: given[name] });
    const whole = await jobOf();
    await runTraining(whole, undisturbed());
    return { whole: await leftBy(whole), jobOf };
  }

  it('ends as if it had never been stopped, wherever that was', async () => {
    const { whole, jobOf } = await begun();
    for (let at = 1; at < whole.steps!; at += 3) {
      const job = await jobOf();
      expect(await runTraining(job, stoppingAt(at))).toMatchObject({ state: 'stopped' });
      await resume(job.runDir);
      expect(await leftBy(job)).toEqual(whole);
    }
  });

  it('ends as if it had never been stopped, when that was in a validation, and twice', async () => {
    const { whole, jobOf } = await begun();
    const job = await jobOf();
    await runTraining(job, stoppingAt(1, isValidated));
    await resume(job.runDir, stoppingAt(2));
    await resume(job.runDir, stoppingAt(1, isValidated));
    await resume(job.runDir);
    expect(await leftBy(job)).toEqual(whole);
  });
});

/** A socket where somebody listens, as where a worker is alive. */
async function listeningSocket(): Promise<string> {
  const socket = path.join(await temporaryFolder(), 'worker');
  const server = createServer().listen(socket);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return socket;
}

/** A run that was stopped after two steps of four. */
async function stopped(): Promise<TrainJob> {
  const job = await trainJob(trainingFile({ batchSize: '3' }));
  await runTraining(job, stoppingAt(2));
  return job;
}

const pointOf = ({ runDir }: TrainJob) => path.join(runDir, 'checkpoints/resume');
const tensorsOf = async (job: TrainJob) =>
  path.join(
    pointOf(job),
    (await readdir(pointOf(job))).find((name) => name.endsWith('.bin'))!,
  );

async function failureOf(work: Promise<unknown>) {
  return toFailure(
    await work.then(
      () => expect.fail('It did not fail.'),
      (error: unknown) => error,
    ),
  );
}

describe('a run that is resumed', () => {
  it('was killed in mid-step: what it measured after it last kept itself is measured again, and told once', async () => {
    const job = await stopped();
    const line = { kind: 'step', step: 3, epoch: 2, loss: 9, accuracy: 0, seconds: 9 };
    await appendFile(path.join(job.runDir, 'metrics.jsonl'), `${JSON.stringify(line)}\n{"kind":"st`);
    const file = path.join(job.runDir, 'run.json');
    const record = JSON.parse(await readFile(file, 'utf8')) as object;
    const worker = { pid: 2 ** 22 + 1, socket: '/nowhere' };
    await writeFile(file, JSON.stringify({ ...record, state: 'running', worker }));
    await resume(job.runDir);
    const { lines, damaged } = await readMetrics(job.runDir);
    expect(damaged).toBe(0);
    expect(lines.flatMap((one) => (one.kind === 'step' ? [one.step] : []))).toEqual([1, 2, 3, 4]);
  });

  it('says when and where it was resumed, and how long it has trained in all', async () => {
    const job = await stopped();
    const { progress: before } = await readRun(job.runDir);
    const { resumed, progress } = await resume(job.runDir);
    expect(resumed).toMatchObject([{ step: 2, epoch: 1 }]);
    expect(progress?.seconds).toBeGreaterThan(before!.seconds!);
  });

  it('keeps nothing to resume from once it has come to its end', async () => {
    const job = await stopped();
    await resume(job.runDir);
    expect(await readdir(path.join(job.runDir, 'checkpoints'))).toEqual(['best', 'last']);
    expect(await failureOf(resume(job.runDir))).toMatchObject({
      what: 'This run cannot be resumed: it has not kept where it stood.',
    });
  });

  it('is resumed by one only, when two try', async () => {
    const job = await stopped();
    const worker = { pid: process.pid, socket: await listeningSocket() };
    const both = [1, 2].map(() => resume(job.runDir, { ...undisturbed(), worker }));
    const outcomes = await Promise.allSettled(both);
    const { lines } = await readMetrics(job.runDir);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(lines.filter(({ kind }) => kind === 'step')).toHaveLength(4);
  });

  it('stays as it was where its data set has changed', async () => {
    const job = await stopped();
    const before = await readFile(path.join(job.runDir, 'metrics.jsonl'), 'utf8');
    const [picture] = await readdir(path.join(job.data, 'train/volumes'));
    await writeFile(path.join(job.data, 'train/volumes', picture), await rampPng(99));
    const { what } = await failureOf(resume(job.runDir));
    expect(what).toMatch(/changed/);
    expect(await readRun(job.runDir)).toMatchObject({ state: 'stopped' });
    expect(await readFile(path.join(job.runDir, 'metrics.jsonl'), 'utf8')).toBe(before);
  });

  it.each([
    ['cut tensors', async (job: TrainJob) => truncate(await tensorsOf(job), 8)],
    ['no tensors', async (job: TrainJob) => rm(await tensorsOf(job))],
    ['no JSON', (job: TrainJob) => writeFile(path.join(pointOf(job), 'point.json'), '{"version":1,')],
    ['another version', (job: TrainJob) => writeFile(path.join(pointOf(job), 'point.json'), '{"version":2}')],
  ])('stays as it was where it has kept %s', async (_what, damage) => {
    const job = await stopped();
    await damage(job);
    const { what } = await failureOf(resume(job.runDir));
    expect(what).toBe('This run cannot be resumed: where it stood cannot be read.');
    expect(await readRun(job.runDir)).toMatchObject({ state: 'stopped' });
  });
});

describe('a run whose disk takes nothing more', () => {
  it('keeps what it kept before, says so once, and trains on', async () => {
    const job = await trainJob(trainingFile({ batchSize: '3' }), { checkpointSeconds: 0 });
    await mkdir(path.join(job.runDir, 'checkpoints'), { recursive: true });
    await writeFile(path.join(job.runDir, 'checkpoints/resume'), 'in the way');
    const warnings: string[] = [];
    const emit = (event: JobEvent) => event.type === 'log' && warnings.push(event.text);
    const run = await runTraining(job, { ...undisturbed(), emit });
    expect(run.state).toBe('done');
    expect(warnings.filter((text) => text.includes('so it cannot be resumed'))).toHaveLength(1);
  });
});
