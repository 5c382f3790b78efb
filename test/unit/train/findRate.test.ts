import * as tf from '@tensorflow/tfjs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { JobEvent } from '../../../src/protocol/events';
import { findRate } from '../../../src/train';
import { rateRange } from '../../../src/train/rateRange';
import { typingsFolder } from './installation';
import { failureFrom, patientDeadlines, sentences, trainingFile, trainJob } from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
});

async function found(settings: Record<string, string>, signal = new AbortController().signal) {
  const events: JobEvent[] = [];
  const job = await trainJob(trainingFile(settings));
  const test = await findRate(job, {
    signal,
    emit: (event) => void events.push(event),
    engine: { backend: 'cpu', device: 'cpu', threads: 1 },
    typings,
    deadlines: patientDeadlines,
    worker: { pid: process.pid, socket: '/nowhere' },
  });
  return { job, test, events };
}

it('tries learning rates from the lowest on, and makes no run', async () => {
  const { job, test, events } = await found({ optimizer: "{ name: 'adam' }" });
  const rates = test.points.map(({ learningRate }) => learningRate);
  expect(rates[0]).toBe(rateRange.lowest);
  expect(rates).toEqual([...rates].sort((a, b) => a - b));
  expect(events.some(({ type }) => type === 'metric')).toBe(false);
  expect(await readdir(path.dirname(job.runDir))).toEqual([]);
});

it('ends where the loss diverges, before it is no number', async () => {
  const { test } = await found({ optimizer: "{ name: 'sgd' , learningRate: 0.1 }" });
  expect(test.ended).toBe('diverged');
  expect(test.points.length).toBeLessThan(rateRange.steps);
  expect(test.points.every(({ loss }) => Number.isFinite(loss))).toBe(true);
});

it('gives the same for the same seed, whatever the schedule of the file is', async () => {
  const plain = await found({});
  const scheduled = await found({
    schedule: "{ name: 'exponential', gamma: 0.5 }",
    validateEvery: '{ steps: 1 }',
    earlyStopping: "{ metric: 'valLoss', patience: 0 }",
  });
  expect(scheduled.test).toEqual(plain.test);
});

it('refuses an optimizer of the student’s own, whose learning rate it cannot change', async () => {
  const failure = await failureFrom(() => found({ optimizer: '() => tf.train.sgd(0.1)' }));
  expect(sentences(failure)).toContain("optimizer: { name: 'adam' }");
});

it('ends when it is stopped', async () => {
  const controller = new AbortController();
  controller.abort(new Error('stopped'));
  await expect(found({}, controller.signal)).rejects.toThrow();
});
