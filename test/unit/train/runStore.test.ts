import { appendFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toFailure } from '../../../src/protocol/failure';
import type { StepLine } from '../../../src/protocol/run';
import { readEvaluations } from '../../../src/protocol/evaluations';
import { readMetrics, readRun } from '../../../src/protocol/runFolder';
import { RunStore } from '../../../src/train/runStore';
import { failureFrom, sentences, temporaryFolder } from './student';

const line = (step: number): StepLine => ({
  kind: 'step',
  step,
  epoch: 1,
  loss: 1,
  accuracy: 0.5,
  seconds: 0,
});

async function newRun(worker?: { pid: number; socket: string }) {
  const folder = path.join(await temporaryFolder(), '2030-01-01-run');
  const store = await RunStore.create(folder, {
    name: 'run',
    state: 'running',
    file: '/train.ts',
    versions: {},
    ...(worker ? { worker } : {}),
  });
  return { folder, store };
}

/** A socket that somebody listens on. */
async function listening(): Promise<string> {
  const socket = path.join(await temporaryFolder(), 's');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  return socket;
}

describe('a run folder', () => {
  it('holds its record and every change of it', async () => {
    const { folder, store } = await newRun();
    await store.update({ state: 'done', parameters: 12 });
    expect(await readRun(folder)).toMatchObject({ id: '2030-01-01-run', state: 'done', parameters: 12 });
  });

  it('keeps the last of many changes made at once', async () => {
    const { folder, store } = await newRun();
    await Promise.all([1, 2, 3].map((parameters) => store.update({ parameters, state: 'done' })));
    expect(await readRun(folder)).toMatchObject({ parameters: 3 });
  });

  it('is never used for a second run', async () => {
    const { folder } = await newRun();
    const failure = await failureFrom(() =>
      RunStore.create(folder, { name: 'again', state: 'starting', file: '/train.ts', versions: {} }),
    );
    expect(failure.what).toContain('already a run');
  });

  it('gives its metrics while it grows, without a line torn by a kill', async () => {
    const { folder, store } = await newRun();
    store.appendMetric(line(1));
    store.appendMetric(line(2));
    await appendFile(path.join(folder, 'metrics.jsonl'), '{"kind":"step","st');
    expect((await readMetrics(folder)).map(({ step }) => step)).toEqual([1, 2]);
  });

  it('has no metrics and no evaluation before the first', async () => {
    const { folder } = await newRun();
    expect(await readMetrics(folder)).toEqual([]);
    expect(await readEvaluations(folder)).toEqual([]);
  });

  it('logs up to a limit', async () => {
    const { folder, store } = await newRun();
    const text = 'x'.repeat(2 ** 20);
    const written = Array.from({ length: 12 }, () => store.appendLog('info', text));
    expect(written.filter(Boolean)).toHaveLength(10);
    expect(await readFile(path.join(folder, 'log.txt'), 'utf8')).toMatch(/reached its limit/);
  });
});

describe('the record of a run whose worker', () => {
  it('is at work says running', async () => {
    const { folder } = await newRun({ pid: process.pid, socket: await listening() });
    expect((await readRun(folder)).state).toBe('running');
  });

  it('is dead says failed, how far it came and what to do', async () => {
    const { folder, store } = await newRun({ pid: 2 ** 22 + 1, socket: await listening() });
    await store.update({
      progress: { epoch: 2, step: 17, totalSteps: 30 },
      best: { epoch: 1, valLoss: 1, valAccuracy: 0.5 },
    });
    const run = await readRun(folder);
    expect(run.state).toBe('failed');
    expect(run.worker).toBeUndefined();
    expect(sentences(run.failure!)).toMatch(
      /epoch 2, after about 17 steps[^]*killed[^]*checkpoint of epoch 1/,
    );
  });

  it('is dead, its number now being that of another process, says failed', async () => {
    const { folder } = await newRun({ pid: process.pid, socket: path.join(await temporaryFolder(), 'gone') });
    expect((await readRun(folder)).state).toBe('failed');
  });

  it('has ended is as it was written', async () => {
    const { folder, store } = await newRun({ pid: 2 ** 22 + 1, socket: '/gone' });
    await store.update({ state: 'stopped' });
    expect((await readRun(folder)).state).toBe('stopped');
  });
});

describe('a folder without a readable record', () => {
  it('is named', async () => {
    const folder = await temporaryFolder();
    expect((await failureFrom(() => readRun(folder))).what).toContain(path.join(folder, 'run.json'));
  });

  it.each(['', '{"version":1', '{"version":2}'])('is explained when run.json is %j', async (text) => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'run.json'), text);
    expect(sentences(await failureFrom(() => readRun(folder)))).toMatch(/cannot be read[^]*another version/);
  });
});

describe.runIf(process.platform === 'linux')('a full disk', () => {
  it('is called by its name', async () => {
    const { folder, store } = await newRun();
    await symlink('/dev/full', path.join(folder, 'metrics.jsonl'));
    expect(sentences(await failureFrom(() => store.appendMetric(line(1))))).toMatch(
      /could not be read or written[^]*disk is full[^]*Free some space/,
    );
  });
});

describe('toFailure', () => {
  it('keeps the failure that an error carries', () => {
    const failure = { what: 'It broke.', problems: [] };
    expect(toFailure(Object.assign(new Error('x'), { failure }))).toEqual(failure);
  });

  it('is honest about what it does not know', () => {
    expect(sentences(toFailure(new Error('secret reason')))).toMatch(/unexpected[^]*secret reason/);
    expect(sentences(toFailure('text'))).toContain('text');
  });
});
