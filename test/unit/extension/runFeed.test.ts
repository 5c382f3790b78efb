import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RunFeed } from '../../../src/extension/metrics/runFeed';
import type { ShownRun, ToDashboard } from '../../../src/panels/dashboard';
import type { MetricLine } from '../../../src/protocol/run';

const run: ShownRun = {
  id: 'r',
  name: 'r',
  file: 'f.ts',
  createdAt: '',
  state: 'running',
  stopping: false,
  doubts: [],
  evaluations: [],
};
const step = (number: number): MetricLine => ({
  kind: 'step',
  step: number,
  epoch: 1,
  loss: number / 10,
  accuracy: 0.5,
  seconds: number,
});

let onDisk: MetricLine[];
let lost: string[];
let shown: ShownRun | undefined;
let posted: ToDashboard[];
let feed: RunFeed;

beforeEach(() => {
  vi.useFakeTimers();
  onDisk = [step(1), step(2)];
  lost = [];
  shown = run;
  posted = [];
  feed = new RunFeed({
    runDir: '/r',
    read: () => Promise.resolve({ lines: onDisk, lost }),
    run: () => shown,
    progress: () => undefined,
    post: (message) => posted.push(message),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const deltaSteps = () =>
  posted.flatMap((message) => (message.type === 'delta' ? [message.lines.map((line) => line.step)] : []));

it('says nothing before the page is ready', () => {
  feed.update(step(3));
  vi.runAllTimers();
  expect(posted).toEqual([]);
});

it('sends all that is on disk when the page is ready', async () => {
  await feed.snapshot();
  expect(posted).toMatchObject([{ type: 'snapshot', steps: { step: [1, 2], loss: [0.1, 0.2] } }]);
});

it('says what could not be read', async () => {
  lost = ['3 lines of metrics.jsonl could not be read.'];
  await feed.snapshot();
  expect(posted).toMatchObject([{ type: 'snapshot', lost }]);
});

it('sends lines that come together in one message', async () => {
  await feed.snapshot();
  feed.update(step(3));
  feed.update(step(4));
  vi.runAllTimers();
  expect(deltaSteps()).toEqual([[3, 4]]);
});

it('leaves out lines that the snapshot had already', async () => {
  await feed.snapshot();
  feed.update(step(2));
  feed.update(step(3));
  vi.runAllTimers();
  expect(deltaSteps()).toEqual([[3]]);
});

it('sends every validation, of which an epoch may have several', async () => {
  await feed.snapshot();
  const validation = (at: number): MetricLine => ({
    ...step(at),
    kind: 'epoch',
    valLoss: 1,
    valAccuracy: 0.5,
  });
  feed.update(validation(3));
  feed.update(validation(4));
  vi.runAllTimers();
  expect(deltaSteps()).toEqual([[3, 4]]);
});

it('begins anew with what a resumed run has kept, and sends the steps that are done again', async () => {
  await feed.snapshot();
  onDisk = [step(1)];
  await feed.renew();
  feed.update(step(2));
  vi.runAllTimers();
  expect(deltaSteps()).toEqual([[2]]);
});

it('keeps lines that come while it reads the disk', async () => {
  const reading = feed.snapshot();
  feed.update(step(3));
  vi.runAllTimers();
  await reading;
  expect(deltaSteps()).toEqual([[3]]);
});

it('sends nothing to a hidden page, and everything when it is back', async () => {
  await feed.snapshot();
  feed.pause();
  feed.update(step(3));
  vi.runAllTimers();
  onDisk.push(step(3));
  await feed.snapshot();
  expect(posted.map(({ type }) => type)).toEqual(['snapshot', 'snapshot']);
  expect(posted[1]).toMatchObject({ steps: { step: [1, 2, 3] } });
});

it('says so when the run is gone', async () => {
  shown = undefined;
  await feed.snapshot();
  expect(posted).toEqual([{ type: 'gone', text: expect.stringContaining('no longer there') as string }]);
});
