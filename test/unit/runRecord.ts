import type { RunRecord } from '../../src/protocol/run';

/** The record of a run that has just begun, but for what a test changes. */
export function runRecord(change: Partial<RunRecord> = {}): RunRecord {
  return {
    version: 1,
    id: 'r',
    name: 'r',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    state: 'running',
    file: '/f.ts',
    versions: {},
    ...change,
  };
}
