import * as tf from '@tensorflow/tfjs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRun } from '../../../src/runs';
import { runTraining, type JobContext } from '../../../src/train';
import { AugmentThreads } from '../../../src/train/augmentation/threads';
import { speak } from '../../../src/words';
import { speakCarried } from '../../../src/words/bundles';
import { augmentThreadProgram, typingsFolder } from './installation';
import { failureFrom, patientDeadlines, sentences, tinyModel, trainingFile, trainJob } from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
  speakCarried('de');
});
afterAll(() => speak('en'));

async function train(text: string) {
  const job = await trainJob(text, { maxSteps: 1 });
  const context: JobContext = {
    signal: new AbortController().signal,
    emit: () => undefined,
    engine: { backend: 'cpu', device: 'cpu', threads: 1 },
    typings,
    deadlines: patientDeadlines,
    worker: { pid: process.pid, socket: '' },
  };
  return { job, run: () => runTraining(job, context) };
}

describe('a training in German', () => {
  it('says why it failed, and keeps that in its run', async () => {
    const { job, run } = await train(trainingFile({ model: tinyModel.replace('units: 3', 'units: 2') }));
    const failure = await failureFrom(run);
    expect(sentences(failure)).toBe(
      'Die Ausgabe des Modells hat die Form [batch, 2], nötig ist aber [batch, 3]: ein Logit für jede der 3 Klassen (keine Leber, Leber, Läsion).\nBeenden Sie das Modell mit einem Dense-Layer mit 3 Einheiten.',
    );
    expect((await readRun(job.runDir)).failure).toEqual(failure);
  });

  it('says which setting is wrong', async () => {
    const { run } = await train(trainingFile({ epochs: '0' }));
    expect(sentences(await failureFrom(run))).toContain('epochs: Angegeben ist');
  });

  it('says what the type checker finds', async () => {
    const { run } = await train(trainingFile({ epochs: "'three'" }));
    const failure = await failureFrom(run);
    expect(failure.what).toBe('Die Typprüfung hat einen Fehler in Ihrem Code gefunden.');
    expect(failure.problems[0]?.message).toContain('kann dem Typ "number" nicht zugewiesen werden');
  });

  it('warns in its log', async () => {
    const augment = 'new Compose([new ColorJitter({ brightness: 0.5 })])';
    const text = `import { ColorJitter, Compose } from 'lits';\n${trainingFile({ augment })}`;
    const { job, run } = await train(text);
    await run();
    expect(await readFile(path.join(job.runDir, 'log.txt'), 'utf8')).toContain(
      'warning: augment: ColorJitter multipliziert mit bis zu 1,5',
    );
  });

  it('passes its language on to the threads that augment', async () => {
    const threads = new AugmentThreads(await augmentThreadProgram(), { name: 'CropForeground' }, 1);
    const part = { images: new Float32Array(4), side: 2, indices: Int32Array.of(0) };
    try {
      await expect(threads.apply(part, { seed: 1, epoch: 1 })).rejects.toThrow(
        'CropForeground braucht eine Maske',
      );
    } finally {
      await threads.close();
    }
  });
});
