import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { JobEvent } from '../../../../src/protocol/events';
import type { EpochLine, StepLine } from '../../../../src/protocol/run';
import { withEventFile } from '../../../../src/train/tensorboard';
import { restartEvent, scalarsEvent, versionEvent } from '../../../../src/train/tensorboard/event';
import { EventFile, eventFiles } from '../../../../src/train/tensorboard/eventFile';
import { record } from '../../../../src/train/tensorboard/record';
import { scalarsOf } from '../../../../src/train/tensorboard/scalars';
import { temporaryFolder } from '../../temporaryFolder';

const step = (number: number): StepLine => ({
  kind: 'step',
  step: number,
  epoch: 1,
  loss: 1 / number,
  accuracy: 0.5,
  seconds: number,
});
const wallTime = 1764409298;
const clock = () => new Date(wallTime * 1000);
const bytesOf = (...events: Uint8Array[]) => Buffer.concat(events.map(record)).toString('hex');
const read = async (folder: string, name: string) =>
  (await readFile(path.join(folder, name))).toString('hex');

it('holds each line when it has been added', async () => {
  const folder = await temporaryFolder();
  const file = new EventFile(folder, clock);
  file.add(step(1));
  const [name, ...others] = eventFiles(folder);
  expect([name, others]).toEqual(['events.out.tfevents.1764409298.lits.0', []]);
  const first = [versionEvent(wallTime), scalarsEvent({ wallTime, step: 1 }, scalarsOf(step(1)))];
  expect(await read(folder, name)).toBe(bytesOf(...first));
  file.add(step(2));
  const second = scalarsEvent({ wallTime, step: 2 }, scalarsOf(step(2)));
  expect(await read(folder, name)).toBe(bytesOf(...first, second));
});

it('takes back the steps that a run does again when it goes on', async () => {
  const folder = await temporaryFolder();
  new EventFile(folder, clock).add(step(9));
  new EventFile(folder, clock).add(step(5));
  const [, name] = eventFiles(folder).sort();
  expect(name).toBe('events.out.tfevents.1764409298.lits.1');
  const when = { wallTime, step: 5 };
  expect(await read(folder, name)).toBe(
    bytesOf(versionEvent(wallTime), restartEvent(when), scalarsEvent(when, scalarsOf(step(5)))),
  );
});

it('has the figures of a step', () => {
  const line: StepLine = { ...step(4), learningRate: 0.001, objective: 0.75, gradientNorm: 2 };
  expect(scalarsOf(line)).toEqual({
    'train/loss': 0.25,
    'train/accuracy': 0.5,
    'train/learning_rate': 0.001,
    'train/objective': 0.75,
    'train/gradient_norm': 2,
  });
});

it('has the figures of a validation, as far as there are any', () => {
  const line: EpochLine = {
    kind: 'epoch',
    step: 10,
    epoch: 2,
    loss: 0.5,
    accuracy: 0.75,
    valLoss: 0.625,
    valAccuracy: 0.5,
    valF1: 0.25,
    seconds: 4,
  };
  expect(scalarsOf(line)).toEqual({
    'validation/loss': 0.625,
    'validation/accuracy': 0.5,
    'validation/f1': 0.25,
    'epoch/train_loss': 0.5,
    'epoch/train_accuracy': 0.75,
  });
});

it('is not needed: a training goes on, and says so once, when the file cannot be written', async () => {
  const notFolder = path.join(await temporaryFolder(), 'file');
  await writeFile(notFolder, '');
  const told: JobEvent[] = [];
  const { emit } = withEventFile({ emit: (event: JobEvent) => told.push(event) }, notFolder);
  emit({ type: 'metric', line: step(1) });
  emit({ type: 'metric', line: step(2) });
  expect(told.map(({ type }) => type)).toEqual(['log', 'metric', 'metric']);
});
