import * as tf from '@tensorflow/tfjs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../src/protocol/events';
import type { EvaluateJob, ExplainJob } from '../../../src/protocol/jobs/evaluationJobs';
import type { TrainJob } from '../../../src/protocol/jobs/trainJob';
import { toFailure } from '../../../src/protocol/failure';
import { openDataset } from '../../../src/data';
import { readEvaluationLog, readEvaluations, readMetrics, readRun } from '../../../src/runs';
import { evaluateRun, explainRun, runTraining, type JobContext } from '../../../src/train';
import { changeInPlace, rampPng, table, unseen, writeDataset, writeLargerDataset } from '../data/fixture';
import { typingsFolder } from './installation';
import { leftBy } from './leftBy';
import {
  failureFrom,
  patientDeadlines,
  imports,
  sentences,
  temporaryFolder,
  trainJob,
  trainingFile,
} from './student';

let typings: string;
beforeAll(async () => {
  typings = await typingsFolder();
  await tf.setBackend('cpu');
});

function listening(signal = new AbortController().signal) {
  const events: JobEvent[] = [];
  const context: JobContext = {
    signal,
    emit: (event) => void events.push(event),
    engine: { backend: 'cpu', device: 'cpu', threads: 1 },
    typings,
    deadlines: patientDeadlines,
    worker: { pid: process.pid, socket: '/nowhere' },
  };
  return { events, context };
}

async function trained(text?: string, change?: Partial<TrainJob>) {
  const job = await trainJob(text, change);
  const { events, context } = listening();
  const run = await runTraining(job, context);
  return { job, run, events };
}

describe('a training', () => {
  it('leaves a complete run folder', async () => {
    const { job, run } = await trained();
    expect(run).toMatchObject({ id: 'run', name: 'train', state: 'done', parameters: 195 });
    expect(run.progress).toMatchObject({ epoch: 2, step: 4, totalSteps: 4 });
    expect(run.dataset?.slices).toEqual({ train: 6, val: 3, test: 3 });
    expect(await readRun(job.runDir)).toEqual(run);
    const { lines } = await readMetrics(job.runDir);
    expect(lines.map(({ kind }) => kind)).toEqual(['step', 'step', 'epoch', 'step', 'step', 'epoch']);
    for (const name of ['best', 'last'])
      expect(await readdir(path.join(job.runDir, 'checkpoints', name))).toContain('model.json');
  });

  it('records its settings with their defaults, and where it was stopped early', async () => {
    const { run } = await trained(
      trainingFile({
        epochs: '9',
        optimizer: "{ name: 'adam', learningRate: 0.1 }",
        schedule: '(steps) => 1 / (1 + steps)',
        earlyStopping: '{ minDelta: 100, patience: 2, restoreBest: true }',
      }),
    );
    expect(run).toMatchObject({ state: 'done', stoppedEarly: { epoch: 3, step: 6 } });
    expect(run.config?.settings).toMatchObject({
      optimizer: { name: 'adam', learningRate: 0.1, betas: [0.9, 0.999], epsilon: 1e-8 },
      schedule: 'function',
      earlyStopping: { metric: 'valLoss', patience: 2, minDelta: 100, restoreBest: true },
    });
  });

  it('tells every step and epoch, in the order of the file', async () => {
    const { job, events } = await trained();
    const told = events.flatMap((event) => (event.type === 'metric' ? [event.line] : []));
    expect(told).toEqual((await readMetrics(job.runDir)).lines);
  });

  it('reports its progress in steps, and how fast it goes', async () => {
    const { events } = await trained();
    const last = events.findLast((event) => event.type === 'progress' && event.phase === 'train');
    expect(last).toMatchObject({ done: 4, total: 4, unit: 'steps', rate: expect.any(Number) as number });
  });

  it('tells the time left of the whole run while it validates, too', async () => {
    const { events } = await trained(undefined, { settings: { epochs: 3 } });
    const told = events.flatMap((event) =>
      event.type === 'progress' && event.phase === 'validate' ? [event.etaSeconds] : [],
    );
    // After the second of three epochs: the first two steps are not counted.
    expect(told.at(-2)).toBeGreaterThan(0);
    expect(told.at(-1)).toBe(0);
  });

  it('has the settings that are given for it before those of the file, and records both what was given and what it had', async () => {
    const settings = { optimizer: { learningRate: 0.5 }, clipNorm: 2 };
    const { run } = await trained(undefined, { settings });
    expect(run.givenSettings).toEqual(settings);
    expect(run.config).toMatchObject({
      optimizer: 'sgd',
      learningRate: 0.5,
      settings: { optimizer: { name: 'sgd', learningRate: 0.5 }, clipNorm: 2 },
    });
  });

  it('trains with what is given as with the same in the file', async () => {
    const settings = {
      optimizer: { name: 'adam', learningRate: 0.02 },
      loss: { l2: 0.1 },
      schedule: { name: 'cosine' },
    };
    const text = Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)]);
    const [given, inFile] = [
      await trained(undefined, { settings }),
      await trained(trainingFile(Object.fromEntries(text) as Record<string, string>)),
    ];
    expect((await leftBy(given.job)).lines).toEqual((await leftBy(inFile.job)).lines);
    expect(given.run.config).toEqual(inFile.run.config);
  });

  it('is evaluated by a file whose own settings could not be used without those that were given', async () => {
    const { job } = await trained(trainingFile({ epochs: '0' }), { settings: { epochs: 1 } });
    const { context } = listening();
    const evaluation = await evaluateRun(
      { runDir: job.runDir, split: 'val', checkpoint: 'best', device: 'cpu' },
      context,
    );
    expect(evaluation.predictions).toHaveLength(3);
  });

  it('takes epochs, batch size, steps and seed from the job before those of the file', async () => {
    const { run } = await trained(undefined, { settings: { epochs: 9, batchSize: 2, seed: 8 }, maxSteps: 4 });
    expect(run.config).toMatchObject({ epochs: 9, batchSize: 2, maxSteps: 4, seed: 8 });
    expect(run.progress).toMatchObject({ epoch: 2, step: 4 });
  });

  it('keeps settings, data, layers and epochs in its log', async () => {
    const { job } = await trained();
    const text = await readFile(path.join(job.runDir, 'log.txt'), 'utf8');
    expect(text).toMatch(/2 epochs, batch size 4, seed \d+/);
    expect(text).toMatch(/Data set ".*" in .*: 6 training, 3 validation and 3 test slices/);
    expect(text).toMatch(/Dense +\[3\] +\d+/);
    expect(text).toMatch(/Epoch 2 of 2: loss \d/);
  });

  it.each([
    ['another', 'inputShape: [8, 8, 1]'],
    ['no', ''],
  ])('tells what mends a model with %s input shape', async (_which, shape) => {
    const model = `() => tf.sequential({ layers: [tf.layers.flatten({ ${shape} }), tf.layers.dense({ units: 3 })] })`;
    const job = await trainJob(trainingFile({ model }));
    const failure = await runTraining(job, listening().context).then(() => undefined, toFailure);
    expect(failure?.problems[0]?.mend).toEqual({ inputShape: [256, 256, 1] });
  });

  it("tells in its log the student's frames, and only how many others there are", async () => {
    const job = await trainJob(
      trainingFile({ model: '() => make()' }) + "\nfunction make(): never { throw new Error('mine'); }\n",
    );
    await expect(runTraining(job, listening().context)).rejects.toThrow();
    const text = await readFile(path.join(job.runDir, 'log.txt'), 'utf8');
    const frames = text.split('\n').filter((line) => line.startsWith('    '));
    expect(frames).toEqual([
      expect.stringMatching(/^ {4}at make \(\/.+\.ts:\d+:\d+\)$/),
      expect.stringMatching(/^ {4}at .*\.ts:\d+:\d+\)?$/),
      expect.stringMatching(/^ {4}… \d+ frames of LiTS Lab and TensorFlow\.js$/),
    ]);
  });

  it('ends its log with what it failed by', async () => {
    const job = await trainJob(trainingFile({ model: '() => { throw new Error("mine"); }' }));
    await expect(runTraining(job, listening().context)).rejects.toThrow();
    expect(await readFile(path.join(job.runDir, 'log.txt'), 'utf8')).toMatch(/error: .*mine/);
  });

  it('writes what the student prints to log.txt and tells the listeners', async () => {
    const { job, events } = await trained(`${trainingFile()}console.log('hello from', 'me');\n`);
    expect(events).toContainEqual({ type: 'log', level: 'info', text: 'hello from me' });
    expect(await readFile(path.join(job.runDir, 'log.txt'), 'utf8')).toContain('hello from me');
  });

  it('that is stopped keeps its last weights and says so', async () => {
    const job = await trainJob();
    const abort = new AbortController();
    const { context } = listening(abort.signal);
    const emit = (event: JobEvent) => {
      if (event.type === 'metric' && event.line.step === 3) abort.abort();
    };
    const run = await runTraining(job, { ...context, emit });
    expect(run.state).toBe('stopped');
    const manifest = await readFile(path.join(job.runDir, 'checkpoints', 'last', 'model.json'), 'utf8');
    expect(manifest).toContain('weights-3.bin');
  });
});

describe('a training that fails', () => {
  it('because of a type error says so in the run, too', async () => {
    const job = await trainJob(trainingFile({ epochs: "'three'" }));
    const failure = await failureFrom(() => runTraining(job, listening().context));
    expect(failure.problems[0]).toMatchObject({ file: job.file, line: 12, source: 'typescript' });
    expect(await readRun(job.runDir)).toMatchObject({ state: 'failed', failure });
  });

  it('because of its model does so before the data is looked at', async () => {
    const model = '() => tf.sequential()';
    const job = await trainJob(trainingFile({ model }), { data: '/nowhere' });
    const failure = await failureFrom(() => runTraining(job, listening().context));
    expect(failure.what).toContain('no layers');
  });

  it('because there is no data set says how to get one', async () => {
    const job = await trainJob(undefined, { data: await temporaryFolder() });
    const failure = await failureFrom(() => runTraining(job, listening().context));
    expect(sentences(failure)).toMatch(/Prepare Sample Data/i);
  });

  it('because its folder already holds a run leaves that run alone', async () => {
    const { job, run } = await trained();
    const failure = await failureFrom(() => runTraining(job, listening().context));
    expect(failure.what).toContain('already a run');
    expect(await readRun(job.runDir)).toEqual(run);
  });

  it('because a picture was changed in its place after it had been packed says so', async () => {
    const data = await writeLargerDataset();
    await openDataset(data);
    await changeInPlace(data, unseen);
    const job = await trainJob(undefined, { data });
    const failure = await failureFrom(() => runTraining(job, listening().context));
    expect(failure.what).toContain('were changed after they had been packed');
  });

  it('in mid-run keeps the metrics so far and no half-written epoch', async () => {
    const job = await trainJob(trainingFile({ optimizer: '() => tf.train.sgd(1e38)' }));
    const failure = await failureFrom(() => runTraining(job, listening().context));
    expect(failure.what).toMatch(/at step \d/);
    const run = await readRun(job.runDir);
    expect(run).toMatchObject({ state: 'failed', failure });
    expect((await readMetrics(job.runDir)).lines.length).toBeGreaterThan(0);
  });
});

describe('an evaluation', () => {
  const evaluation = (runDir: string, change: Partial<EvaluateJob> = {}): EvaluateJob => ({
    runDir,
    split: 'test',
    checkpoint: 'best',
    device: 'cpu',
    ...change,
  });

  it('predicts every slice of the split and keeps what came of it', async () => {
    const { job, run } = await trained();
    const result = await evaluateRun(evaluation(job.runDir), listening().context);
    expect((await readEvaluations(job.runDir)).evaluations).toEqual([result]);
    expect(result).toMatchObject({
      provenance: { split: 'test', checkpoint: 'best', epoch: run.best?.epoch, slices: 3, volumes: 1 },
      bySlice: { figures: { majorityBaseline: 1 / 3 } },
    });
    expect(result.predictions.map(({ slice }) => slice)).toEqual([0, 1, 2]);
  });

  it('of the validation split with the last weights agrees with the end of the training', async () => {
    const { job } = await trained();
    const change = { split: 'val', checkpoint: 'last' } as const;
    const { bySlice } = await evaluateRun(evaluation(job.runDir, change), listening().context);
    const loss = bySlice.figures.logLoss;
    const last = (await readMetrics(job.runDir)).lines.at(-1);
    expect(last).toMatchObject({ kind: 'epoch', valLoss: expect.closeTo(loss, 9) as number });
  });

  it.each(['best', 'last'] as const)(
    'names the epoch of the %s weights, though lines of the metrics are damaged',
    async (checkpoint) => {
      const { job } = await trained();
      const { best } = await readRun(job.runDir);
      const file = path.join(job.runDir, 'metrics.jsonl');
      const lines = (await readFile(file, 'utf8')).split('\n').slice(0, 3);
      await writeFile(file, [...lines, '{"kind":"st'].join('\n'));
      const { provenance } = await evaluateRun(evaluation(job.runDir, { checkpoint }), listening().context);
      expect(provenance.epoch).toBe(checkpoint === 'best' ? best?.epoch : 2);
      expect((await readEvaluationLog(job.runDir)).lines).toMatchObject([
        { epoch: provenance.epoch, step: 2 * (provenance.epoch ?? NaN) },
      ]);
    },
  );

  it('agrees with the training where the model is very sure of what is wrong, too', async () => {
    const { job } = await trained(trainingFile({ optimizer: '() => tf.train.sgd(1e5)', epochs: '1' }));
    const change = { split: 'val', checkpoint: 'last' } as const;
    const { bySlice } = await evaluateRun(evaluation(job.runDir, change), listening().context);
    const last = (await readMetrics(job.runDir)).lines.at(-1);
    expect(bySlice.figures.logLoss).toBeGreaterThan(100);
    expect(last).toMatchObject({ valLoss: expect.closeTo(bySlice.figures.logLoss, 6) as number });
  });

  it('names the slice that the model has no prediction for', async () => {
    const { job } = await trained();
    const folder = path.join(job.runDir, 'checkpoints', 'last');
    const weights = (await readdir(folder)).find((name) => name.endsWith('.bin')) ?? '';
    const { size } = await stat(path.join(folder, weights));
    await writeFile(path.join(folder, weights), new Uint8Array(size).fill(255));
    const failure = await failureFrom(() =>
      evaluateRun(evaluation(job.runDir, { checkpoint: 'last' }), listening().context),
    );
    expect(sentences(failure)).toMatch(/no prediction for the slice \S+png: its logits are NaN/);
    expect((await readEvaluations(job.runDir)).evaluations).toEqual([]);
  });

  it('that is cancelled leaves nothing behind', async () => {
    const { job } = await trained();
    const abort = new AbortController();
    const { context } = listening(abort.signal);
    context.emit = (event) => {
      if (event.type === 'progress' && event.phase === 'evaluate') abort.abort(new Error('enough'));
    };
    await expect(evaluateRun(evaluation(job.runDir), context)).rejects.toThrow('enough');
    expect((await readEvaluations(job.runDir)).evaluations).toEqual([]);
    expect((await readEvaluationLog(job.runDir)).lines).toEqual([]);
  });

  it('names the blank slice for which the model has no prediction', async () => {
    const standardized = `() => {
      class Standardize extends tf.layers.Layer {
        static className = 'Standardize';
        override call(input: tf.Tensor | tf.Tensor[]) {
          return tf.tidy(() => {
            const [x] = Array.isArray(input) ? input : [input];
            const { mean, variance } = tf.moments(x, [1, 2, 3], true);
            return x.sub(mean).div(variance.sqrt());
          });
        }
      }
      return tf.sequential({
        layers: [
          tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
          new Standardize({}),
          tf.layers.flatten(),
          tf.layers.dense({ units: 3 }),
        ],
      });
    }`;
    const blank = sharp({ create: { width: 256, height: 256, channels: 3, background: '#262626' } });
    const pictures = { 'test/volumes/volume-3_1.png': await blank.png().toBuffer() };
    const { job } = await trained(trainingFile({ model: standardized }), {
      data: await writeDataset({ pictures }),
    });
    const failure = await failureFrom(() => evaluateRun(evaluation(job.runDir), listening().context));
    expect(sentences(failure)).toMatch(/the slice test\/volumes\/volume-3_1\.png[^]*This slice is blank/);
    expect((await readEvaluationLog(job.runDir)).lines).toEqual([]);
  });

  it('of a run that never trained says so, and why', async () => {
    const job = await trainJob(`${imports}export const x = 1;\n`);
    await failureFrom(() => runTraining(job, listening().context));
    const failure = await failureFrom(() => evaluateRun(evaluation(job.runDir), listening().context));
    expect(sentences(failure)).toMatch(/never began to train[^]*does not define/);
  });

  it('is not kept where a picture was changed in its place since the training', async () => {
    const data = await writeLargerDataset();
    const { job } = await trained(undefined, { data, maxSteps: 1 });
    await changeInPlace(data, unseen);
    const failure = await failureFrom(() => evaluateRun(evaluation(job.runDir), listening().context));
    expect(failure.what).toContain('were changed after they had been packed');
    expect((await readEvaluations(job.runDir)).evaluations).toEqual([]);
  });

  it('is refused when the data set has changed since the training', async () => {
    const { job, run } = await trained();
    const changed = { ...run.dataset, fingerprint: 'another' };
    await writeFile(path.join(job.runDir, 'run.json'), JSON.stringify({ ...run, dataset: changed }));
    const failure = await failureFrom(() => evaluateRun(evaluation(job.runDir), listening().context));
    expect(failure.what).toContain('has changed since');
  });
});

describe('a data set whose split is doubtful', () => {
  it('is trained on with one warning, which the run and its evaluation keep', async () => {
    const csv = { test: table(['volumes/Volume_00_0.png,0,0', 'volumes/Volume_00_1.png,1,0']) };
    const pictures = {
      'test/volumes/Volume_00_0.png': await rampPng(),
      'test/volumes/Volume_00_1.png': await rampPng(3),
    };
    const { job, run, events } = await trained(undefined, { data: await writeDataset({ csv, pictures }) });
    const doubts = [
      { id: 'patientsShared', patients: 1, example: 'volume-0', splits: ['train', 'test'] } as const,
    ];
    expect(run).toMatchObject({ state: 'done', dataset: { doubts } });
    const warnings = events.filter((event) => event.type === 'log' && event.level === 'warning');
    expect(warnings).toEqual([
      expect.objectContaining({ text: expect.stringContaining('are in train and test') as string }),
    ]);
    const evaluation: EvaluateJob = { runDir: job.runDir, split: 'test', checkpoint: 'best', device: 'cpu' };
    const { provenance } = await evaluateRun(evaluation, listening().context);
    expect(provenance.doubts).toEqual(doubts);
    expect((await readEvaluationLog(job.runDir)).lines).toMatchObject([{ doubts }]);
  });
});

describe('an explanation', () => {
  const explain = (runDir: string, files: string[]): ExplainJob => ({
    runDir,
    split: 'val',
    checkpoint: 'best',
    files,
    device: 'cpu',
  });
  const convolving = `() =>
    tf.sequential({
      layers: [
        tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
        tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3 }),
      ],
    })`;

  it('shows where the model looks on the slices that are asked for', async () => {
    const { job } = await trained(trainingFile({ model: convolving }));
    const [slice] = await openDataset(job.data).then((data) => [data.split('val').entry(2).file]);
    const heatMaps = await explainRun(explain(job.runDir, [slice]), listening().context);
    expect(heatMaps).toMatchObject([{ file: slice, width: 8, height: 8 }]);
    expect(heatMaps[0].values).toHaveLength(64);
    expect(Math.max(...heatMaps[0].values)).toBeLessThanOrEqual(1);
  });

  it('of a model without a convolution says why there is none', async () => {
    const { job } = await trained();
    const failure = await failureFrom(() => explainRun(explain(job.runDir, ['x']), listening().context));
    expect(failure.what).toContain('no feature map');
  });

  it('of a slice that is not there says so', async () => {
    const { job } = await trained(trainingFile({ model: convolving }));
    const failure = await failureFrom(() => explainRun(explain(job.runDir, ['x.png']), listening().context));
    expect(failure.what).toContain('x.png');
  });
});
