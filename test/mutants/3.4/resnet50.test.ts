import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { mutate } from './mutant';
import { faultChain, resnetMutants } from './resnet50';
import { checkProgram, findersIn, solution } from './checkProgram';
import { testMutants } from './testMutants';

beforeAll(() => startEngine());

testMutants(
  [...resnetMutants, ...faultChain],
  { of: 'resnet50/one-loop', prefix: 'resnet' },
  'RESULTS-resnet50.md',
);

it('tells the faults of the first ResNet-50 one at a time, whichever are left', async () => {
  const source = await solution('resnet50/explicit-sizes');
  const told: string[] = [];
  for (let fixed = 0; fixed < faultChain.length; fixed++) {
    const left = faultChain.slice(fixed);
    const text = left.reduce((changed, fault) => mutate(changed, fault), source);
    const finders = findersIn(
      await checkProgram({
        option: 'resnet50',
        source: text,
        items: ['resnet-bottleneck', 'resnet-assembly'],
      }),
    );
    expect(finders.map(({ id }) => id)).toEqual([left[0].check]);
    const [{ actual, at }] = finders[0].findings;
    told.push(`${at?.line ?? '?'}: ${actual}`);
  }
  if (process.env.SHOW) console.log(told.join('\n'));
  expect(new Set(told).size).toBe(faultChain.length);
});
