import * as tf from '@tensorflow/tfjs';
import { readdir, readFile } from 'node:fs/promises';
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

describe.each([
  ['3.2', '', smallCnn],
  ['3.4', 'alexnet', alexnet],
  ['3.4', 'resnet50', resnet50],
] as const)('the right programs of %s %s', async (exercise, option, references) => {
  const folder = path.join(import.meta.dirname, '../../solutions', exercise, option);
  const programs = new Programs();
  const entries = [];
  for (const name of await readdir(folder))
    entries.push([name, programs.add(name, await readFile(path.join(folder, name), 'utf8'))] as const);
  it.each(entries)('%s computes what its reference computes', async (_name, program) => {
    const behaviour = await compare(program(), references);
    expect(behaviour.divergence).toBeUndefined();
  });
});
