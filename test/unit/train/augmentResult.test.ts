import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type EngineInfo } from '../../../src/engine';
import { runTraining, type JobContext } from '../../../src/train';
import { readMetrics } from '../../../src/runs';
import { augmentThreadProgram, typingsFolder } from './installation';
import { failureFrom, patientDeadlines, sentences, trainingFile, trainJob } from './student';

let typings: string;
let engine: EngineInfo;
beforeAll(async () => {
  typings = await typingsFolder();
  engine = await startEngine();
});

const lits =
  'Compose, defineTraining, Lambda, Normalize, RandomCrop, Transform, CenterCrop, type Picture, type Sample';

async function train(augment: string, before = '') {
  const text = trainingFile({ augment }).replace(
    "import { defineTraining } from 'lits';",
    `import { ${lits} } from 'lits';\n${before}`,
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
  return { text, job, run: () => runTraining(job, context) };
}

/** Trains with this `augment`: how that fails, where, and after how many steps. */
async function failing(augment: string, before = '') {
  const { text, job, run } = await train(augment, before);
  const failure = await failureFrom(run);
  const { lines } = await readMetrics(job.runDir);
  const line = text.split('\n').findIndex((each) => each.includes('  augment:')) + 1;
  return { failure, steps: lines.length, isAtAugment: failure.problems[0]?.line === line };
}

const wrong: readonly (readonly [augment: string, expected: string | RegExp])[] = [
  ["(x) => x.mul(255).cast('int32')", 'type float32, as it got them, but returned type int32'],
  ["(x) => x.greater(0.5).cast('bool') as tf.Tensor4D", 'returned type bool'],
  ["(x) => tf.fill(x.shape, 'a') as unknown as tf.Tensor4D", 'returned type string'],
  ['(x) => tf.complex(x, x) as tf.Tensor4D', 'returned type complex64'],
  ['(x) => x.slice([0, 0, 0, 0], [-1, 140, 140, 1])', 'returned shape [4, 140, 140, 1]'],
  ['(x) => x.slice(0, 2)', 'returned shape [2, 256, 256, 1]'],
  ['(x) => tf.concat([x, x])', 'returned shape [8, 256, 256, 1]'],
  ['(x) => x.squeeze() as unknown as tf.Tensor4D', 'returned shape [4, 256, 256]'],
  ['(x) => tf.tile(x, [1, 1, 1, 3])', 'returned shape [4, 256, 256, 3]'],
  ['(async (x: tf.Tensor4D) => x) as never', 'a promise (is it an async function?)'],
  ['((x: tf.Tensor4D) => { x.mul(2); }) as never', 'nothing (is a return missing?)'],
  ['(() => null) as never', 'returned null'],
  ['((x: tf.Tensor4D) => [x]) as never', 'an array'],
  ['((x: tf.Tensor4D) => ({ images: x })) as never', 'a value of type object'],
  ['(() => 3) as never', 'a value of type number'],
  ['(x) => { const y = x.mul<tf.Tensor4D>(1); y.dispose(); return y; }', 'one that is disposed'],
  ['(x) => x.mul<tf.Tensor4D>(NaN)', 'not numbers (NaN)'],
  ['(x) => x.sub(x).div(x.sub(x)) as tf.Tensor4D', 'not numbers (NaN)'],
  ['(x) => x.add(0.1).div<tf.Tensor4D>(0)', 'infinite values'],
  ['(x) => x.mul<tf.Tensor4D>(255)', 'as far out as 255'],
  ['(x) => x.sub(1000).mul<tf.Tensor4D>(1e6)', 'as far out as -1,000,000,000'],
  ['(x) => tf.reverse(x, 0)', 'the labels stay where they are'],
  ["(x) => tf.gather(x, tf.tensor1d([1, 2, 3, 0], 'int32'))", 'the labels stay where they are'],
  ['new RandomCrop({ size: 300 })', /300/],
  ['new CenterCrop({ size: 140 })', /1 x 140 x 140 values/],
  ['new Normalize({ mean: 0.5, std: 0.001 })', 'as far out as'],
  ['new Lambda((x) => ({ ...x, data: x.data.map((v) => v * 255) }))', 'as far out as'],
  ['new Lambda((x) => ({ ...x, data: x.data.map(() => NaN) }))', 'not numbers (NaN)'],
  ['new Lambda((x) => ({ ...x, data: Uint8Array.from(x.data) }))', 'one of bytes'],
  ['new Lambda((() => undefined) as never)', 'nothing (is a return missing?)'],
  ['new Compose([new Lambda((async (x: Picture) => x) as never)])', 'a promise'],
  ['new Lambda(((x: Picture) => ({ ...x, width: 300 })) as never)', 'are needed'],
];

describe('what augment must not return is refused at its line, before the first step', () => {
  it.each(wrong)('%s', async (augment, expected) => {
    const { failure, steps, isAtAugment } = await failing(augment);
    expect(failure.what).toMatch(expected);
    expect({ steps, isAtAugment }).toEqual({ steps: 0, isAtAugment: true });
    expect(sentences(failure)).not.toMatch(/layer|unexpected|TensorFlow/i);
  });
});

describe('a transform of the student', () => {
  const own = (body: string) => `class Own extends Transform {\n  override ${body}\n}\n`;

  it.each([
    [
      'transform() { return undefined as never; }',
      'Own must return a sample, as in return { image }, but returned nothing',
    ],
    ['transform(s: Sample) { return s.image as never; }', 'Own must return a sample'],
    ['transform(s: Sample) { return Promise.resolve(s) as never; }', 'a promise'],
    ['transform(s: Sample) { return { image: s.image, mask: 3 } as never; }', 'a value of type number'],
  ])('that is %s is refused', async (body, expected) => {
    const { failure, isAtAugment } = await failing('new Compose([new Own()])', own(body));
    expect(failure.what).toContain(expected);
    expect(isAtAugment).toBe(true);
  });

  it('that fails when it describes itself has its line', async () => {
    const body =
      "transform(s: Sample) { return s; }\n  override describe(): never { throw new Error('no words'); }";
    const { failure } = await failing('new Own()', own(body));
    expect(failure.what).toContain('no words');
    expect(failure.problems).toHaveLength(1);
  });
});

describe('what augment returns only later', () => {
  it.each([
    ['a wrong shape', 'x.slice(0, 1)', 'returned shape [1, 256, 256, 1]'],
    ['NaN', 'x.mul<tf.Tensor4D>(NaN)', 'not numbers (NaN)'],
    ['values far out', 'x.mul<tf.Tensor4D>(255)', 'as far out as 2'],
  ])('such as %s is refused at that step, at its line', async (_name, late, expected) => {
    const { failure, steps, isAtAugment } = await failing(
      `(x) => (calls() > 10 ? ${late} : x)`,
      'let called = 0;\nfunction calls() { return ++called; }\n',
    );
    expect(failure.what).toContain(expected);
    expect(steps).toBeGreaterThan(0);
    expect(isAtAugment).toBe(true);
  });
});

describe('a function for batches', () => {
  it('may normalize, draw and look at the whole batch as long as each picture keeps its place', async () => {
    const { run } = await train(
      '(x) => x.sub(x.mean(0, true)).div(0.25).add<tf.Tensor4D>(tf.randomNormal(x.shape)).reverse(2)',
    );
    expect((await run()).state).toBe('done');
  });
});
