import { expect, it } from 'vitest';
import { shownRun, shownState } from '../../../src/extension/runs/shownRun';
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

it('shows a run as interrupted when its worker is gone', () => {
  expect(shownState(record, false)).toBe('interrupted');
});

it('shows a run as running while its worker is there', () => {
  expect(shownState(record, true)).toBe('running');
});

it('leaves an ended run as it ended', () => {
  expect(shownState({ state: 'stopped' }, false)).toBe('stopped');
});

it('names the file as it lies in the workspace folder', () => {
  expect(shownRun(record, '/course', { alive: true, stopping: false }).file).toBe('3.2/baseline.ts');
});

it('names a file outside of the workspace folder in full', () => {
  expect(shownRun(record, '/elsewhere', { alive: true, stopping: false }).file).toBe(
    '/course/3.2/baseline.ts',
  );
});
