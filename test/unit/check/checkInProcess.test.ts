import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import checks from '../../../exercises/chapter3/3.2-regularization/checks';
import { checkInProcess } from '../../../src/check';
import { exerciseSchema } from '../../../src/course/manifest';
import { startEngine } from '../../../src/engine';
import { temporaryFolder } from '../train/student';
import { typingsFolder } from '../train/installation';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const exerciseFolder = path.join(repository, 'exercises/chapter3/3.2-regularization');

beforeAll(() => startEngine());

async function check(folder: string) {
  const text = await readFile(path.join(exerciseFolder, 'exercise.json'), 'utf8');
  return checkInProcess({
    exercise: exerciseSchema.parse(JSON.parse(text)),
    checks,
    folder,
    typings: await typingsFolder(),
    runs: [],
    log: () => undefined,
  });
}

it('gives the points of a right baseline', async () => {
  const folder = await temporaryFolder();
  await cp(path.join(repository, 'test/solutions/3.2'), folder, { recursive: true });
  const [baseline] = (await check(folder)).items;
  expect(baseline).toMatchObject({ id: 'baseline', status: 'needs-tutor', points: 0.25, max: 0.5 });
});

it('tells what the starter lacks, with its line', async () => {
  const folder = await temporaryFolder();
  await cp(path.join(exerciseFolder, 'starter'), folder, { recursive: true });
  const [baseline] = (await check(folder)).items;
  expect(baseline.checks[0].findings).toMatchObject([{ at: { file: 'baseline.ts', line: 12 } }]);
});
