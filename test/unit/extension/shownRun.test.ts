import { expect, it } from 'vitest';
import { shownRun } from '../../../src/extension/runs/shownRun';
import { runRecord } from '../runRecord';

const record = runRecord({ file: '/course/3.2/baseline.ts' });

it('names the file as it lies in the workspace folder', () => {
  expect(shownRun(record, '/course', { stopping: false }).file).toBe('3.2/baseline.ts');
});

it('names a file outside of the workspace folder in full', () => {
  expect(shownRun(record, '/elsewhere', { stopping: false }).file).toBe('/course/3.2/baseline.ts');
});

it('says what is doubtful about its data set', () => {
  const dataset = {
    path: '/data',
    fingerprint: '3f2a9c',
    slices: { train: 1, val: 1, test: 1 },
    doubts: [{ id: 'volumesUnknown' as const, pictures: 3 }],
  };
  const { doubts } = shownRun(runRecord({ dataset }), '/course', { stopping: false });
  expect(doubts).toEqual([expect.stringContaining('Volumes are not known')]);
});

it('says in how many processes it was trained, where there were several', () => {
  const deviceOf = (ranks?: number) =>
    shownRun(runRecord({ device: 'torch:cuda:0', ranks }), '/course', { stopping: false }).device;
  expect([deviceOf(), deviceOf(1), deviceOf(4)]).toEqual([
    'PyTorch (GPU 0)',
    'PyTorch (GPU 0)',
    'PyTorch (GPU 0), 4 processes',
  ]);
});
