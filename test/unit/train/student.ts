import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { toFailure } from '../../../src/protocol/failure';
import type { TrainJob } from '../../../src/protocol/jobs/trainJob';
import type { Failure } from '../../../src/protocol/run';
import type { Deadlines } from '../../../src/train';
import { patienceMillis } from '../../patience.mjs';
import { writeDataset } from '../data/fixture';
import { temporaryFolder } from '../temporaryFolder';

export { temporaryFolder };

/** For student code that ends: no machine is too busy for it. */
export const patientDeadlines: Deadlines = { setupMs: patienceMillis, stepMs: patienceMillis };

/** Writes files into a fresh folder; returns the path of the first. */
export async function writeStudentFiles(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return path.join(folder, Object.keys(files)[0]);
}

export const imports = `import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';
`;

/** A model that pools the picture to 8 x 8 at once, so that a step takes milliseconds on any backend. */
export const tinyModel = `() =>
    tf.sequential({
      layers: [
        tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3 }),
      ],
    })`;

/** A right training file, with some of its settings replaced by other source text. */
export function trainingFile(settings: Record<string, string> = {}): string {
  const all = {
    model: tinyModel,
    epochs: '2',
    batchSize: '4',
    optimizer: "{ name: 'sgd', learningRate: 0.1 }",
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `  ${name}: ${value},`);
  return `${imports}export default defineTraining({\n${lines.join('\n')}\n});\n`;
}

/** A training that is right in everything, with some of its parts replaced. */
export async function trainJob(text = trainingFile(), change: Partial<TrainJob> = {}): Promise<TrainJob> {
  return {
    file: await writeStudentFiles({ 'train.ts': text }),
    data: await writeDataset(),
    runDir: path.join(await temporaryFolder(), 'run'),
    device: 'cpu',
    ...change,
  };
}

/** The failure that `work` ends with; the test fails when it does not. */
export async function failureFrom(work: () => unknown): Promise<Failure> {
  try {
    await work();
  } catch (error) {
    return toFailure(error);
  }
  expect.fail('Nothing went wrong.');
}

/** All sentences of a failure. */
export function sentences({ what, why, next }: Failure): string {
  return [what, why, next].filter(Boolean).join('\n');
}
