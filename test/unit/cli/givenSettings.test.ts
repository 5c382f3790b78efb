import { expect, it } from 'vitest';
import { settingOf } from '../../../src/cli/givenSettings';

it.each([
  ['epochs=5', { epochs: 5 }],
  ['optimizer.learningRate=.5', { optimizer: { learningRate: 0.5 } }],
  ['schedule.name=cosine', { schedule: { name: 'cosine' } }],
  ['earlyStopping=null', { earlyStopping: null }],
])('reads %s as JSON, or else as a text', (text, setting) => {
  expect(settingOf(text)).toEqual(setting);
});

it.each(['1e999', '-1e999', '[0.1, 1e999]'])(
  'leaves %s a text, which is refused with its name: as a number too large for JSON it would take the setting away',
  (value) => {
    expect(settingOf(`optimizer.learningRate=${value}`)).toEqual({ optimizer: { learningRate: value } });
  },
);

it('knows no setting of another form', () => {
  expect(settingOf('__proto__.x=1')).toBeUndefined();
});
