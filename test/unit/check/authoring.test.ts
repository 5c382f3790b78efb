import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { checkInProcess } from '../../../src/check';
import { loadChecks, readPack } from '../../../src/check/pack';
import { startEngine } from '../../../src/engine';
import { imports, temporaryFolder } from '../train/student';
import { typingsFolder } from '../train/installation';

beforeAll(() => startEngine());

const guide = await readFile(new URL('../../../docs/authoring.md', import.meta.url), 'utf8');
const [manifest = ''] = codeOf('json');
const [checks = '', probe = ''] = codeOf('ts');

function codeOf(language: string): string[] {
  return [...guide.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  );
}

async function check(code: string, model: string) {
  const course = await temporaryFolder();
  await writeFile(path.join(course, 'exercise.json'), manifest);
  await writeFile(path.join(course, 'checks.ts'), code);
  const pack = await readPack(course);
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'model.ts'), model);
  const options = { folder, typings: await typingsFolder(), runs: [], log: () => undefined };
  return checkInProcess({ ...options, exercise: pack.exercise, checks: loadChecks(pack) });
}

const solution = (filters: number, optimizer = 'adam') => `${imports}
export default defineTraining({
  model: () => tf.sequential({ layers: [
    tf.layers.conv2d({ filters: ${filters}, kernelSize: 3, inputShape: [256, 256, 1] }),
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ units: 3 }),
  ] }),
  epochs: 1, batchSize: 4, optimizer: { name: '${optimizer}', learningRate: 1e-3 },
});`;

it('takes thirty lines, as the guide says', () => {
  expect(`${manifest}${checks}`.trim().split('\n').length).toBeLessThanOrEqual(30);
});

it('works as the guide has it, for right work and for wrong', async () => {
  expect((await check(checks, solution(8))).points).toBe(1);
  expect((await check(checks, solution(9))).points).toBe(0);
});

it('can have probes as the guide writes them', async () => {
  const code = `import type { Check, Probe } from 'lits/check';\n${probe}
export default (): Check[] => [{ id: 'adam', item: 'model', title: 'Adam', fault: 'Not Adam', probe: usesAdam }];`;
  const [item] = (await check(code, solution(8, 'rmsprop'))).items;
  expect(item.checks[0].findings).toMatchObject([{ actual: 'rmsprop', at: { file: 'model.ts' } }]);
});

it('names the mistake of an author', async () => {
  const wrong = checks.replace("needs: ['parameters']", "needs: ['nothing']");
  await expect(check(wrong, solution(8))).rejects.toThrow(
    'steady needs nothing, which is no check before it',
  );
});
