import { expect, it } from 'vitest';
import { differencesOf } from '../../../src/runs';
import { run } from '../cli/fixtures';

const other = (over: Partial<typeof run>) => ({ ...run, ...over });

it('finds none between runs that were made alike, whatever came of them', () => {
  const later = other({ id: 'later', createdAt: '2026-04-01T10:00:00.000Z', state: 'stopped' });
  expect(differencesOf([run, later])).toEqual([]);
});

it('names a setting as defineTraining does, with its value in each run', () => {
  const slower = other({ config: { ...run.config!, learningRate: 1e-4, batchSize: 8 } });
  expect(differencesOf([run, slower, run])).toEqual([
    { name: 'batchSize', values: ['16', '8', '16'] },
    { name: 'learningRate', values: ['0.001', '0.0001', '0.001'] },
  ]);
});

it('looks into a setting that has parts', () => {
  const augment = (degrees: number) => ({ name: 'RandomRotation', parameters: { degrees } });
  const [little, much] = [5, 90].map((degrees) =>
    other({ config: { ...run.config!, augmented: true, augment: augment(degrees) } }),
  );
  expect(differencesOf([little, much])).toEqual([
    { name: 'augment.parameters.degrees', values: ['5', '90'] },
  ]);
});

it('tells of the optimizer and of how a training went once each', () => {
  const settings = (beta: number, l2: number) => ({
    optimizer: { name: 'adam', learningRate: 0.001, betas: [beta, 0.999] },
    loss: { l2 },
  });
  const [one, two] = [settings(0.9, 0), settings(0.8, 1e-3)].map((all) =>
    other({ config: { ...run.config!, settings: all } }),
  );
  expect(differencesOf([one, two])).toEqual([
    { name: 'loss.l2', values: ['0', '0.001'] },
    { name: 'optimizer.betas', values: ['[0.9,0.999]', '[0.8,0.999]'] },
  ]);
});

it('leaves a gap where a run does not have the setting', () => {
  expect(differencesOf([run, other({ threads: 4 })])).toEqual([
    { name: 'threads', values: [undefined, '4'] },
  ]);
});

it('finds another code, data set and device', () => {
  const moved = other({
    codeHash: 'ffffffffffff',
    device: 'WebGPU',
    dataset: { ...run.dataset!, fingerprint: 'aaaa' },
  });
  expect(differencesOf([run, moved]).map(({ name }) => name)).toEqual(['code', 'data set', 'device']);
});
