import * as tf from '@tensorflow/tfjs';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import checks from '../../../exercises/chapter3/3.3-batch-normalization/checks';
import { cases } from '../../../exercises/chapter3/3.3-batch-normalization/checks/cases';
import { mistakes } from '../../../exercises/chapter3/3.3-batch-normalization/checks/mistakes';
import {
  definition,
  follow,
  gradientsOf,
} from '../../../exercises/chapter3/3.3-batch-normalization/checks/recipe';
import { layerOf, tensorOf } from '../../../exercises/chapter3/3.3-batch-normalization/checks/student';
import { checkInProcess } from '../../../src/check';
import { exerciseSchema } from '../../../src/course/manifest';
import type { CheckResult } from '../../../src/protocol/checkReport';
import { compileProgram } from '../../../src/train';
import { typingsFolder } from '../../unit/train/installation';
import { startOnOneThread } from '../engine';
import { mutants } from './mutants';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const exerciseFolder = path.join(repository, 'exercises/chapter3/3.3-batch-normalization');
const exercise = exerciseSchema.parse(
  JSON.parse(await readFile(path.join(exerciseFolder, 'exercise.json'), 'utf8')),
);
const solutions = path.join(repository, 'test/solutions/3.3');
const moments = await readFile(path.join(solutions, 'batchNorm/moments.ts'), 'utf8');
const onPaper = await readFile(path.join(solutions, 'onPaper.ts'), 'utf8');

let folder: string;
let typings: string;
beforeAll(async () => {
  await startOnOneThread();
  typings = await typingsFolder();
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'lits-programs-')));
  return () => rm(folder, { recursive: true });
});

/** Results of the checks of one file. */
async function check(files: Record<string, string>): Promise<CheckResult[]> {
  // What a style takes from another is its type alone.
  for (const [name, text] of Object.entries({ 'moments.ts': moments, ...files }))
    await writeFile(path.join(folder, name), text);
  const tasks = exercise.tasks.filter(({ file }) => file in files);
  const report = await checkInProcess({
    exercise: { ...exercise, tasks },
    checks: checks().filter(({ item }) => tasks.some(({ id }) => id === item)),
    folder,
    typings,
    compile: (file) => compileProgram(file, typings),
    runs: [],
    log: () => undefined,
  });
  return report.items.flatMap((item) => item.checks);
}

const failed = (results: readonly CheckResult[]) =>
  results.filter(({ status }) => status === 'fail' || status === 'error');

it.each(await readdir(path.join(solutions, 'batchNorm')))(
  'takes batch normalization as in %s',
  async (name) => {
    const text = await readFile(path.join(solutions, 'batchNorm', name), 'utf8');
    const results = await check({ 'batchNorm.ts': text });
    expect(failed(results)).toEqual([]);
    expect(results.every(({ status }) => status === 'pass')).toBe(true);
  },
);

it.each(mutants)('finds $name', async ({ from, to, check: id, actual }) => {
  expect(moments).toContain(from);
  const [first] = failed(await check({ 'batchNorm.ts': moments.replaceAll(from, to) }));
  expect(first?.findings[0]?.actual).toMatch(actual);
  expect(first?.id).toBe(id);
  expect(first?.findings[0]?.at?.file).toBe('batchNorm.ts');
});

it('finds that nothing is written in the starter, without counting it as an error of the checks', async () => {
  const starter = await readFile(path.join(exerciseFolder, 'starter/batchNorm.ts'), 'utf8');
  const results = failed(await check({ 'batchNorm.ts': starter }));
  expect(results.map(({ findings }) => findings[0]?.actual ?? '').join()).toContain('not written yet');
});

describe('on paper', () => {
  it('takes the right numbers', async () => {
    expect((await check({ 'onPaper.ts': onPaper })).every(({ status }) => status === 'pass')).toBe(true);
  });

  it('says that nothing is filled in yet', async () => {
    const starter = await readFile(path.join(exerciseFolder, 'starter/onPaper.ts'), 'utf8');
    const results = failed(await check({ 'onPaper.ts': starter }));
    expect(results.map(({ id }) => id)).toEqual(['paper-mean']);
    expect(results[0]?.findings[0]).toMatchObject({ actual: 'It is not filled in yet.', at: { line: 10 } });
  });

  it.each([
    ['the variance of n - 1', 'variance: 9', 'variance: 12', 'paper-variance', /12:.*n - 1/],
    [
      'beta before gamma',
      /output: \[.*\]/,
      'output: [0, 4 / 3, 4 / 3, 16 / 3]',
      'paper-output',
      /before gamma/,
    ],
    [
      'a momentum the wrong way round',
      'movingMean: 2',
      'movingMean: 3.5',
      'paper-moving-mean',
      /share of the new/,
    ],
    [
      'statistics of the batch in evaluation',
      'output: 4',
      'output: 5 / 3',
      'paper-evaluation',
      /of this batch alone/,
    ],
    ['something else', 'mean: 4', 'mean: 3', 'paper-mean', /^3$/],
  ])('finds %s', async (_, from, to, id, actual) => {
    const [first] = failed(await check({ 'onPaper.ts': onPaper.replace(from, to) }));
    expect(first?.id).toBe(id);
    expect(first?.findings[0]?.actual).toMatch(actual);
  });
});

describe('what the checks compare with', () => {
  it.each(cases())('is the layer of TensorFlow.js for $name', (one) => {
    const layer = tf.layers.batchNormalization({ momentum: one.layer.momentum, epsilon: one.layer.epsilon });
    const x = tensorOf(one.x);
    const evaluated = tensorOf(one.evaluated);
    layer.build(x.shape);
    const { gamma, beta, movingMean, movingVariance } = layerOf(one.layer);
    layer.setWeights([gamma, beta, movingMean, movingVariance]);
    const right = follow(definition, one.x, one.evaluated, one.layer);
    const close = (tensor: tf.Tensor, values: readonly number[]) => {
      const seen = tensor.dataSync();
      for (const [index, value] of values.entries()) expect(seen[index]).toBeCloseTo(value, 5);
    };
    close(layer.call(evaluated, {}) as tf.Tensor, right.evaluated);
    close(layer.call(x, { training: true }) as tf.Tensor, right.output);
    close(layer.getWeights()[2], right.movingMean);
    close(layer.getWeights()[3], right.movingVariance);
  });

  it('has the gradients of TensorFlow.js', () => {
    const [, one] = cases();
    const weights = one.x.values.map((_, index) => Math.cos(index));
    const right = gradientsOf(one.x, one.layer, weights);
    const gradients = tf.grads((...[x, gamma, beta]: tf.Tensor[]) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      const output = x.sub(mean).div(variance.add(one.layer.epsilon).sqrt()).mul(gamma).add(beta);
      return output.mul(tf.tensor(weights, [...one.x.shape])).sum();
    })([tensorOf(one.x), tf.tensor1d([...one.layer.gamma]), tf.tensor1d([...one.layer.beta])]);
    const expected = [right.x, right.gamma, right.beta];
    for (const [index, gradient] of gradients.entries()) {
      const seen = gradient.dataSync();
      for (const [place, value] of expected[index].entries()) expect(seen[place]).toBeCloseTo(value, 4);
    }
  });

  it('is changed by each of the known mistakes in at least one number', () => {
    const unchanged = mistakes().filter(({ change }) =>
      cases().every((one) => {
        const recipe = { ...definition, ...change };
        const [right, other] = [definition, recipe].map((each) =>
          follow(each, one.x, one.evaluated, one.layer),
        );
        return JSON.stringify(right) === JSON.stringify(other);
      }),
    );
    expect(unchanged).toEqual([]);
  });
});
