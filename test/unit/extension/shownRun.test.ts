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
