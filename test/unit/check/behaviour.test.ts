import * as tf from '@tensorflow/tfjs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { smallCnn } from '../../../exercises/chapter3/3.2-regularization/checks/reference';
import { alexnet, resnet50 } from '../../../exercises/chapter3/3.4-modern-models/checks/reference';
import { behaviourOf, type Behaviour, type References } from '../../../src/check/behaviour';
import { Subject } from '../../../src/check/subject';
import { startEngine } from '../../../src/engine';
import { Programs, type Program } from '../../mutants/programs';

beforeAll(() => startEngine());
afterEach(() => tf.disposeVariables());

const deadlines = { setupMs: 600_000, stepMs: 600_000 };

async function compare(program: Program, references: References): Promise<Behaviour> {
  const { file } = program;
  const compiled = { program: await program.compile() };
  const prepared = { file: path.basename(file), source: '', compiled, runs: [] };
  const subject: Subject = new Subject(prepared, path.dirname(file), () => subject, {
    log: () => undefined,
    deadlines,
  });
  return behaviourOf(subject, references);
}

const solutions = path.join(import.meta.dirname, '../../solutions');
const read = (name: string) => readFile(path.join(solutions, name), 'utf8');
const baseline = await read('3.2/baseline.ts');
const tower = await read('3.4/alexnet/one-tower.ts');
const layers = await read('3.4/resnet50/layer-subclass.ts');
const flatten = 'model.add(tf.layers.flatten());';
const dropout = 'model.add(tf.layers.dropout({ rate: 0.5 }));';
const conv = "kernelSize: 3,\n        padding: 'same',";
const hidden = "model.add(tf.layers.dense({ units: 256, activation: 'relu' }));";

describe('behaviour', () => {
  const programs = new Programs();
  const add = (text: string, ...edits: readonly (readonly [replace: string, by: string])[]) =>
    programs.add(
      'model.ts',
      edits.reduce((changed, [replace, by]) => {
        expect(changed).toContain(replace);
        return changed.replace(replace, () => by);
      }, text),
    );
  const same = [
    ['as the table has it', add(baseline)],
    [
      'with a dense layer as a convolution',
      add(
        baseline,
        [flatten, ''],
        [
          hidden,
          `model.add(tf.layers.conv2d({ filters: 256, kernelSize: 16, activation: 'relu' }));\n  ${flatten}`,
        ],
      ),
    ],
    [
      'with channels before rows',
      add(baseline, [flatten, `model.add(tf.layers.permute({ dims: [3, 1, 2] }));\n  ${flatten}`]),
    ],
    [
      'with a pool that does nothing',
      add(baseline, [flatten, `model.add(tf.layers.averagePooling2d({ poolSize: 1 }));\n  ${flatten}`]),
    ],
    ['with two ReLUs in a row', add(baseline, [hidden, `${hidden}\n  model.add(tf.layers.reLU());`])],
  ] as const;
  it.each(same)('of a network %s is that of the reference', async (_name, program) => {
    expect((await compare(program(), smallCnn)).divergence).toBeUndefined();
  });

  const other = [
    ['a dilated window', 'convolution 1', add(baseline, [conv, `${conv} dilationRate: 2,`])],
    ['a ReLU6', 'dense layer 2', add(baseline, [hidden, hidden.replace("'relu'", "'relu6'")])],
    ['average pools', 'the pool after convolution 1', add(baseline, ['maxPooling2d', 'averagePooling2d'])],
    ['a softmax', 'the logits', add(baseline, ['units: 3', "units: 3, activation: 'softmax'"])],
  ] as const;
  it.each(other)('of a network with %s differs at %s', async (_name, next, program) => {
    expect((await compare(program(), smallCnn)).divergence).toMatchObject({ next, isTraining: false });
  });

  const dropping = add(tower);
  const noisy = add(tower, [dropout, 'model.add(tf.layers.gaussianNoise({ stddev: 0.5 }));']);
  it('tells what is dropped, how it is scaled, and where', async () => {
    const { divergence, randomness } = await compare(dropping(), alexnet);
    expect(divergence).toBeUndefined();
    expect(randomness).toMatchObject([
      { kind: 'dropout', part: 'classifier', before: 'dense layer 6' },
      { kind: 'dropout', part: 'classifier', before: 'dense layer 7' },
    ]);
    for (const { factor } of randomness) expect(factor).toBeCloseTo(2);
  });

  it('tells noise from dropout', async () => {
    const { randomness } = await compare(noisy(), alexnet);
    expect(randomness[0]).toMatchObject({ kind: 'noise', before: 'dense layer 6' });
  });

  const resnet = add(layers);
  it('of batch norms tells how much of the old averages a step leaves', async () => {
    const { divergence, movements, isChangedByPredicting } = await compare(resnet(), resnet50);
    expect(divergence).toBeUndefined();
    expect(isChangedByPredicting).toBe(false);
    expect(movements).toHaveLength(53);
    for (const { movement } of movements) {
      expect(movement.kind).toBe('moves');
      if (movement.kind === 'moves') expect(movement.momentum).toBeCloseTo(0.9);
    }
  });
});
