import { expect, it } from 'vitest';
import { shownRun } from '../../../src/extension/runs/shownRun';
import type { RunRecord } from '../../../src/protocol/run';

const record: RunRecord = {
  version: 1,
  id: 'r',
  name: 'r',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  state: 'running',
  file: '/course/3.2/baseline.ts',
  versions: {},
};

it('names the file as it lies in the workspace folder', () => {
  expect(shownRun(record, '/course', { stopping: false }).file).toBe('3.2/baseline.ts');
});

it('names a file outside of the workspace folder in full', () => {
  expect(shownRun(record, '/elsewhere', { stopping: false }).file).toBe('/course/3.2/baseline.ts');
});
