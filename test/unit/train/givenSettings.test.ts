import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { GivenSettings } from '../../../src/protocol/givenSettings';
import type { TrainingSettings } from '../../../src/student';
import { checkSettings } from '../../../src/train/program/settings';
import { failureFrom } from './student';

const file: TrainingSettings = {
  model: () => tf.sequential(),
  epochs: 2,
  batchSize: 4,
  optimizer: { name: 'adam', learningRate: 0.1 },
};
const positions = { settings: { epochs: { file: 'train.ts', line: 7, column: 3 } } };
const checked = (given: GivenSettings, change: Partial<TrainingSettings> = {}) =>
  checkSettings({ ...file, ...change }, positions, 'train.ts', given);
const refused = (given: GivenSettings, change?: Partial<TrainingSettings>) =>
  failureFrom(() => checked(given, change));

it('take the place of a function, where they name something', () => {
  const functions = { optimizer: () => tf.train.sgd(1), schedule: (step: number) => step };
  const { optimizer, schedule } = checked(
    { optimizer: { name: 'sgd', learningRate: 0.1 }, schedule: { name: 'cosine' } },
    functions,
  );
  expect(optimizer).toMatchObject({ name: 'sgd', learningRate: 0.1 });
  expect(schedule).toMatchObject({ name: 'cosine' });
});

it('may take the augmentation away', () => {
  expect(checked({ augment: null }, { augment: (images) => images })).not.toHaveProperty('augment');
});

describe('are refused by their names, without a line of the file:', () => {
  it.each<[string, GivenSettings, RegExp]>([
    [
      'out of range',
      { optimizer: { learningRate: -1 } },
      /^optimizer\.learningRate: -1 was given; a number greater than 0/,
    ],
    ['without what is needed', { optimizer: { name: 'sgd' } }, /^optimizer\.learningRate: It is missing/],
    ['an unknown name', { clipnorm: 1 }, /"clipnorm" is not known here\. These are: .*clipNorm/],
    [
      'what does not go with the rest',
      { schedule: { name: 'oneCycle' }, optimizer: { name: 'adagrad' } },
      /^schedule\.cycleMomentum: .*no momentum/,
    ],
    ['a model', { model: 'resnet' }, /^model: It is a function, which only the file can have/],
    ['an augmentation', { augment: { name: 'flip' } }, /^augment: It is code.*null is allowed/],
    [
      'a function as text',
      { schedule: '(step) => 1 / step' },
      /^schedule: A function can only be written in the file.*schedule\.name=cosine/,
    ],
  ])('%s', async (_what, given, why) => {
    const failure = await refused(given);
    expect(failure).toMatchObject({
      what: 'A setting that was given for this run cannot be used.',
      problems: [],
    });
    expect(failure.why).toMatch(why);
  });

  it('options of what is a function in the file', async () => {
    const failure = await refused({ optimizer: { learningRate: 1 } }, { optimizer: () => tf.train.sgd(1) });
    expect(failure.why).toMatch(
      /^optimizer: It is a function in the file, so it has no options.*optimizer\.name=adam/,
    );
  });
});

it('leave a fault of the file at its line', async () => {
  const failure = await refused({ clipNorm: 1 }, { epochs: 0 });
  expect(failure.problems).toMatchObject([
    { line: 7, message: expect.stringMatching(/^epochs: 0/) as string },
  ]);
});
