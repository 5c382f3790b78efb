import * as tf from '@tensorflow/tfjs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/protocol/catalog';
import { evaluationSchema } from '../../../src/protocol/evaluation';
import type { MeasureJob } from '../../../src/protocol/jobs/measureJob';
import type { ClassReview } from '../../../src/protocol/review';
import { jobInWorker } from '../../../src/submissions/jobInWorker';
import type { Measuring } from '../../../src/submissions/measureRuns';
import { reviewClass } from '../../../src/submissions/reviewClass';
import { evaluateRun, runTraining, type JobContext } from '../../../src/train';
import { writeDataset, writeLargerDataset } from '../data/fixture';
import { temporaryFolder } from '../temporaryFolder';
import { patientDeadlines, trainingFile } from '../train/student';
import { installWorker } from '../worker/installation';

const exercises = fileURLToPath(new URL('../../../exercises', import.meta.url));
const [chapter] = await loadCatalog(exercises);
const fileInChapter = '3.2-regularization/baseline.ts';

let worker: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  worker = await installWorker();
});
afterAll(() => rm(path.dirname(worker), { recursive: true }));

let root: string;
/** The student's folder, with a run that was trained and evaluated, and its weights. */
let student: string;
let data: string;
let measurings: MeasureJob[];
beforeEach(async () => {
  measurings = [];
  [root, data] = [await temporaryFolder(), await writeDataset()];
  student = path.join(root, 'ada');
  const file = path.join(student, fileInChapter);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, trainingFile());
  const runDir = path.join(student, 'runs/first');
  const context: JobContext = {
    signal: new AbortController().signal,
    emit: () => undefined,
    engine: { backend: 'cpu', device: 'cpu', threads: 1 },
    typings: path.join(path.dirname(worker), 'typings'),
    deadlines: patientDeadlines,
    worker: { pid: process.pid, socket: '/nowhere' },
  };
  await runTraining({ file, data, runDir, device: 'cpu' }, context);
  await evaluateRun({ runDir, split: 'test', checkpoint: 'best', device: 'cpu' }, context);
});

const node = { path: process.execPath, env: {}, version: process.versions.node };

function review({ isMeasured = true, dataSet = data } = {}): Promise<ClassReview> {
  const measuring: Measuring = {
    data: dataSet,
    measure(job, logFile, signal) {
      measurings.push(job);
      const options = { workerPath: worker, node, cwd: root, logFile, mostMillis: 600_000, signal };
      return jobInWorker('measure', { ...job, threads: 1 }, options);
    },
  };
  return reviewClass({
    root,
    chapter,
    step: 0.5,
    jobs: 1,
    program: { version: '1', worker },
    check: () => Promise.reject(new Error('Nothing is checked here.')),
    ...(isMeasured ? { measuring } : {}),
    signal: new AbortController().signal,
    now: () => new Date(0),
  });
}

const claimIn = ({ submissions }: ClassReview) => {
  const [claim] = submissions[0].runs?.[0]?.evaluations ?? [];
  if (!claim) throw new Error('The submission has no evaluation.');
  return claim;
};
const figureRemarks = ({ submissions }: ClassReview) =>
  submissions[0].remarks.filter(({ kind }) => kind === 'figures').map(({ text }) => text);

/** The evaluation as a student would change it who knows its format: figures and predictions say the same. */
async function claimAllRight(): Promise<void> {
  const file = path.join(student, 'runs/first/evaluations/test-best.json');
  const evaluation = evaluationSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  for (const prediction of evaluation.predictions)
    prediction.probabilities = [0, 1, 2].map((label) => (label === prediction.label ? 0.98 : 0.01));
  evaluation.bySlice.figures.accuracy = 1;
  await writeFile(file, JSON.stringify(evaluation));
}

describe('what an evaluation says of weights that were handed in', () => {
  it('is confirmed where they predict the same, and is not measured a second time', async () => {
    const claim = claimIn(await review());
    expect(claim).toMatchObject({ state: 'confirmed', measured: claim.accuracy });
    expect(claimIn(await review({ isMeasured: false }))).toEqual(claim);
    expect(measurings).toHaveLength(1);
  });

  it('is contradicted where they do not, with both figures in a remark', async () => {
    await claimAllRight();
    const result = await review();
    const { measured = 1 } = claimIn(result);
    expect(claimIn(result)).toMatchObject({ state: 'contradicted', accuracy: 1 });
    expect(measured).toBeLessThan(1);
    expect(figureRemarks(result)).toEqual([
      expect.stringMatching(/its run first on test says an accuracy of 100.*, measured anew, have/),
    ]);
  });

  it('stays unverified where nothing measures them', async () => {
    expect(claimIn(await review({ isMeasured: false })).state).toBe('unverified');
  });

  it('stays unverified without the weights', async () => {
    await rm(path.join(student, 'runs/first/checkpoints'), { recursive: true });
    expect(claimIn(await review()).state).toBe('unverified');
    expect(measurings).toHaveLength(0);
  });

  it.each([
    [
      'code that was changed since',
      async () => {
        await writeFile(path.join(student, fileInChapter), trainingFile({ epochs: '3' }));
        return data;
      },
      /The code of the run is not the code that was handed in/,
    ],
    ['another data set', () => writeLargerDataset(), /The run was trained on other data than/],
    [
      'weights of another shape',
      async () => {
        const file = path.join(student, 'runs/first/checkpoints/best/model.json');
        await writeFile(file, (await readFile(file, 'utf8')).replaceAll('[64,3]', '[3,64]'));
        return data;
      },
      /does not fit the model/,
    ],
  ])('stays unverified with the reason for %s', async (_what, change, why) => {
    const claim = claimIn(await review({ dataSet: await change() }));
    expect(claim.state).toBe('unverified');
    expect(claim.why).toMatch(why);
  });
});
