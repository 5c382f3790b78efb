import * as tf from '@tensorflow/tfjs';
import { mkdir, writeFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { readSources } from '../../../src/runs';
import { recordProgram, runTraining, type JobContext } from '../../../src/train';
import { typingsFolder } from './installation';
import { failureFrom, patientDeadlines, temporaryFolder, trainingFile, trainJob } from './student';

let context: JobContext;
beforeAll(async () => {
  await tf.setBackend('cpu');
  context = {
    signal: new AbortController().signal,
    emit: () => undefined,
    engine: { backend: 'cpu', device: 'cpu', threads: 1 },
    typings: await typingsFolder(),
    deadlines: patientDeadlines,
    worker: { pid: process.pid, socket: '/nowhere' },
  };
});

it('trains the program as it was recorded, whatever its file says by then', async () => {
  const job = await trainJob(trainingFile({ epochs: '1' }));
  await mkdir(job.runDir, { recursive: true });
  const { codeHash } = await recordProgram({ file: job.file, folder: job.runDir }, context);
  await writeFile(job.file, 'this is no program any more');
  const run = await runTraining({ ...job, codeHash }, context);
  expect([run.state, run.codeHash, run.config?.epochs]).toEqual(['done', codeHash, 1]);
  expect((await readSources(job.runDir))?.get('train.ts')).toContain('epochs: 1');
});

it('tells at once what is wrong with a program', async () => {
  const { file } = await trainJob(trainingFile({ epochs: "'two'" }));
  const failure = await failureFrom(async () =>
    recordProgram({ file, folder: await temporaryFolder() }, context),
  );
  expect(failure.problems[0]?.file).toBe(file);
});
