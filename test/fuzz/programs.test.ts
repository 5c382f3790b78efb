import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { prepareSample } from '../../src/data';
import { typingsFolder } from '../unit/train/installation';
import type { Question } from './child';
import { answersTo } from './pool';

/** Half a minute's worth; `npm run fuzz` tries thousands. */
const programs = 60;

it('programs that are mutated at random end with a result, or with a sentence and its place', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'lits-fuzz-test-'));
  try {
    const { data } = await prepareSample({ out: home, patients: 3, slices: 4, seed: 1 });
    const questions = Array.from({ length: programs }, (_, index): Question => {
      const seed = index + 1;
      return { seed, kind: seed % 10 === 0 ? 'check' : 'train' };
    });
    const answers = await answersTo(questions, {
      repository: fileURLToPath(new URL('../..', import.meta.url)),
      typings: await typingsFolder(),
      data,
      processes: 1,
      patienceMillis: 600_000,
    });
    expect(answers.filter(({ faults }) => faults.length > 0)).toEqual([]);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
