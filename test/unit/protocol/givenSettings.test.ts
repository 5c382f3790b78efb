import { expect, it } from 'vitest';
import {
  bothGiven,
  changedSettings,
  givenTexts,
  type GivenSettings,
} from '../../../src/protocol/givenSettings';

const file = {
  model: () => undefined,
  epochs: 3,
  optimizer: { name: 'adam', learningRate: 1e-3, betas: [0.9, 0.99] },
  schedule: (step: number) => 1 / step,
  validateEvery: { epochs: 1 },
  clipNorm: 1,
};

it.each<[string, GivenSettings, object]>([
  ['a plain value', { epochs: 5 }, { epochs: 5 }],
  [
    'a part of an object, beside the others',
    { optimizer: { learningRate: 0.1 } },
    { optimizer: { name: 'adam', learningRate: 0.1, betas: [0.9, 0.99] } },
  ],
  [
    'a list as a whole',
    { optimizer: { betas: [0.5] } },
    { optimizer: { name: 'adam', learningRate: 1e-3, betas: [0.5] } },
  ],
  [
    'an object of another name, without the parts of the one before',
    { optimizer: { name: 'sgd', momentum: 0.9 } },
    { optimizer: { name: 'sgd', momentum: 0.9 } },
  ],
  ['a function by what is named', { schedule: { name: 'cosine' } }, { schedule: { name: 'cosine' } }],
  [
    'how often to validate, which has one of two forms',
    { validateEvery: { steps: 4 } },
    { validateEvery: { steps: 4 } },
  ],
  ['what was not there', { loss: { l2: 0.1 } }, { loss: { l2: 0.1 } }],
])('changes %s', (_what, given, changed) => {
  expect(changedSettings(file, given)).toEqual({ ...file, ...changed });
});

it('takes away what is null, and a part of it', () => {
  const { model, epochs, schedule, validateEvery } = file;
  expect(changedSettings(file, { clipNorm: null, optimizer: { betas: null } })).toEqual({
    model,
    epochs,
    schedule,
    validateEvery,
    optimizer: { name: 'adam', learningRate: 1e-3 },
  });
});

it('leaves the settings of the file as they are', () => {
  const before = structuredClone({ ...file, model: undefined, schedule: undefined });
  changedSettings(file, { optimizer: { learningRate: 0.1 }, clipNorm: null });
  expect({ ...file, model: undefined, schedule: undefined }).toEqual(before);
});

it('has what is given twice from the later, and nothing taken away before its time', () => {
  const json = { epochs: 5, optimizer: { name: 'sgd', learningRate: 0.1 }, clipNorm: null };
  const flags = { epochs: 7, optimizer: { momentum: 0.9 } };
  expect(bothGiven(json, flags)).toEqual({
    epochs: 7,
    optimizer: { name: 'sgd', learningRate: 0.1, momentum: 0.9 },
    clipNorm: null,
  });
});

it('is told with the way to each setting', () => {
  const given = {
    optimizer: { name: 'sgd', learningRate: 0.1 },
    loss: { classWeights: [1, 2, 3] },
    clipNorm: null,
  };
  expect(givenTexts(given)).toEqual([
    'optimizer.name=sgd',
    'optimizer.learningRate=0.1',
    'loss.classWeights=[1,2,3]',
    'clipNorm=null',
  ]);
});
