import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNode, startWorker, type WorkerClient } from '../../../src/launch';
import { isResumable, readRun } from '../../../src/runs';
import { randomStream } from '../../../src/train';
import { writeDataset } from '../data/fixture';
import { temporaryFolder, trainJob, trainingFile } from '../train/student';
import { leftBy } from '../train/leftBy';
import { installWorker } from './installation';

const kills = 50;

let workerPath: string;
beforeAll(async () => {
  workerPath = await installWorker();
});
afterAll(() => rm(path.dirname(workerPath), { recursive: true }));

const model = `() =>
    tf.sequential({
      layers: [
        tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
        tf.layers.flatten(),
        tf.layers.batchNormalization(),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 3 }),
      ],
    })`;

/** Everything that a training remembers takes part: what is drawn, slots, a schedule, early stopping, averages. */
const text = trainingFile({
  model,
  epochs: '120',
  batchSize: '2',
  optimizer: "{ name: 'adam', learningRate: 0.01 }",
  schedule: "{ name: 'cosine' }",
  averageWeights: '{ decay: 0.9 }',
  earlyStopping: '{ patience: 1000, restoreBest: true }',
  augment: '(images) => images.mul(tf.randomUniform([images.shape[0], 1, 1, 1], 0.5, 1.5))',
});

describe('a training whose worker is killed', () => {
  it(`${kills} times at random ends as one that was never disturbed, bit for bit`, async () => {
    const data = await writeDataset();
    const whole = await trainJob(text, { data });
    await work((client) => client.start('train', whole));

    const job = await trainJob(text, { data, checkpointSeconds: 0 });
    const { runDir, device } = job;
    const random = randomStream(1, 'step');
    for (let killed = 0; killed < kills; killed++)
      await work(async (client) => {
        const mayGoOn = await isResumable(runDir);
        if (!mayGoOn) await rm(runDir, { recursive: true, force: true });
        const ended = mayGoOn
          ? client.start('resume', { runDir, device, checkpointSeconds: 0 })
          : client.start('train', job);
        const events = 1 + Math.floor(8 * random());
        const dead = killedAfter(client, events, 20 * random());
        await Promise.allSettled([ended, dead]);
      });
    expect((await readRun(runDir)).state).toBe('interrupted');
    await work((client) => client.start('resume', { runDir, device }));
    expect(await leftBy(job)).toEqual(await leftBy(whole));
  });
});

/** Starts a worker, and ends it. */
async function work(does: (client: WorkerClient) => Promise<unknown>): Promise<void> {
  const folder = await temporaryFolder();
  const logFile = path.join(folder, 'worker.log');
  const client = await startWorker({ workerPath, node: await findNode(), logFile, cwd: folder });
  try {
    await does(client);
  } finally {
    client.kill();
  }
}

/** Kills a worker in the milliseconds after so many of its events. */
function killedAfter(client: WorkerClient, events: number, millis: number): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    client.onEvent((event) => {
      if (event.type !== 'metric' || ++count !== events) return;
      setTimeout(() => {
        client.kill();
        resolve();
      }, millis);
    });
  });
}
