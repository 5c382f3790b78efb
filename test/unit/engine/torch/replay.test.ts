import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../../src/engine';
import { meanCrossEntropy } from '../../../../src/train/loss';
import { models, type ModelName } from '../../../models/models';
import { pytorch } from '../../../pytorch.mjs';
import { values } from '../compare';
import { changedPython, torchPrograms } from './installation';

const missing = pytorch.missing();
const python = fileURLToPath(new URL('../../../../python', import.meta.url));

/** A program is noted once it has run three times. */
const runs = 6;
const repeated = runs - 3;

/** Sizes that each model takes, as small as may be. */
const sides: Record<ModelName, number> = { 'small-cnn': 32, alexnet: 67, resnet50: 32 };

/** Steps of Adam on batches that change, then predictions, which have the same weights every time. */
function train(name: ModelName): void {
  const side = sides[name];
  const model = models[name](side);
  const pictures = (seed: number) => values([2, side, side, 1], seed) as tf.Tensor4D;
  const targets = tf.tensor2d([1, 0, 0, 0, 1, 0], [2, 3]);
  const adam = tf.train.adam(1e-3);
  const loss = (step: number) =>
    meanCrossEntropy(targets, model.apply(pictures(step), { training: true }) as tf.Tensor);
  for (let step = 0; step < runs; step++) tf.tidy(() => adam.minimize(() => loss(step), true)!.dataSync());
  for (let batch = 0; batch < runs; batch++)
    tf.tidy(() => (model.predict(pictures(100 + batch)) as tf.Tensor).dataSync());
}

// Where there is no GPU, calls are noted and made again as a CUDA graph does: python/tests/noted.py.
describe.skipIf(missing !== undefined)(`steps that repeat${missing ? ` (${missing})` : ''}`, () => {
  let programs: string;
  beforeAll(async () => {
    programs = await torchPrograms();
  });
  afterAll(() => rm(programs, { recursive: true, force: true }));

  /** A Python that computes as on a GPU, where single numbers lie on the device, and writes down how graphs fare. */
  function asOnGpu(told: string): Promise<string> {
    const code = `import sys
sys.path.append(${JSON.stringify(python)})
import torch
from lits_torch import program, replay, together
from tests.noted import note

together._are_on_host = lambda numbers: False
program.most_together = lambda device: float("inf")
replay.capture_on = lambda device: note

def tell(what):
    with open(${JSON.stringify(told)}, "a") as file:
        print(what, file=file)

class Graph(replay._Graph):
    def __init__(self, program, *others):
        super().__init__(program, *others)
        self.program = program
    def run(self, inputs):
        made, expected = super().run(inputs), self.program.run(inputs)
        tell("equal" if all(map(torch.equal, made, expected)) else "other numbers")
        return made

give_up = replay.Replay.give_up
replay.Replay.give_up = lambda program, why: (tell(why), give_up(program, why))
replay._Graph = Graph
`;
    return changedPython(programs, code);
  }

  it('make the numbers of each call by itself, in all three models', async () => {
    const told = path.join(programs, 'told.txt');
    const torch = { programs, python: await asOnGpu(told) };
    await startEngine({ device: 'torch:cpu', threads: 1, torch });
    for (const name of Object.keys(sides)) train(name as ModelName);
    const lines = (await readFile(told, 'utf8')).trim().split('\n');
    expect(new Set(lines)).toEqual(new Set(['equal']));
    // What a step and a prediction repeat; of the first there are more programs than one.
    expect(lines.length).toBeGreaterThanOrEqual(3 * 2 * repeated);
  });
});
