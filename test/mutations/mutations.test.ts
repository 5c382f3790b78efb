import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../src/engine';
import { typingsFolder } from '../unit/train/installation';
import { describeJudgement, Judge } from './judge';
import { diffOf, mutantOf, originsIn } from './mutants';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const origins = originsIn(repository);
/** Half a minute's worth in all; `npm run mutations` tries hundreds. */
const seeds = Array.from({ length: 4 }, (_, index) => index + 1);

beforeAll(() => startEngine({ threads: 1 }));

it.each(['alexnet/by-hand', 'resnet50/functional', 'baseline/functional'])(
  'each of some changes to %s computes the same and passes, or is found',
  async (name) => {
    const home = await realpath(await mkdtemp(path.join(tmpdir(), 'lits-mutations-test-')));
    try {
      const own = origins.filter((origin) => origin.name === name);
      const judge = new Judge({ repository, typings: await typingsFolder(), home });
      const judged = await judge.judge(seeds.map((seed) => mutantOf(seed, own)));
      const wrong = judged.filter(({ outcome }) => outcome === 'survivor' || outcome === 'false alarm');
      expect(wrong.map((one) => describeJudgement(one, diffOf(one.mutant)))).toEqual([]);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
);

it('the mutant of a seed is always the same, and differs from the right program', () => {
  for (const seed of seeds) {
    const { text, origin } = mutantOf(seed, origins);
    expect(mutantOf(seed, origins).text).toBe(text);
    expect(text).not.toBe(origin.text);
  }
});
