import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Compose, RandGaussianNoise, RandomAffine, RandomHorizontalFlip } from '../../../src/augment';
import { imageSide } from '../../../src/course/classes';
import { openDataset, type Batch } from '../../../src/data';
import { startEngine, type EngineInfo } from '../../../src/engine';
import { evaluateRun, runTraining, type JobContext } from '../../../src/train';
import { AugmentThreads } from '../../../src/train/augmentation/threads';
import { openAugmenter, type Augmenter } from '../../../src/train/augmentation/augmenter';
import { writeDataset } from '../data/fixture';
import { augmentThreadProgram, typingsFolder } from './installation';
import { failureFrom, patientDeadlines, sentences, trainingFile, trainJob } from './student';
import { patienceMillis } from '../../patience.mjs';

const pipeline = new Compose([
  new RandomHorizontalFlip(),
  new RandomAffine({ degrees: 15, translate: [0.1, 0.1], scale: [0.9, 1.1], interpolation: 'bilinear' }),
  new RandGaussianNoise({ prob: 0.5 }),
]);

function batchOf(indices: readonly number[]): Batch {
  const length = imageSide ** 2;
  const images = Float32Array.from({ length: indices.length * length }, (_, i) =>
    Math.abs(Math.sin(i / 300)),
  );
  return { images, labels: new Uint8Array(indices.length), indices: Int32Array.from(indices) };
}

const program = { file: '/student/train.ts', bundle: { code: '', map: '{}', hash: '' } };
const options = { program, seed: 5, log: () => undefined, deadlineMs: patienceMillis };

/** The pictures as an augmenter leaves them; the batch itself is kept. */
async function augmented(augmenter: Augmenter, batch: Batch, epoch: number): Promise<Float32Array> {
  const images = batch.images.slice();
  await augmenter.apply({ ...batch, images }, epoch);
  return images;
}

async function inThreads(count: number, batch: Batch, epoch = 1): Promise<Float32Array> {
  const threads = { program: await augmentThreadProgram(), count };
  const augmenter = openAugmenter(pipeline, { ...options, threads });
  try {
    return await augmented(augmenter, batch, epoch);
  } finally {
    await augmenter.close();
  }
}

const here = (batch: Batch, epoch = 1) => augmented(openAugmenter(pipeline, options), batch, epoch);

describe('augmented pictures', () => {
  const batch = batchOf([4, 0, 9, 7, 2]);

  it.each([1, 2, 3, 8])('are the same from %i threads as from none', async (count) => {
    expect(await inThreads(count, batch)).toEqual(await here(batch));
  });

  it('depend on the epoch, and on the sample wherever it is in a batch', async () => {
    const all = await here(batch);
    expect(await here(batch, 2)).not.toEqual(all);
    const alone = { ...batchOf([0]), images: batch.images.slice(imageSide ** 2, 2 * imageSide ** 2) };
    expect(await here(alone)).toEqual(all.subarray(imageSide ** 2, 2 * imageSide ** 2));
  });

  it('leave the pictures of the data set as they are', async () => {
    const split = (await openDataset(await writeDataset())).split('train');
    const read = async (): Promise<Batch> => {
      for await (const found of split.batches({ batchSize: 4 })) return found;
      throw new Error('There are no slices.');
    };
    const given = await read();
    const before = given.images.slice();
    const augmenter = openAugmenter(pipeline, options);
    await augmenter.apply(given, 1);
    expect(given.images).not.toEqual(before);
    expect((await read()).images).toEqual(before);
  });

  it('are their own, whatever batches the threads worked on before', async () => {
    const threads = { program: await augmentThreadProgram(), count: 2 };
    const augmenter = openAugmenter(pipeline, { ...options, threads });
    const smaller = batchOf([3, 8]);
    const [first, second, third] = await Promise.all(
      [batch, smaller, batch].map((each) => augmented(augmenter, each, 1)),
    );
    const fourth = await augmented(augmenter, smaller, 1);
    await augmenter.close();
    expect([first, third]).toEqual([await here(batch), await here(batch)]);
    expect([second, fourth]).toEqual([await here(smaller), await here(smaller)]);
  });

  it('come with the words of a transform that fails', async () => {
    const threads = new AugmentThreads(
      await augmentThreadProgram(),
      { name: 'RandomCrop', parameters: { size: 8 } },
      1,
    );
    const part = { images: batch.images, side: imageSide, indices: batch.indices };
    await expect(threads.apply(part, { seed: 1, epoch: 1 })).rejects.toThrow(
      /1 x 8 x 8 values .* the model takes 1 x 256 x 256/,
    );
    await threads.close();
  });
});

describe('a training', () => {
  let typings: string;
  let engine: EngineInfo;
  beforeAll(async () => {
    typings = await typingsFolder();
    engine = await startEngine();
  });

  async function train(augment: string | undefined, steps: Record<string, string> = {}) {
    const text = trainingFile({ ...steps, ...(augment ? { augment } : {}) }).replace(
      "import { defineTraining } from 'lits';",
      "import { ColorJitter, Compose, defineTraining, Normalize, RandomAffine, RandomAutocontrast, RandomCrop, RandomErasing, RandomHorizontalFlip } from 'lits';",
    );
    const job = await trainJob(text);
    const context: JobContext = {
      signal: new AbortController().signal,
      emit: () => undefined,
      engine,
      typings,
      augmentThread: await augmentThreadProgram(),
      deadlines: patientDeadlines,
      worker: { pid: process.pid, socket: '' },
    };
    const run = await runTraining(job, context);
    const [metrics, log] = await Promise.all(
      ['metrics.jsonl', 'log.txt'].map((name) =>
        readFile(path.join(job.runDir, name), 'utf8').catch(() => ''),
      ),
    );
    const lines = metrics
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number>);
    const evaluate = () =>
      evaluateRun({ runDir: job.runDir, split: 'test', checkpoint: 'last', device: 'cpu' }, context);
    return { run, log, epochs: lines.filter((line) => 'valLoss' in line), evaluate };
  }

  /** So small that no weight changes: any difference then comes from the pictures. */
  const still = { optimizer: "{ name: 'sgd', learningRate: 1e-30 }", epochs: '1' };

  it('augments the training split alone: validation is not changed', async () => {
    const [plain] = (await train(undefined, still)).epochs;
    for (const augment of [
      'new Compose([new ColorJitter({ brightness: [0.2, 0.3] }), new RandomHorizontalFlip()])',
      'new Compose([(image) => ({ ...image, data: image.data.map((v) => v / 4) })])',
      '(images) => images.mul(0.25)',
    ]) {
      const [changed] = (await train(augment, still)).epochs;
      expect(changed.loss).not.toBe(plain.loss);
      expect([changed.valLoss, changed.valAccuracy]).toEqual([plain.valLoss, plain.valAccuracy]);
    }
  });

  it('with augmentation is evaluated on test slices as they are', async () => {
    const predictionsAfter = async (augment?: string) => {
      const { evaluate } = await train(augment, still);
      return (await evaluate()).predictions;
    };
    const plain = await predictionsAfter();
    expect(await predictionsAfter('(images) => images.mul(0.25)')).toEqual(plain);
    expect(await predictionsAfter('new ColorJitter({ brightness: [0.2, 0.3] })')).toEqual(plain);
  });

  it('is the same again with the same seed', async () => {
    const augment =
      'new Compose([new RandomAffine({ degrees: 20 }), (image, random) => ({ ...image, data: image.data.map((v) => v * random.uniform() * Math.random()) })])';
    const losses = async () => (await train(augment)).epochs.map(({ loss, valLoss }) => [loss, valLoss]);
    expect(await losses()).toEqual(await losses());
  });

  it('records with what it augmented', async () => {
    const { run } = await train('new Compose([new RandomHorizontalFlip({ p: 0.25 })])', still);
    expect(run.config).toMatchObject({
      augmented: true,
      augment: { name: 'Compose', transforms: [{ name: 'RandomHorizontalFlip', parameters: { p: 0.25 } }] },
    });
  });

  it('says what its author may not have meant', async () => {
    const { log } = await train(
      'new Compose([new ColorJitter({ brightness: 0.5 }), new RandomAutocontrast()])',
      still,
    );
    expect(log).toContain('clamps-intensities');
    expect(log).toContain('undone-by-normalization');
    const batchWide = await train('(images) => images.mul(0.5 + Math.random() / 2)', still);
    expect(batchWide.log).toContain('batch-wide-randomness');
  });

  it.each([
    [
      'a picture of another size',
      'new Compose([new RandomCrop({ size: 100 })])',
      /1 x 100 x 100.*End the pipeline with new Resize/,
    ],
    ['no picture', '(new Compose([(image) => image.data as never]))', /needs a picture, but got/],
    ['an error of the own code', "new Compose([(image) => { throw new Error('oh no'); }])", /oh no/],
  ])('stops before it reads data when a pipeline makes %s', async (_, augment, message) => {
    const failure = await failureFrom(() => train(augment));
    expect(sentences(failure)).toMatch(message);
  });
});
