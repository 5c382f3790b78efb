import * as tf from '@tensorflow/tfjs';
import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { isResumable, readEvaluations, readMetrics, readRun, readSources } from '../../src/runs';
import { readPoint } from '../../src/train/resume/point';
import { loadRunModel } from '../../src/train/runModel';
import { patientDeadlines, temporaryFolder } from '../unit/train/student';

/** Runs as earlier versions have left them, by the day of the version. */
const folder = fileURLToPath(new URL('runs', import.meta.url));
const names = await readdir(folder);

beforeAll(() => tf.setBackend('cpu'));

describe.each(names)('the run that the version of %s has left', (name) => {
  const runDir = path.join(folder, name);

  it('is read, with its metrics, its evaluations and its code', async () => {
    const { config, best, state } = await readRun(runDir);
    const [metrics, evaluations] = [await readMetrics(runDir), await readEvaluations(runDir)];
    expect(['done', 'interrupted']).toContain(state);
    expect([config?.batchSize, metrics.damaged, evaluations.damaged]).toEqual([84, 0, []]);
    expect(metrics.lines.some((line) => line.kind === 'epoch' && line.epoch === best?.epoch)).toBe(true);
    expect([...(await readSources(runDir))!.values()][0]).toContain('defineTraining');
  });

  it('gives back its model', async () => {
    const context = { emit: () => undefined, deadlines: patientDeadlines };
    const { model, checkpoint } = await loadRunModel({ runDir, checkpoint: 'best' }, context, 'evaluate');
    expect(model.countParams()).toBe(195);
    // The first version did not note it.
    expect([null, (await readRun(runDir)).best?.epoch]).toContain(checkpoint.epoch);
    model.dispose();
  });
});

describe('a run of an earlier version that was killed while it kept where it stood', () => {
  it('can be resumed from what it kept before', async () => {
    const copy = path.join(await temporaryFolder(), 'run');
    await cp(path.join(folder, '2026-11-29-killed'), copy, { recursive: true });
    expect(await isResumable(copy)).toBe(true);
    expect((await readPoint(copy)).state).toMatchObject({ step: 13, epoch: 7 });
  });
});
