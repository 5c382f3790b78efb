import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { upgradeEvaluation } from '../../../src/evaluate/upgrade';
import type { Evaluation, FirstEvaluation } from '../../../src/protocol/evaluation';
import { readEvaluationLog, readEvaluations } from '../../../src/protocol/evaluations';
import { writeEvaluation } from '../../../src/train/evaluations';
import { predictions } from '../cli/fixtures';
import { failureFrom, temporaryFolder } from '../train/student';

const first: FirstEvaluation = {
  version: 1,
  createdAt: '2026-03-01T10:17:10.000Z',
  split: 'test',
  checkpoint: 'best',
  datasetFingerprint: '3f2a9c',
  predictions: predictions(),
};
const run = { id: '20260301-101500-demo', name: 'demo' };
const upgraded = upgradeEvaluation(first, run);

function made(change: Partial<Evaluation['provenance']>): Evaluation {
  return { ...upgraded, provenance: { ...upgraded.provenance, ...change } };
}

describe('the evaluations of a run', () => {
  it('stand side by side: val and test, best and last', async () => {
    const folder = await temporaryFolder();
    const evaluations = [
      made({ split: 'test', checkpoint: 'last', createdAt: '2026-03-03T00:00:00.000Z' }),
      made({ split: 'val', checkpoint: 'best', createdAt: '2026-03-02T00:00:00.000Z' }),
      made({ split: 'test', checkpoint: 'best', createdAt: '2026-03-01T00:00:00.000Z' }),
    ];
    for (const evaluation of evaluations) await writeEvaluation(folder, evaluation, 10);
    expect(await readEvaluations(folder)).toEqual(evaluations);
  });

  it('are replaced by later ones, of which the log knows every one', async () => {
    const folder = await temporaryFolder();
    await writeEvaluation(folder, made({ createdAt: '2026-03-01T00:00:00.000Z' }), 10);
    const latest = made({ createdAt: '2026-03-02T00:00:00.000Z' });
    await writeEvaluation(folder, latest, 20);
    expect(await readEvaluations(folder)).toEqual([latest]);
    expect(await readEvaluationLog(folder)).toMatchObject([
      { createdAt: '2026-03-01T00:00:00.000Z', step: 10, split: 'test', datasetFingerprint: '3f2a9c' },
      { createdAt: '2026-03-02T00:00:00.000Z', step: 20 },
    ]);
  });

  it('of the first version are read, until a new one of the same split and checkpoint replaces them', async () => {
    const folder = await temporaryFolder();
    // What this version no longer reads from it, as the figures, is computed again.
    await writeFile(path.join(folder, 'evaluation.json'), JSON.stringify({ ...first, accuracy: 0.5 }));
    expect(await readEvaluations(folder)).toEqual([first]);
    const other = made({ checkpoint: 'last', createdAt: '2026-03-02T00:00:00.000Z' });
    await writeEvaluation(folder, other, 10);
    expect(await readEvaluations(folder)).toEqual([other, first]);
    const same = made({ createdAt: '2026-03-03T00:00:00.000Z' });
    await writeEvaluation(folder, same, 10);
    expect(await readEvaluations(folder)).toEqual([same, other]);
  });

  it('say so when they cannot be read', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'evaluations'));
    await writeFile(path.join(folder, 'evaluations', 'test-best.json'), '{"version":2}');
    expect(await failureFrom(() => readEvaluations(folder))).toMatchObject({
      what: expect.stringContaining('cannot be read') as string,
    });
  });
});

describe('an evaluation of the first version', () => {
  it('gets the figures that it lacks from its predictions', () => {
    expect(upgraded.provenance).toMatchObject({ run: run.id, slices: 216, volumes: 9, epoch: null });
    expect(upgraded.bySlice.figures.accuracy).toBeCloseTo(185 / 216, 12);
    expect(upgraded.byVolume.confusion.flat().reduce((sum, count) => sum + count)).toBe(9);
  });

  it('is left alone when it is of this version', () => {
    expect(upgradeEvaluation(upgraded, { id: 'x', name: 'x' })).toBe(upgraded);
  });
});
