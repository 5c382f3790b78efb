import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { testUseText } from '../../../src/cli/commands/evaluateCommand';
import { evaluationOf } from '../../../src/evaluate/evaluation';
import { testUse } from '../../../src/evaluate/testUse';
import type { Evaluation } from '../../../src/protocol/evaluation';
import { readEvaluationLog, readEvaluations, writeEvaluation } from '../../../src/runs';
import { predictions } from '../cli/fixtures';
import { temporaryFolder } from '../train/student';

const source: Omit<Evaluation['provenance'], 'slices' | 'volumes'> = {
  run: '20260301-101500-demo',
  name: 'demo',
  split: 'test',
  checkpoint: 'best',
  epoch: null,
  weights: null,
  datasetFingerprint: '3f2a9c',
  createdAt: '2026-03-01T10:17:10.000Z',
};
const evaluation = evaluationOf(source, predictions());

function made(change: Partial<Evaluation['provenance']>): Evaluation {
  return { ...evaluation, provenance: { ...evaluation.provenance, ...change } };
}

describe('the evaluations of a run', () => {
  it('stand side by side: val and test, best and last', async () => {
    const folder = await temporaryFolder();
    const evaluations = [
      made({ split: 'test', checkpoint: 'last', createdAt: '2026-03-03T00:00:00.000Z' }),
      made({ split: 'val', checkpoint: 'best', createdAt: '2026-03-02T00:00:00.000Z' }),
      made({ split: 'test', checkpoint: 'best', createdAt: '2026-03-01T00:00:00.000Z' }),
    ];
    for (const each of evaluations) await writeEvaluation(folder, each, 10);
    expect(await readEvaluations(folder)).toEqual({ evaluations, damaged: [] });
  });

  it('are replaced by later ones, of which the log knows every one', async () => {
    const folder = await temporaryFolder();
    await writeEvaluation(folder, made({ createdAt: '2026-03-01T00:00:00.000Z' }), 10);
    const latest = made({ createdAt: '2026-03-02T00:00:00.000Z' });
    await writeEvaluation(folder, latest, 20);
    expect((await readEvaluations(folder)).evaluations).toEqual([latest]);
    expect((await readEvaluationLog(folder)).lines).toMatchObject([
      { createdAt: '2026-03-01T00:00:00.000Z', step: 10, split: 'test', datasetFingerprint: '3f2a9c' },
      { createdAt: '2026-03-02T00:00:00.000Z', step: 20 },
    ]);
  });

  it('are shown beside one that cannot be read, which is named', async () => {
    const folder = await temporaryFolder();
    const whole = made({ split: 'val' });
    await writeEvaluation(folder, whole, 10);
    await writeFile(path.join(folder, 'evaluations', 'test-best.json'), '{"version":2}');
    expect(await readEvaluations(folder)).toEqual({
      evaluations: [whole],
      damaged: ['evaluations/test-best.json'],
    });
  });

  it('are added to a log whose last line was cut, without joining it', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'evaluations'));
    await writeFile(path.join(folder, 'evaluations', 'log.jsonl'), '{"version":1,"run":"20');
    await writeEvaluation(folder, made({}), 10);
    expect(await readEvaluationLog(folder)).toMatchObject({ lines: [{ step: 10 }], damaged: 1 });
  });
});

describe('a look at the test set', () => {
  it('stays the third when the line of the second was torn and ended', async () => {
    const folder = await temporaryFolder();
    const log = path.join(folder, 'evaluations', 'log.jsonl');
    await writeEvaluation(folder, made({}), 10);
    await writeEvaluation(folder, made({}), 20);
    await appendFile(log, '{"version":1,"run":"20');
    await writeEvaluation(folder, made({}), 30);
    const { lines, damaged } = await readEvaluationLog(folder);
    expect(testUse(lines)).toMatchObject({ times: 3 });
    expect(damaged).toBe(1);
  });

  it('is never called the first while lines of the log are damaged', () => {
    expect(testUseText(1, 0)).toContain('for the first time');
    expect(testUseText(1, 1)).toContain('and perhaps before');
    expect(testUseText(3, 0)).toContain('3 times');
    expect(testUseText(2, 1)).toContain('at least 2 times');
  });
});

describe('an evaluation', () => {
  it('is measured by slice and by volume', () => {
    expect(evaluation.provenance).toMatchObject({ slices: 216, volumes: 9 });
    expect(evaluation.bySlice.figures.accuracy).toBeCloseTo(185 / 216, 12);
    expect(evaluation.byVolume.confusion.flat().reduce((sum, count) => sum + count)).toBe(9);
  });
});
