import * as tf from '@tensorflow/tfjs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import type { JobEvent } from '../../../src/protocol/events';
import type { ExportJob } from '../../../src/protocol/jobs/exportJob';
import type { TrainJob } from '../../../src/protocol/jobs/trainJob';
import { exportRun, runTraining, type JobContext } from '../../../src/train';
import { typingsFolder } from './installation';
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
  await startEngine();
});

const events: JobEvent[] = [];
const context = (): JobContext => ({
  signal: new AbortController().signal,
  emit: (event) => void events.push(event),
  engine: { backend: 'onnx', device: 'cpu', threads: 1 },
  typings,
  deadlines: patientDeadlines,
  worker: { pid: process.pid, socket: '/nowhere' },
});

async function trained(text?: string): Promise<TrainJob> {
  const job = await trainJob(text, { settings: { epochs: 1 } });
  await runTraining(job, context());
  return job;
}

async function exported(format: ExportJob['format'], run: TrainJob, name: string) {
  const out = path.join(await temporaryFolder(), 'deep', name);
  const job = { runDir: run.runDir, checkpoint: 'best', format, out } as const;
  return { result: await exportRun(job, context()), out, job };
}

/** A model with a layer of the student's own. */
const ownLayer = (registered: string) =>
  trainingFile({
    model: `() => tf.sequential({ layers: [
      tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }), new Twice({}), tf.layers.flatten(), tf.layers.dense({ units: 3 }),
    ] })`,
  }).replace(
    imports,
    `${imports}class Twice extends tf.layers.Layer {
  static className = 'Twice';
  override call(x: tf.Tensor | tf.Tensor[]) { return tf.mul(Array.isArray(x) ? x[0] : x, 2); }
}
${registered}
`,
  );

describe('a run exported as ONNX', () => {
  it('is one file, where it was asked for, for standard runtimes', async () => {
    const { result, out } = await exported('onnx', await trained(), 'model.onnx');
    const file = await readFile(out);
    expect(result).toEqual({ format: 'onnx', path: out, bytes: file.length });
    expect(file.toString('latin1')).toContain('no liver,liver,lesion');
    expect(await readdir(path.dirname(out))).toEqual(['model.onnx']);
  });

  it('may have layers of its own', async () => {
    const { result } = await exported('onnx', await trained(ownLayer('')), 'model.onnx');
    expect(result.bytes).toBeGreaterThan(500);
  });
});

describe('a run exported for TensorFlow.js', () => {
  it('is a folder that loads there, without anything else left beside it', async () => {
    const { result, out } = await exported('tfjs', await trained(), 'model');
    expect((await readdir(out)).sort()).toEqual(['model.json', 'weights.bin']);
    expect(await readdir(path.dirname(out))).toEqual(['model']);
    const manifest = JSON.parse(await readFile(path.join(out, 'model.json'), 'utf8')) as tf.io.ModelJSON;
    const weights = await readFile(path.join(out, 'weights.bin'));
    expect(result.bytes).toBeGreaterThan(weights.length);
    const model = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: manifest.modelTopology,
        weightSpecs: manifest.weightsManifest[0].weights,
        weightData: new Uint8Array(weights).buffer,
      }),
    );
    expect(model.outputs[0].shape).toEqual([null, 3]);
  });

  it('says which code it needs beside it, and is refused where it could not be loaded', async () => {
    events.length = 0;
    await exported('tfjs', await trained(ownLayer('tf.serialization.registerClass(Twice);')), 'model');
    const warned = events.filter((event) => event.type === 'log' && event.level === 'warning');
    expect(JSON.stringify(warned)).toContain('Twice');
    const failure = await failureFrom(async () =>
      exported('tfjs', await trained(ownLayer('').replaceAll('Twice', 'Thrice')), 'model'),
    );
    expect(sentences(failure)).toMatch(/Thrice.*ONNX/s);
  });

  it('never replaces what is there', async () => {
    const run = await trained();
    const { job, out } = await exported('tfjs', run, 'model');
    await writeFile(path.join(out, 'notes.txt'), 'mine');
    const failure = await failureFrom(() => exportRun(job, context()));
    expect(failure.what).toContain('already');
    expect(await readFile(path.join(out, 'notes.txt'), 'utf8')).toBe('mine');
  });
});

describe('a run that cannot be exported', () => {
  it('because its model reads values on the way says so, with the line', async () => {
    const branching = ownLayer('').replace(
      '{ return tf.mul(Array',
      '{ if (tf.mean(Array.isArray(x) ? x[0] : x).dataSync()[0] > 9) return x; return tf.mul(Array',
    );
    const failure = await failureFrom(async () => exported('onnx', await trained(branching), 'model.onnx'));
    expect(failure.what).toContain('A value is read that depends on the input of the model');
    expect(failure.problems[0]?.line).toBe(
      branching.split('\n').findIndex((line) => line.includes('dataSync')) + 1,
    );
  });

  it('because there is none says so', async () => {
    const run = await trained();
    const failure = await failureFrom(() =>
      exportRun(
        {
          runDir: path.dirname(run.runDir),
          checkpoint: 'best',
          format: 'onnx',
          out: '/nowhere/x',
        },
        context(),
      ),
    );
    expect(failure.what).toContain('no run');
  });
});
